"""What processes tell each other through Redis: what is void, and that it was heard."""

from __future__ import annotations

from typing import Final

import msgspec

NOBODY_WAITS: Final = 0
"""In place of an invalidation's number: it is not acknowledged."""


class Invalidation(msgspec.Struct, array_like=True, tag=1, frozen=True):
    """What every process must forget: keys, keys that match a pattern, or everything if there is neither."""

    writer: str
    number: int
    keys: tuple[str, ...] = ()
    pattern: str = ""


class Acknowledgement(msgspec.Struct, array_like=True, tag=2, frozen=True):
    """That a process has handled these messages of the writer on whose channel it says so."""

    process: str
    numbers: tuple[int, ...]


Message = Invalidation | Acknowledgement

_decoder = msgspec.msgpack.Decoder(Message)


def decode(raw: bytes) -> Message:
    """Return the message; raise `msgspec.DecodeError` for what is none."""
    return _decoder.decode(raw)


def encode(message: Message) -> bytes:
    """Return what goes over the wire."""
    return msgspec.msgpack.encode(message)
