"""All measurements of the cache, one after the other, in one world."""

from __future__ import annotations

from benchmarks.cache import hot, tiers
from benchmarks.cache.world import world
from benchmarks.figures import Report

ROUNDS, QUICK_ROUNDS = 60, 3


async def run(*, quick: bool) -> Report:
    """Measure everything; `quick` takes few samples."""
    rounds = QUICK_ROUNDS if quick else ROUNDS
    async with world() as here:
        sections = (
            await hot.measure_prefix(here, rounds=rounds),
            await hot.measure_config(here, rounds=rounds),
            await tiers.measure_redis(here, rounds=rounds),
            await tiers.measure_postgres(here, rounds=rounds),
        )
    return Report(sections, ())
