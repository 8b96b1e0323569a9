"""A write: how long it takes its process, and until another one serves it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from itertools import count
from time import monotonic
from typing import Final, cast

from sqlalchemy import text

from astromorty.database.controllers.guild_config import GuildConfigController
from astromorty.database.engine import Database
from benchmarks.cache.crowd import read_on
from benchmarks.cache.fleet import Neighbour, neighbours
from benchmarks.cache.loops import each_awaited
from benchmarks.cache.world import GUILDS, World
from benchmarks.figures import Figure, Row, Section
from benchmarks.interleave import Contender, interleave

WATCHED: Final = GUILDS[1_500]
WRITTEN: Final = GUILDS[1_600:1_610]
READERS: Final = 4
OTHERS: Final = 3
UPDATE: Final = "UPDATE guild_config SET prefix = :prefix, version = version + 1 WHERE guild_id = :guild_id"

STATEMENT, TRANSACTION = "the statement in a transaction", "our controller's transaction, without a cache"
STRICT = f"ours, acknowledged by {OTHERS} other processes"


async def measure_propagation(world: World, *, rounds: int) -> Section:
    """Measure from the start of a write here until another process serves it, which it looks for all the time."""
    async with neighbours(world, 1) as [other]:
        idle = await times_until_seen(world, other, rounds)
        await other.order("read", READERS)
        await other.answer()
        readers = [asyncio.create_task(read_on(world.here)) for _ in range(READERS)]
        try:
            loaded = await times_until_seen(world, other, rounds)
        finally:
            for reader in readers:
                reader.cancel()
            await asyncio.gather(*readers, return_exceptions=True)
    rows = (
        Row("at idle: seen by the other process", Figure.of([seen for seen, _ in idle])),
        Row("at idle: write returned to its caller", Figure.of([returned for _, returned in idle])),
        Row(f"{READERS} readers at full speed in each: seen by the other", Figure.of([seen for seen, _ in loaded])),
        Row(
            f"{READERS} readers at full speed in each: write returned", Figure.of([returned for _, returned in loaded])
        ),
    )
    return Section("Propagation of a prefix between two processes", rows)


async def times_until_seen(world: World, other: Neighbour, rounds: int) -> list[tuple[float, float]]:
    """Return, for each write, the seconds until the other process served it and until it returned here."""
    times: list[tuple[float, float]] = []
    for number in range(rounds):
        prefix = f"{number}:{monotonic():.6f}"[-10:]  # never the one that is there
        await other.order("watch", WATCHED, prefix)
        assert await other.answer() == "looking"
        began = monotonic()
        await world.prefixes.set_prefix(WATCHED, prefix)
        returned = monotonic()
        seen = cast("float", await other.answer())
        times.append((seen - began, returned - began))
    return times


async def measure_writes(world: World, *, rounds: int) -> Section:
    """Measure a write that returns once no process serves what was before, beside the same without a cache."""
    numbers = count()
    uncached = Database.from_url(world.database_url, pool_size=1)

    async def statement(guild_id: int) -> None:
        async with uncached.engine.begin() as connection:
            await connection.execute(text(UPDATE), {"prefix": str(next(numbers)), "guild_id": guild_id})

    def through(configs: GuildConfigController) -> Callable[[int], Awaitable[object]]:
        return lambda guild_id: configs.update_config(guild_id, prefix=str(next(numbers)))

    ways: dict[str, Callable[[int], Awaitable[object]]] = {
        STATEMENT: statement,
        TRANSACTION: through(GuildConfigController(uncached)),
        STRICT: through(world.here.configs),
    }
    try:
        async with neighbours(world, OTHERS):
            contenders = [Contender(name, len(WRITTEN), each_awaited(way, WRITTEN)) for name, way in ways.items()]
            return await interleave("Write of a prefix", contenders, rounds=rounds)
    finally:
        await uncached.close()
