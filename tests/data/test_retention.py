"""Servers that the bot left: kept for their return, then deleted, never both."""

from __future__ import annotations

import asyncio
from collections.abc import Collection
from contextvars import Context
from datetime import UTC, datetime, timedelta

import pytest
from loguru import logger
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from astromorty.database.controllers.guild import GuildController
from astromorty.database.controllers.guild_config import GuildConfigController
from astromorty.database.controllers.level import LevelController
from astromorty.database.controllers.retention import Purged, RetentionController
from astromorty.database.engine import Database
from astromorty.database.models import Model
from astromorty.services.cases import Cases, NewMeasure
from astromorty.services.retention import Presence, Retention
from astromorty.services.timers import Timers
from fixtures.members import Join, eventually
from fixtures.redis import RedisProcess

KEEP = timedelta(days=30)
HOME, AWAY = 2 << 22, 4 << 22
ELSEWHERE = 3 << 22


async def leave(database: Database, guild_id: int, *, days: float) -> None:
    """Let the bot have left a server so many days ago; it has settings and two members with experience."""
    guilds = GuildController(database)
    await guilds.joined(guild_id, "Away")
    await GuildConfigController(database).set_setting(guild_id, "prefix", "?")
    await LevelController(database).add_xp_to_many({(guild_id, 1): 10, (guild_id, 2): 20})
    await guilds.left(guild_id)
    async with database.engine.begin() as connection:
        back = {"guild_id": guild_id, "days": days}
        moved = text(
            "UPDATE guild SET left_at = left_at - make_interval(secs => 86400 * :days) WHERE guild_id = :guild_id"
        )
        await connection.execute(moved, back)


async def rows_of(database: Database, guild_id: int) -> int:
    """Count what any table holds of a server."""
    tables = [table.name for table in Model.metadata.sorted_tables if "guild_id" in table.columns]
    async with database.engine.connect() as connection:
        counts = [
            (await connection.execute(text(f"SELECT count(*) FROM {name} WHERE guild_id = {guild_id}"))).scalar_one()
            for name in tables
        ]
    return sum(counts)


def retention(database: Database, *, keep: timedelta = KEEP, present: Collection[int] = ()) -> Retention:
    return Retention(RetentionController(database, keep), lambda: Presence((0,), 2, present))


async def test_a_server_is_deleted_when_its_time_is_over_and_not_a_day_before(database: Database):
    await leave(database, AWAY, days=29)
    assert await retention(database).purge() == 0
    assert await rows_of(database, AWAY) == 4
    await leave(database, AWAY, days=30.01)
    await leave(database, HOME, days=0)
    assert await retention(database).purge() == 1
    assert await rows_of(database, AWAY) == 0
    assert await rows_of(database, HOME) == 4


async def test_reminders_and_their_timers_belong_to_their_member_and_stay(database: Database):
    await leave(database, AWAY, days=31)
    async with database.engine.begin() as connection:
        for table, values in (
            ("timer (guild_id, member_id, kind, due_at, next_at)", "1, 'reminder', now(), now()"),
            ("reminder (guild_id, member_id, channel_id, place, text, due_at)", "1, 1, 'direct', 'x', now()"),
        ):
            await connection.execute(text(f"INSERT INTO {table} VALUES ({AWAY}, {values})"))
    assert await retention(database).purge() == 1
    assert await rows_of(database, AWAY) == 2


async def test_cases_intents_and_the_timers_of_both_go_with_their_server(database: Database):
    """Their numbers begin anew should it come back: no end of an old case may meet a new one."""
    timers = Timers(database)
    try:
        cases = Cases(database, timers)
        for guild_id in (HOME, AWAY):
            ban = NewMeasure(guild_id, "tempban", 1, 2, None, datetime.now(UTC) + timedelta(days=1))
            await cases.record_now(ban)
            await cases.open(ban)
    finally:
        await timers.close(within=1)
    await leave(database, AWAY, days=31)
    before = await rows_of(database, HOME)
    assert await retention(database).purge() == 1
    assert await rows_of(database, AWAY) == 0
    assert await rows_of(database, HOME) == before


async def test_a_process_deletes_only_servers_of_its_shards_and_none_that_it_is_in(database: Database):
    for guild_id in (HOME, AWAY, ELSEWHERE):
        await leave(database, guild_id, days=31)
    # As after a return that the database did not hear of.
    assert await retention(database, present=[HOME]).purge() == 1
    assert [await rows_of(database, guild_id) for guild_id in (HOME, AWAY, ELSEWHERE)] == [4, 0, 4]


async def test_where_nothing_is_kept_a_departure_is_the_end(database: Database):
    await leave(database, AWAY, days=0)
    nothing_kept = retention(database, keep=timedelta(0))
    nothing_kept.start()
    try:

        async def gone() -> bool:
            return await rows_of(database, AWAY) == 0

        await eventually(gone, within=5)
        await leave(database, AWAY, days=0)
        nothing_kept.look_again()
        await eventually(gone, within=5)
    finally:
        await nothing_kept.close()


async def test_a_huge_server_goes_in_several_transactions_and_its_settings_last(database: Database):
    await leave(database, AWAY, days=31)
    levels = {(AWAY, member): 10 for member in range(1, 26)}
    await LevelController(database).add_xp_to_many(levels)
    table = RetentionController(database, KEEP, rows_at_most=10)
    assert await table.purge(AWAY) == Purged(10, complete=False)
    config = await GuildConfigController(database).get_config_by_guild_id(AWAY)
    assert config is not None
    assert config.prefix == "?"
    assert await table.purge(AWAY) == Purged(10, complete=False)
    assert await table.purge(AWAY) == Purged(7, complete=True)
    assert await table.purge(AWAY) is None
    assert await rows_of(database, AWAY) == 0


async def test_a_server_that_is_just_coming_back_is_not_deleted(database: Database):
    await leave(database, AWAY, days=31)
    async with database.unit_of_work():
        await GuildController(database).joined(AWAY, "Back")
        purging = asyncio.create_task(retention(database).purge(), context=Context())
        assert await asyncio.wait_for(purging, 5) == 0
    assert await rows_of(database, AWAY) == 4
    assert await retention(database).purge() == 0


async def test_a_server_that_comes_back_while_it_is_deleted_starts_anew(database: Database):
    await leave(database, AWAY, days=31)
    guilds = GuildController(database)
    async with database.unit_of_work():
        assert await RetentionController(database, KEEP).purge(AWAY) == Purged(4, complete=True)
        returning = asyncio.create_task(guilds.sync({AWAY: "Back"}), context=Context())
        await asyncio.sleep(0.2)
        assert not returning.done()
    assert (await asyncio.wait_for(returning, 5)).present == (AWAY,)
    back = await guilds.get_by_id(AWAY)
    assert back is not None
    assert back.left_at is None
    assert await rows_of(database, AWAY) == 1


async def test_of_returns_and_deletions_at_the_same_time_each_server_is_whole_or_empty(database: Database):
    guilds = GuildController(database)
    for number in range(1, 21):
        await leave(database, AWAY * number, days=31)
    returning = (guilds.joined(AWAY * number, "Back") for number in range(1, 21))
    await asyncio.gather(retention(database).purge(), retention(database).purge(), *returning)
    for number in range(1, 21):
        assert await rows_of(database, AWAY * number) in {1, 4}
        back = await guilds.get_by_id(AWAY * number)
        assert back is not None
        assert back.left_at is None


async def test_no_process_serves_a_deleted_servers_settings(valkey: RedisProcess, join: Join):
    here, there = await join(valkey.url), await join(valkey.url)
    await leave(here.database, AWAY, days=31)
    assert await there.configs.get_config_by_guild_id(AWAY) is not None
    await retention(here.database).purge()

    async def forgotten() -> bool:
        return await there.configs.get_config_by_guild_id(AWAY) is None

    await eventually(forgotten, within=2)


async def test_the_log_says_what_was_deleted_and_a_stop_is_clean(database: Database):
    lines: list[str] = []
    sink = logger.add(lambda line: lines.append(str(line)), format="{level} {message}")
    await leave(database, AWAY, days=31)
    daily = retention(database)
    daily.start()
    try:

        async def told() -> bool:
            return f"INFO Deleted the 4 rows of server {AWAY}, which the bot left\n" in lines

        await eventually(told, within=5)
    finally:
        await daily.close()
        logger.remove(sink)


@pytest.mark.parametrize("broken", ["level", "guild"])
async def test_a_database_that_fails_is_tried_again_and_leaves_nothing_half_deleted(database: Database, broken: str):
    await leave(database, AWAY, days=31)
    async with database.engine.begin() as connection:
        await connection.execute(text(f"CREATE RULE stop AS ON DELETE TO {broken} DO INSTEAD SELECT 1 / 0"))
    with pytest.raises(DBAPIError):
        await retention(database).purge()
    assert await rows_of(database, AWAY) == 4
