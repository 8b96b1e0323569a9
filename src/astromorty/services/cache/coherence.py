"""How processes that share a Redis stay coherent: who is told of a write, and until when the others are believed."""

from __future__ import annotations

import asyncio
import math
import os
import secrets
import socket
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from itertools import repeat
from time import monotonic
from typing import Any, Final, cast

import msgspec
from redis.exceptions import ResponseError

from astromorty.services.cache.acknowledgements import Acknowledgements
from astromorty.services.cache.cached_type import CachedTypes
from astromorty.services.cache.errors import RedisAwayError
from astromorty.services.cache.keys import NAMESPACE, parse_many
from astromorty.services.cache.link import Argument, RedisLink
from astromorty.services.cache.messages import NOBODY_WAITS, Acknowledgement, Invalidation, decode, encode
from astromorty.services.cache.redis_tier import milliseconds
from astromorty.services.cache.scripts import REGISTRY, WRITE
from astromorty.services.cache.spans import PUT, REMOVE, cache_span

RETRY: Final = 0.05
# A script keeps everybody else waiting while it runs.
KEYS_AT_ONCE: Final = 500


@dataclass(frozen=True, slots=True)
class Put:
    """A value to put in the place of an older one, for `ttl` seconds."""

    blob: bytes
    ttl: float


def nothing() -> None:
    """Do nothing."""


def process_name() -> str:
    """Return a name for this process that no other has."""
    return f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}"


class Announcer:
    """Runs the write script and waits for the acknowledgements; hears and acknowledges what others write."""

    def __init__(
        self,
        process: str,
        types: CachedTypes,
        *,
        database: int,
        lease: float,
        timeout: float,
        wrote: Callable[[Collection[str]], None],
    ) -> None:
        self.process = process
        self.link: RedisLink | None = None
        self._types = types
        self._lease = lease
        self._timeout = timeout
        self._wrote = wrote
        self._awaited = Acknowledgements()
        # Channels know no database numbers: the name has to.
        self._prefix = f"{NAMESPACE}{database}:"
        self.channels = (f"{self._prefix}invalidations", self._ack_channel(process))
        self._heard: dict[str, list[int]] = {}
        self._any_heard = asyncio.Event()
        self._acknowledger = asyncio.create_task(self._acknowledge(), name="cache: acknowledge")

    def _ack_channel(self, process: str) -> str:
        return f"{self._prefix}acknowledgements:{process}"

    async def publish(
        self,
        keys: Mapping[str, Put | None],
        *,
        pattern: str = "",
        wait: bool = True,
        patient: bool = True,
        paid: Callable[[], None] = nothing,
    ) -> bool:
        """Delete keys, or put what is given for them, and tell all; return whether Redis has done it.

        With `wait`, no process serves afterwards what was before. `patient` is for what stands in the outbox: one lease
        after the commit nobody believes what they hold without having looked there, so that neither trying nor waiting
        need take longer. `paid` is called once nothing is owed any more, before the wait. No keys and no pattern mean
        everything.
        """
        began = monotonic()
        deadline = began + self._lease if patient else began
        names = list(keys)
        parts = [names[start : start + KEYS_AT_ONCE] for start in range(0, len(names), KEYS_AT_ONCE)] or [names]
        expected = [self._awaited.expect() for _ in parts] if wait else []
        numbers = (awaited.number for awaited in expected) if wait else repeat(NOBODY_WAITS)
        lives: list[dict[str, float]] = []
        try:
            for part, number in zip(parts, numbers, strict=False):
                message = Invalidation(self.process, number, tuple(part), pattern)
                lives.append(await self._persist({name: keys[name] for name in part}, message, deadline))
            paid()
            longest = max(0.0, deadline - monotonic()) if patient else math.inf
            await asyncio.gather(*(one.wait(live, longest) for one, live in zip(expected, lives, strict=False)))
        except (RedisAwayError, ResponseError):
            return False
        finally:
            for awaited in expected:
                self._awaited.forget(awaited)
        return True

    async def _persist(
        self, keys: Mapping[str, Put | None], message: Invalidation, deadline: float
    ) -> dict[str, float]:
        while True:
            try:
                return await self._write(keys, message)
            except (RedisAwayError, ResponseError):
                remaining = deadline - monotonic()
                if remaining <= 0:
                    raise
                await asyncio.sleep(min(RETRY, remaining))

    async def _write(self, keys: Mapping[str, Put | None], message: Invalidation) -> dict[str, float]:
        """Run the script; return for how many seconds each other process may go on believing what it holds."""
        if self.link is None:
            raise RedisAwayError("Redis is away")
        many = [key for key in keys if parse_many(key) is not None]
        if many:
            for key in many:
                await self._sweep(self.link, key)
            # What was read in this process meanwhile may be from before the sweep.
            self._types.invalidate(many)
        entries: list[Argument] = []
        for put in keys.values():
            if put is None:
                entries += ["D", b"", 0]
            else:
                entries += ["R", put.blob, milliseconds(put.ttl)]
        names = [NAMESPACE + key for key in keys]
        with cache_span(REMOVE if None in keys.values() else PUT, names):
            reply = cast(
                "list[Any]",
                await self.link.call(
                    "EVAL", WRITE, 1 + len(names), REGISTRY, *names, self.channels[0], encode(message), *entries,
                    within=self._timeout,
                ),
            )  # fmt: skip
        age = float(reply[0]) / 1000
        live = {name.decode(): float(left) / 1000 for name, left in zip(reply[1::2], reply[2::2], strict=True)}
        live.pop(self.process, None)
        if age < self._lease:
            # The registry was lost a moment ago: there may be processes that it does not know of yet.
            live[""] = self._lease - age
        return live

    async def _sweep(self, link: RedisLink, key: str) -> None:
        """Delete all entries that a key stands for: what was there before is gone after one walk through all keys."""
        cursor: bytes | int = 0
        while cursor != b"0":
            reply = await link.call(
                "SCAN", cursor, "MATCH", NAMESPACE + key, "COUNT", KEYS_AT_ONCE, within=self._timeout
            )
            cursor, found = cast("tuple[bytes, list[bytes]]", reply)
            if found:
                await link.call("UNLINK", *found, within=self._timeout)

    def handle(self, raw: bytes) -> None:
        """Do what a message says; called in the order of arrival, before any later ping is answered."""
        try:
            message = decode(raw)
        except msgspec.DecodeError:
            # Another version's way of saying something we had better not miss.
            self._types.flush()
            return
        if isinstance(message, Acknowledgement):
            self._awaited.arrived(message.process, message.numbers)
            return
        if message.writer == self.process:
            return  # done before it was published
        apply(message, self._types)
        self._wrote(message.keys)
        if message.number != NOBODY_WAITS:
            self._heard.setdefault(message.writer, []).append(message.number)
            self._any_heard.set()

    async def _acknowledge(self) -> None:
        while True:
            await self._any_heard.wait()
            self._any_heard.clear()
            heard, self._heard = self._heard, {}
            acknowledgements = (
                (self._ack_channel(writer), Acknowledgement(self.process, tuple(numbers)))
                for writer, numbers in heard.items()
            )
            await asyncio.gather(*(self._say(channel, said) for channel, said in acknowledgements))

    async def _say(self, channel: str, acknowledgement: Acknowledgement) -> None:
        if self.link is None:
            return
        try:
            await self.link.call("PUBLISH", channel, encode(acknowledgement), within=self._timeout)
        except (RedisAwayError, ResponseError):
            return  # the writer waits for the end of this process's lease instead

    async def close(self) -> None:
        """Stop acknowledging."""
        self._acknowledger.cancel()
        await asyncio.gather(self._acknowledger, return_exceptions=True)


def apply(message: Invalidation, types: CachedTypes) -> None:
    """Forget in this process what a message says is void."""
    types.invalidate(message.keys)
    if message.pattern:
        types.invalidate_matching(message.pattern)
    elif not message.keys:
        types.flush()
