"""The sandbox's time: real time plus what a test has skipped."""

import asyncio
import time
from datetime import UTC, datetime, timedelta


class Clock:
    """Tells the time everywhere in the sandbox; ``advance`` makes deadlines pass without waiting."""

    def __init__(self) -> None:
        self._skipped = timedelta()
        self._advanced = asyncio.Event()

    def now(self) -> datetime:
        """Return the current time in UTC."""
        return datetime.now(UTC) + self._skipped

    def monotonic(self) -> float:
        """Return seconds that never go backwards, for deadlines."""
        return time.monotonic() + self._skipped.total_seconds()

    def advance(self, seconds: float) -> None:
        """Skip ``seconds`` of time."""
        if seconds < 0:
            raise ValueError("time goes forward only")
        self._skipped += timedelta(seconds=seconds)
        self._advanced.set()
        self._advanced = asyncio.Event()

    async def happens_within(self, event: asyncio.Event, seconds: float) -> bool:
        """Wait for an event, until it is set or the time has passed, also by being skipped; returns whether it is."""
        deadline = self.monotonic() + seconds
        while not event.is_set() and (left := deadline - self.monotonic()) > 0:
            waits = {asyncio.ensure_future(each.wait()) for each in (event, self._advanced)}
            try:
                await asyncio.wait(waits, timeout=left, return_when=asyncio.FIRST_COMPLETED)
            finally:
                for wait in waits:
                    wait.cancel()
        return event.is_set()


def isoformat(moment: datetime) -> str:
    """Write a time as Discord does: microseconds and a numeric offset."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")
