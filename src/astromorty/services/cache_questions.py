"""What the command line asks of the caches of running processes, and what they answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import msgspec

from astromorty.services.cache.coherence import process_name
from astromorty.services.cache.service import CacheService

STATS = "cache-stats"
FLUSH = "cache-flush"


class CacheReport(msgspec.Struct, frozen=True):
    """One process's counters by type, those that are zero left out, and whether it believes its cache."""

    process: str
    trusted: bool
    types: dict[str, dict[str, int | float]]


def cache_answers(cache: CacheService) -> Mapping[str, Callable[[], str]]:
    """Return the answers of this process, by subject."""
    process = process_name()

    def stats() -> str:
        types = {
            name: {count: value for count, value in counts.items() if value} for name, counts in cache.stats().items()
        }
        used = {name: counts for name, counts in types.items() if counts}
        return msgspec.json.encode(CacheReport(process, cache.is_trusted, used)).decode()

    def flush() -> str:
        cache.forget_all()
        return process

    return {STATS: stats, FLUSH: flush}


def read_report(answer: str) -> CacheReport:
    """Read an answer to `STATS`; raises `msgspec.DecodeError` for another version's."""
    return msgspec.json.decode(answer, type=CacheReport)
