"""All measurements of the cache, one after the other, in one world."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from benchmarks.cache import aims, grants, hot, propagation, size, stampede, tiers
from benchmarks.cache.world import world
from benchmarks.figures import Report


@dataclass(frozen=True, slots=True)
class Effort:
    """How much is measured."""

    look_ups: int
    reads: int
    writes: int
    stampedes: int
    grants: int
    single_grants: int
    sizes: tuple[int, ...]


FULL: Final = Effort(200, 60, 50, 40, 12, grants.FEW, size.SIZES)
QUICK: Final = Effort(3, 3, 3, 2, 2, grants.QUICK_FEW, size.QUICK_SIZES)


async def run(*, quick: bool) -> Report:
    """Measure everything; `quick` takes few samples."""
    effort = QUICK if quick else FULL
    async with world() as here:
        look_ups = (
            await hot.measure_prefix(here, rounds=effort.look_ups),
            await hot.measure_config(here, rounds=effort.look_ups),
        )
        tight = await hot.measure_tight(here, rounds=effort.look_ups)
        from_redis = await tiers.measure_redis(here, rounds=effort.reads)
        from_postgres = await tiers.measure_postgres(here, rounds=effort.reads)
        propagated = await propagation.measure_propagation(here, rounds=effort.writes)
        written = await propagation.measure_writes(here, rounds=effort.writes)
        granted = await grants.measure(here, rounds=effort.grants, few=effort.single_grants)
        stampedes = await stampede.measure(here, rounds=effort.stampedes)
    hits, stores, memory = await size.measure(rounds=effort.look_ups, sizes=effort.sizes)
    session_get = from_postgres.median(tiers.SQLMODEL)
    return Report(
        (*look_ups, tight, from_redis, from_postgres, propagated, written, granted, stampedes, hits, stores, memory),
        (
            *(aim for section in look_ups for aim in aims.of_look_up(section, session_get)),
            aims.of_tight_loop(tight),
            aims.of_redis(from_redis),
            aims.of_write(written),
            aims.of_grants(granted),
            aims.of_stampede(stampedes),
            *aims.of_size(hits, stores, effort.sizes),
        ),
    )
