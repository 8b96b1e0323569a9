"""Experience for messages: in groups, one statement each, and as it is often written."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from typing import Final

from sqlmodel.ext.asyncio.session import AsyncSession

from astromorty.database.controllers.level import LevelController
from astromorty.database.models import LevelRow
from astromorty.services.xp_grants import XpGrants
from benchmarks.cache.clients import PostgresClient, postgres_client
from benchmarks.cache.world import GUILDS, World
from benchmarks.figures import Figure, Row, Section
from benchmarks.interleave import Contender, interleave

# As many as the pool of a bot has.
CONNECTIONS: Final = 5
MEMBERS: Final = tuple((member_id, GUILDS[member_id % 20]) for member_id in range(1, 1_001))
IN_GROUP, FEW, QUICK_FEW = 5_000, 200, 50
ADD: Final = """
    INSERT INTO level (guild_id, member_id, xp) VALUES ($1, $2, $3)
    ON CONFLICT (guild_id, member_id) DO UPDATE SET xp = level.xp + excluded.xp RETURNING xp
"""

GROUP, SINGLE = "group commit", "one statement for each grant, through our controller"
BARE, READ_MODIFY_WRITE = "one statement for each grant, bare asyncpg", "read, modify, write by SQLModel"

Grant = Callable[[int, int], Awaitable[object]]


async def measure(world: World, *, rounds: int, few: int) -> Section:
    """Measure grants per second, to members who have a row, as fast as each way takes them."""
    levels = LevelController(world.here.database)
    grants = XpGrants(levels)
    async with AsyncExitStack() as stack:
        stack.push_async_callback(grants.close)
        connections: asyncio.Queue[PostgresClient] = asyncio.Queue()
        for _ in range(CONNECTIONS):
            connections.put_nowait(await stack.enter_async_context(postgres_client(world.database_url)))

        async def bare(member_id: int, guild_id: int) -> None:
            connection = await connections.get()
            try:
                await connection.execute(ADD, guild_id, member_id, 15)
            finally:
                connections.put_nowait(connection)

        async def read_modify_write(member_id: int, guild_id: int) -> None:
            async with AsyncSession(world.here.database.engine) as session:
                row = await session.get_one(LevelRow, (guild_id, member_id), with_for_update=True)
                row.xp += 15
                await session.commit()

        ways: dict[str, tuple[Grant, int]] = {
            GROUP: (lambda member_id, guild_id: grants.grant(member_id, guild_id, 15), IN_GROUP),
            SINGLE: (lambda member_id, guild_id: levels.add_xp(member_id, guild_id, 15), few),
            BARE: (bare, few),
            READ_MODIFY_WRITE: (read_modify_write, few),
        }
        await levels.add_xp_to_many({(guild_id, member_id): 15 for member_id, guild_id in MEMBERS})
        contenders = [Contender(name, number, in_crowd(grant, number)) for name, (grant, number) in ways.items()]
        return per_second(await interleave("Grants of experience per second", contenders, rounds=rounds))


def in_crowd(grant: Grant, number: int) -> Callable[[], Awaitable[None]]:
    """Return what makes so many grants: at once for the group, and for the others as many as the pool lets through."""
    places = asyncio.Semaphore(CONNECTIONS if number < IN_GROUP else IN_GROUP)

    async def one(turn: int) -> None:
        async with places:
            await grant(*MEMBERS[turn % len(MEMBERS)])

    async def run() -> None:
        await asyncio.gather(*(one(turn) for turn in range(number)))

    return run


def per_second(section: Section) -> Section:
    """Turn seconds for each into how many a second."""
    rows = tuple(
        Row(row.name, Figure(1 / seconds.median, 1 / seconds.high, 1 / seconds.low, seconds.samples, "a second"))
        for row in section.rows
        for seconds in (row.figure,)
    )
    return Section(section.title, rows)
