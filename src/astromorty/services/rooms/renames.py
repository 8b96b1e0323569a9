"""How often a channel may be renamed."""

from collections import deque
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Final

# Not documented, but in force: https://github.com/discord/discord-api-docs/issues/1900
MOST_RENAMES: Final = 2
WINDOW: Final = timedelta(minutes=10)


class Renames:
    """Remembers the renames of this process: discord.py would wait for minutes where Discord refuses one."""

    def __init__(self, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._now = now
        self._times: dict[int, deque[datetime]] = {}

    def free_at(self, channel_id: int) -> datetime | None:
        """Return when a channel may be renamed again; None for now."""
        times = self._recent(channel_id)
        return times[0] + WINDOW if len(times) >= MOST_RENAMES else None

    def note(self, channel_id: int) -> None:
        """Count a rename."""
        self._times.setdefault(channel_id, deque()).append(self._now())

    def forget(self, channel_id: int) -> None:
        """Forget a channel that is gone."""
        self._times.pop(channel_id, None)

    def _recent(self, channel_id: int) -> deque[datetime]:
        times = self._times.get(channel_id, deque())
        while times and times[0] <= self._now() - WINDOW:
            times.popleft()
        return times
