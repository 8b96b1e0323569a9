"""Who has handled an invalidation, and how long the others may still believe what it took away."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from itertools import count
from time import monotonic


class Awaited:
    """The acknowledgements of one message."""

    def __init__(self, number: int) -> None:
        self.number = number
        self._from: set[str] = set()
        self._arrived = asyncio.Event()

    def arrive(self, process: str) -> None:
        """Note that a process has handled the message."""
        self._from.add(process)
        self._arrived.set()

    async def wait(self, live: Mapping[str, float], longest: float) -> None:
        """Return once each process has acknowledged, or the seconds for which it may believe what it holds are over.

        `longest`: seconds after which nobody does.
        """
        began = monotonic()
        while True:
            self._arrived.clear()
            missing = [left for process, left in live.items() if process not in self._from]
            remaining = min(max(missing, default=0.0), longest) - (monotonic() - began)
            if remaining <= 0:
                return
            try:
                async with asyncio.timeout(remaining):
                    await self._arrived.wait()
            except TimeoutError:
                return


class Acknowledgements:
    """The messages of this process that others have yet to acknowledge."""

    def __init__(self) -> None:
        self._numbers = count(1)
        self._awaited: dict[int, Awaited] = {}

    def expect(self) -> Awaited:
        """Begin to listen for the acknowledgements of a message; they may arrive before its own reply does."""
        awaited = Awaited(next(self._numbers))
        self._awaited[awaited.number] = awaited
        return awaited

    def forget(self, awaited: Awaited) -> None:
        """Stop listening."""
        self._awaited.pop(awaited.number, None)

    def arrived(self, process: str, numbers: Iterable[int]) -> None:
        """Note that a process has handled these messages; those nobody waits for any more are ignored."""
        for number in numbers:
            if number in self._awaited:
                self._awaited[number].arrive(process)
