"""The loops around what is measured: as short as they can be, and the same for every contender."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

KeyT = TypeVar("KeyT")


def each(call: Callable[[KeyT], object], keys: Sequence[KeyT]) -> Callable[[], Awaitable[None]]:
    """Return what calls a plain function once for each key."""

    async def run() -> None:
        for key in keys:
            call(key)

    return run


def each_awaited(call: Callable[[KeyT], Awaitable[object]], keys: Sequence[KeyT]) -> Callable[[], Awaitable[None]]:
    """Return what awaits a function once for each key, one after the other."""

    async def run() -> None:
        for key in keys:
            await call(key)

    return run
