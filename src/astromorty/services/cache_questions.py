"""What the command line asks of the caches of running processes, and what they answer."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Final

import msgspec

from astromorty.database.questions import Answerer
from astromorty.services.cache.coherence import process_name
from astromorty.services.cache.service import CacheService

STATS = "cache-stats"
FLUSH = "cache-flush"
CHECK = "cache-check"
CHECK_WITHIN: Final = 20.0
"""Seconds that a process takes at most to compare what it holds."""
KEYS_NAMED: Final = 50


class CacheReport(msgspec.Struct, frozen=True):
    """One process's counters by type, those that are zero left out, and whether it believes its cache."""

    process: str
    trusted: bool
    types: dict[str, dict[str, int | float]]


class CheckReport(msgspec.Struct, frozen=True):
    """What came of comparing one process's entries with the database.

    Attributes:
        process: Which one.
        entries: How many were compared.
        behind: How many of them were not what the database holds.
        keys: Which, as far as there is room.
        failure: Why they could not be compared, if so.
    """

    process: str
    entries: int = 0
    behind: int = 0
    keys: tuple[str, ...] = ()
    failure: str | None = None


def cache_answers(cache: CacheService) -> Mapping[str, Answerer]:
    """Return the answers of this process, by subject."""
    process = process_name()

    async def stats() -> str:
        types = {
            name: {count: value for count, value in counts.items() if value} for name, counts in cache.stats().items()
        }
        used = {name: counts for name, counts in types.items() if counts}
        return msgspec.json.encode(CacheReport(process, cache.is_trusted, used)).decode()

    async def flush() -> str:
        cache.forget_all()
        return process

    async def check() -> str:
        return msgspec.json.encode(await _compare(cache, process)).decode()

    return {STATS: stats, FLUSH: flush, CHECK: check}


async def _compare(cache: CacheService, process: str) -> CheckReport:
    if cache.sampler is None:
        return CheckReport(process)
    try:
        async with asyncio.timeout(CHECK_WITHIN):
            found = await cache.sampler.compare_all()
    except Exception as error:  # the edge of a question: loaders raise whatever their database does
        return CheckReport(process, failure=f"{type(error).__name__}: {error}"[:200])
    return CheckReport(process, found.entries, len(found.behind), found.behind[:KEYS_NAMED])


def read_report(answer: str) -> CacheReport:
    """Read an answer to `STATS`; raises `msgspec.DecodeError` for another version's."""
    return msgspec.json.decode(answer, type=CacheReport)


def read_check(answer: str) -> CheckReport:
    """Read an answer to `CHECK`; raises `msgspec.DecodeError` for another version's."""
    return msgspec.json.decode(answer, type=CheckReport)
