"""Counters of the cache, per type."""

from __future__ import annotations

from dataclasses import asdict, dataclass


@dataclass(slots=True)
class Counts:
    """What happened to one type's entries in this process since it started."""

    local_hits: int = 0
    redis_hits: int = 0
    misses: int = 0
    negative_hits: int = 0
    bypassed: int = 0
    """Reads inside a unit of work, or without a lease on trust: they go to Postgres and fill nothing."""
    fills_rejected: int = 0
    """Values loaded but not stored, because a write came in between."""
    lease_waits: int = 0
    invalidations: int = 0
    evictions: int = 0
    loads: int = 0
    load_seconds: float = 0.0
    redis_looks: int = 0
    redis_seconds: float = 0.0
    """Time spent looking into Redis, waits for another's lease included."""

    def as_dict(self) -> dict[str, int | float]:
        """Return the counters by name."""
        return asdict(self)
