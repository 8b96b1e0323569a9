"""Many readers of a cold entry at once, in two processes."""

from __future__ import annotations

import asyncio
from time import monotonic
from typing import Final, cast

from benchmarks.cache.clients import redis_client
from benchmarks.cache.crowd import loads_of_stampede
from benchmarks.cache.fleet import neighbours
from benchmarks.cache.world import GUILDS, World
from benchmarks.figures import Figure, Row, Section

COLD: Final = GUILDS[1_700:1_900]
CROWD: Final = 25
NOTICE: Final = 0.02

OURS, NAIVE = "ours", "a look into Redis, then a load, and nothing else"


async def measure(world: World, *, rounds: int) -> Section:
    """Count the loads when 50 readers in two processes miss one entry; a cold one for each round."""
    ours: list[float] = []
    naive: list[float] = []
    async with neighbours(world, 1) as [other]:
        for guild_id in COLD[:rounds]:
            at = monotonic() + NOTICE
            await other.order("stampede", guild_id, CROWD, at)
            here = await loads_of_stampede(world.here, guild_id, CROWD, at)
            ours.append(here + cast("int", await other.answer()))
            naive.append(await loads_without_leases(world, guild_id))
    rows = (Row(OURS, Figure.of(ours, "loads")), Row(NAIVE, Figure.of(naive, "loads")))
    return Section(f"Stampede: loads for {2 * CROWD} readers of a cold entry in 2 processes", rows)


async def loads_without_leases(world: World, guild_id: int) -> int:
    """Return how many loads as many readers in this process cause that only look into Redis first."""
    loads = 0
    key = f"naive:{guild_id}"
    async with redis_client(world.redis_url) as client:

        async def read() -> None:
            nonlocal loads
            if await client.get(key) is None:
                loads += 1
                await world.here.configs.get_by_id(guild_id)

        await asyncio.gather(*(read() for _ in range(2 * CROWD)))
    return loads
