"""Look-ups of what this process holds."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from time import monotonic
from typing import Final

from cachetools import LRUCache, TTLCache

from astromorty.services.cache.service import LOCAL_ENTRIES
from benchmarks.cache.loops import each, each_awaited
from benchmarks.cache.peers import aiocache_memory, cashews_memory
from benchmarks.cache.world import GUILDS, World, warm
from benchmarks.figures import Section
from benchmarks.interleave import Contender, interleave

HOT: Final = GUILDS[:1_000]
DAY: Final = 86_400.0
TIGHT_PASSES: Final = 20

DICT, SYNCHRONOUS, AWAITED = "dict.get", "ours, synchronous hit", "ours, awaited through the public API"
CASHEWS, AIOCACHE = "cashews, memory", "aiocache, memory"


async def measure_prefix(world: World, *, rounds: int) -> Section:
    """Measure the look-up of a server's prefix."""
    values: dict[int, object] = dict.fromkeys(HOT, "!")
    return await measure("Hot look-up of a prefix", "prefix", world, values, world.prefixes.get_prefix, rounds)


async def measure_config(world: World, *, rounds: int) -> Section:
    """Measure the look-up of a server's configuration."""
    values: dict[int, object] = {guild: await world.here.configs.get_config_by_guild_id(guild) for guild in HOT}
    awaited = world.here.configs.get_config_by_guild_id
    return await measure("Hot look-up of a configuration", "guild_config", world, values, awaited, rounds)


async def measure_tight(world: World, *, rounds: int) -> Section:
    """Measure the look-up of prefixes over and over, as a processor does that has nothing else on its mind."""
    await warm(world.here, HOT)
    values: dict[int, object] = dict.fromkeys(HOT, "!")
    keys = HOT * TIGHT_PASSES
    contenders = [
        Contender(DICT, len(keys), each(values.get, keys)),
        Contender(SYNCHRONOUS, len(keys), each(world.here.cache.types["prefix"].local.peek, keys)),
        Contender("a function that returns at once", len(keys), each(lambda _: None, keys)),
        Contender("a look at the clock", len(keys), each(lambda _: monotonic(), keys)),
    ]
    return await interleave("The same prefixes in a tight loop", contenders, rounds=rounds)


async def measure(
    title: str,
    name: str,
    world: World,
    values: dict[int, object],
    awaited: Callable[[int], Awaitable[object]],
    rounds: int,
) -> Section:
    """Measure one type, held by everybody."""
    await warm(world.here, HOT)
    lru = LRUCache[int, object](LOCAL_ENTRIES)
    ttl = TTLCache[int, object, float](LOCAL_ENTRIES, DAY)
    for guild, value in values.items():
        lru[guild] = ttl[guild] = value
    contenders = [
        Contender(DICT, len(HOT), each(values.get, HOT)),
        Contender(SYNCHRONOUS, len(HOT), each(world.here.cache.types[name].local.peek, HOT)),
        Contender(AWAITED, len(HOT), each_awaited(awaited, HOT)),
        Contender("cachetools LRUCache", len(HOT), each(lru.get, HOT)),
        Contender("cachetools TTLCache", len(HOT), each(ttl.get, HOT)),
    ]
    keys = {guild: f"{name}:{guild}" for guild in HOT}
    async with AsyncExitStack() as stack:
        for opening in (cashews_memory(), aiocache_memory()):
            peer = await stack.enter_async_context(opening)
            for guild, key in keys.items():
                await peer.set(key, values[guild])
            contenders.append(Contender(peer.name, len(HOT), each_awaited(peer.get, list(keys.values()))))
        return await interleave(title, contenders, rounds=rounds)
