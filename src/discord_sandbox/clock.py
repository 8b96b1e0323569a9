"""The sandbox's time: real time plus what a test has skipped."""

import time
from datetime import UTC, datetime, timedelta


class Clock:
    """Tells the time everywhere in the sandbox; ``advance`` makes deadlines pass without waiting."""

    def __init__(self) -> None:
        self._skipped = timedelta()

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


def isoformat(moment: datetime) -> str:
    """Write a time as Discord does: microseconds and a numeric offset."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")
