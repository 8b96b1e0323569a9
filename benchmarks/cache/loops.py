"""The loops around what is measured: as short as they can be, and the same for every contender."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from types import FunctionType
from typing import TypeVar, cast

KeyT = TypeVar("KeyT")
Run = Callable[[], Awaitable[None]]


def own_copy(run: Run) -> Run:
    """Return the function with bytecode of its own.

    The interpreter adapts a call's bytecode to what is called there. One loop shared by all contenders would fit none
    of them, where the code of a program fits the one thing that it calls.
    """
    function = cast("FunctionType", run)
    return FunctionType(function.__code__.replace(), function.__globals__, closure=function.__closure__)


def each(call: Callable[[KeyT], object], keys: Sequence[KeyT]) -> Run:
    """Return what calls a plain function once for each key."""

    async def run() -> None:
        for key in keys:
            call(key)

    return own_copy(run)


def each_awaited(call: Callable[[KeyT], Awaitable[object]], keys: Sequence[KeyT]) -> Run:
    """Return what awaits a function once for each key, one after the other."""

    async def run() -> None:
        for key in keys:
            await call(key)

    return own_copy(run)
