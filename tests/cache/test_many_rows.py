"""A statement that changes more rows than are worth naming one by one: whole servers are forgotten, everywhere."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import text

from astromorty.database.controllers.level import LevelController
from astromorty.database.models import Level
from fixtures.members import Join, Member
from fixtures.redis import RedisProcess

GUILD, OTHER = 42, 43
MEMBERS = 1_500
LOOKED_AT = (1, 700, MEMBERS)


async def write(member: Member, *statements: str) -> None:
    async with member.database.unit_of_work() as unit:
        for statement in statements:
            await unit.session.execute(text(statement))


async def fill(member: Member) -> None:
    await write(
        member,
        f"INSERT INTO guild (guild_id) VALUES ({GUILD}), ({OTHER})",
        f"INSERT INTO level (guild_id, member_id, xp) SELECT {GUILD}, n, 5 FROM generate_series(1, {MEMBERS}) AS n",
        f"INSERT INTO level (guild_id, member_id, xp) VALUES ({OTHER}, 1, 5)",
    )


async def xp(levels: LevelController, member_id: int, guild_id: int = GUILD) -> int:
    level = await levels.get(member_id, guild_id)
    return level.xp if level else 0


async def test_a_statement_over_many_rows_is_seen_by_every_process_at_once(
    redis_server: RedisProcess, join: Join
) -> None:
    here, there = await join(redis_server.url), await join(redis_server.url)
    await fill(here)
    fleet = [LevelController(member.database) for member in (here, there)]
    for levels in fleet:
        assert [await xp(levels, number) for number in LOOKED_AT] == [5, 5, 5]
        assert await xp(levels, 1, OTHER) == 5

    loads = there.cache.types["levels"].counts.loads
    await write(here, f"UPDATE level SET xp = 6 WHERE guild_id = {GUILD}")
    for levels in reversed(fleet):
        assert [await xp(levels, number) for number in LOOKED_AT] == [6, 6, 6]
        assert await xp(levels, 1, OTHER) == 5
    assert there.cache.types["levels"].counts.loads - loads == len(LOOKED_AT), "an untouched server keeps its entries"

    await write(here, "DELETE FROM level")
    for levels in fleet:
        assert [await xp(levels, number, guild) for number in LOOKED_AT for guild in (GUILD, OTHER)] == [0] * 6


async def test_a_load_from_before_a_statement_over_many_rows_is_not_kept(
    redis_server: RedisProcess, join: Join, monkeypatch: pytest.MonkeyPatch
) -> None:
    here, there = await join(redis_server.url), await join(redis_server.url)
    await fill(here)
    levels = LevelController(there.database)
    has_read, let_go = asyncio.Event(), asyncio.Event()
    load = levels.get_by_id

    async def load_slowly(*identity: object) -> Level | None:
        level = await load(*identity)
        has_read.set()
        await let_go.wait()
        return level

    monkeypatch.setattr(levels, "get_by_id", load_slowly)
    before = asyncio.create_task(levels.get(700, GUILD))
    await has_read.wait()
    await write(here, f"UPDATE level SET xp = 6 WHERE guild_id = {GUILD}")
    let_go.set()
    level = await before
    assert level is not None
    assert level.xp == 5, "it asked before the write was acknowledged"
    assert redis_server.ask("EXISTS", f"astromorty:levels:700:{GUILD}") == 0
    assert await xp(levels, 700) == await xp(LevelController(here.database), 700) == 6
