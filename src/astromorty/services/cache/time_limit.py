"""A time-out that tells an answer that does not come from an event loop that was late to look."""

from __future__ import annotations

import asyncio
from time import monotonic
from types import TracebackType
from typing import Final, Self

# From a socket that can be read to the caller that goes on takes four; what lies in it may need reading twice.
TURNS: Final = 10


class TimeLimit:
    """`async with TimeLimit(seconds)`: like `asyncio.timeout`, only that the event loop's own lateness does not count.

    While the loop is held up, be it by a callback or by a stopped machine, nothing can be read, and on a stopped
    machine nobody else could answer either. So a limit that ends late by some time gives that time again, as much as
    `seconds` at most, and then some turns of the loop in which what has arrived is read. In a loop that turns freely
    that takes microseconds. Raises `TimeoutError`.
    """

    __slots__ = ("_ends", "_expiry", "_limit", "_loop", "_seconds")

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._limit = asyncio.timeout(None)

    async def __aenter__(self) -> Self:
        await self._limit.__aenter__()
        self._loop = asyncio.get_running_loop()
        self._ends = monotonic() + self._seconds
        self._expiry: asyncio.Handle = self._loop.call_later(self._seconds, self._allow_for_lateness)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> bool | None:
        self._expiry.cancel()
        return await self._limit.__aexit__(kind, error, traceback)

    def _allow_for_lateness(self) -> None:
        late = monotonic() - self._ends
        self._expiry = self._loop.call_later(min(max(late, 0.0), self._seconds), self._turn, TURNS)

    def _turn(self, left: int) -> None:
        if left:
            self._expiry = self._loop.call_soon(self._turn, left - 1)
        else:
            self._limit.reschedule(self._loop.time())
