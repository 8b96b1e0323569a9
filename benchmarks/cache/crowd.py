"""Many readers in one process."""

from __future__ import annotations

import asyncio
import random
from time import monotonic
from typing import Final

from tests.fixtures.members import Member

from benchmarks.cache.world import GUILDS

READ: Final = GUILDS[1_000:1_200]


async def loads_of_stampede(here: Member, guild_id: int, readers: int, at: float) -> int:
    """Return how many loads it takes this process when so many ask for an entry at one time (monotonic seconds)."""
    counts = here.cache.types["guild_config"].counts
    before = counts.loads
    await asyncio.sleep(max(0.0, at - monotonic()))
    await asyncio.gather(*(here.configs.get_config_by_guild_id(guild_id) for _ in range(readers)))
    return counts.loads - before


async def read_on(here: Member) -> None:
    """Read prefixes for ever, giving way to others after each."""
    while True:
        await here.configs.get_prefix_by_guild_id(random.choice(READ))
        await asyncio.sleep(0)
