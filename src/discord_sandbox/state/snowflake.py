"""Discord's IDs: 42 bits of milliseconds since 2015, 22 bits of origin and counter."""

import hashlib
from datetime import UTC, datetime, timedelta

from discord_sandbox.clock import Clock

_EPOCH = datetime(2015, 1, 1, tzinfo=UTC)
_EPOCH_MS = int(_EPOCH.timestamp() * 1000)
_SEEDED_FROM_MS = int((datetime(2024, 1, 1, tzinfo=UTC) - _EPOCH).total_seconds() * 1000)
_SEEDED_SPAN_MS = 365 * 24 * 3600 * 1000


def seeded_snowflake(seed: str, name: str) -> int:
    """Derive the same ID, dated in 2024, for the same seed and name, in every run."""
    digest = int.from_bytes(hashlib.sha256(f"{seed}/{name}".encode()).digest()[:8], "big")
    return ((_SEEDED_FROM_MS + digest % _SEEDED_SPAN_MS) << 22) | (digest >> 42)


def moment_of(snowflake: int) -> datetime:
    """Return when an ID was made."""
    return _EPOCH + timedelta(milliseconds=snowflake >> 22)


class SnowflakeFactory:
    """Makes IDs of the current time, strictly increasing."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._last = 0
        self._past = 0

    def next(self) -> int:
        """Return an ID greater than every one before."""
        milliseconds = int(self._clock.now().timestamp() * 1000) - _EPOCH_MS
        self._last = max(milliseconds << 22, self._last + 1)
        return self._last

    def past(self, moment: datetime) -> int:
        """Return an ID of an earlier moment, greater than every one that was made for it before."""
        milliseconds = int(moment.timestamp() * 1000) - _EPOCH_MS
        self._past += 1
        return (milliseconds << 22) + self._past
