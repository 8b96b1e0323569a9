"""What a change owes the cache: declared once beside the model, written by triggers, forgotten by no controller."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import AsyncGenerator, Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import text

from astromorty.database.controllers.afk import AfkController
from astromorty.database.controllers.guild_config import GuildConfigController
from astromorty.database.controllers.level import LevelController
from astromorty.database.controllers.level_rules import LevelRulesController
from astromorty.database.controllers.moderation_case import ModerationCaseController
from astromorty.database.controllers.snippet import SnippetController
from astromorty.database.engine import Database
from astromorty.database.models import CACHED_AS, Model
from astromorty.database.models.base import table_name
from astromorty.database.outbox import PostgresOutbox
from astromorty.database.triggers import trigger_arguments
from astromorty.services.cache.service import CacheService
from faults.proxy import before_postgres
from fixtures.members import member

GUILD, MEMBER = 42, 7
NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)


@pytest.fixture
async def outbox(database_url: str) -> AsyncGenerator[PostgresOutbox]:
    outbox = PostgresOutbox.from_url(database_url)
    yield outbox
    await outbox.close()


async def owed_by(outbox: PostgresOutbox, database: Database, statement: str) -> set[str]:
    """Run a statement past the controllers; return what it owes."""
    await outbox.settle([debt.id for debt in (await outbox.owed(100)).debts])
    async with database.engine.begin() as connection:
        await connection.execute(text(statement))
    return {key for debt in (await outbox.owed(100)).debts for key in debt.keys}


async def test_each_statement_owes_the_entries_of_the_rows_it_changed(outbox: PostgresOutbox, database: Database):
    assert await owed_by(outbox, database, "INSERT INTO guild (guild_id) VALUES (1), (2), (3)") == set()
    both = {"guild_config:1", "prefix:1", "guild_config:2", "prefix:2"}
    assert await owed_by(outbox, database, "INSERT INTO guild_config (guild_id) VALUES (1), (2)") == both
    assert await owed_by(outbox, database, "UPDATE guild_config SET prefix = '?'") == both
    moved = {"guild_config:1", "prefix:1", "guild_config:3", "prefix:3"}
    assert await owed_by(outbox, database, "UPDATE guild_config SET guild_id = 3 WHERE guild_id = 1") == moved
    gone = {"guild_config:2", "prefix:2"}
    assert await owed_by(outbox, database, "DELETE FROM guild WHERE guild_id = 2") == gone, "cascades owe, too"
    assert await owed_by(outbox, database, "UPDATE guild_config SET prefix = '!' WHERE guild_id = 9") == set()


async def test_a_change_that_is_rolled_back_owes_nothing(outbox: PostgresOutbox, database: Database):
    async with database.engine.connect() as connection:
        await connection.execute(text("INSERT INTO guild (guild_id) VALUES (1)"))
        await connection.execute(text("INSERT INTO guild_config (guild_id) VALUES (1)"))
        await connection.rollback()
    assert (await outbox.owed(100)).debts == ()


async def test_truncate_and_a_restored_dump_void_everything(outbox: PostgresOutbox, database: Database):
    generations = [(await outbox.owed(1)).generation]
    await owed_by(outbox, database, "TRUNCATE guild_config")
    generations.append((await outbox.owed(1)).generation)
    # What pg_dump and psql do with the row, in a table that is made anew.
    for statement in (
        "CREATE TABLE restored (LIKE cache_state INCLUDING ALL)",
        "INSERT INTO restored SELECT * FROM cache_state",
        "DROP TABLE cache_state",
        "ALTER TABLE restored RENAME TO cache_state",
    ):
        await execute(database, statement)
    generations.append((await outbox.owed(1)).generation)
    assert len(set(generations)) == 3


async def execute(database: Database, statement: str) -> None:
    async with database.engine.begin() as connection:
        await connection.execute(text(statement))


async def test_the_triggers_owe_what_the_strategies_say(database: Database):
    async with database.engine.connect() as connection:
        rows = await connection.execute(
            text("SELECT tgrelid::regclass::text, tgname, tgargs FROM pg_trigger WHERE tgname LIKE 'cache_owe_%'")
        )
        found = {(table, name): args for table, name, args in rows}
    expected: dict[tuple[str, str], bytes] = {}
    for table, cached_as in CACHED_AS.items():
        arguments = b"".join(argument.encode() + b"\0" for argument in trigger_arguments(cached_as))
        expected |= {(table, f"cache_owe_{operation}"): arguments for operation in ("insert", "update", "delete")}
        expected[table, "cache_owe_truncate"] = b""
    assert found == expected


def classes_below(base: type) -> set[type]:
    return {base}.union(*(classes_below(below) for below in base.__subclasses__()))


def test_every_table_with_cached_rows_is_known():
    declared = {
        table_name(row.__name__): vars(row)["cached_as"] for row in classes_below(Model) if "cached_as" in vars(row)
    }
    assert declared == CACHED_AS


async def begin_and_end_by_time(afks: AfkController) -> None:
    await afks.begin(MEMBER, GUILD, since=NOON, channel_id=1, ends="time", until=NOON)
    assert await afks.end_by_time(MEMBER, GUILD, NOON)


# Each method that writes, and how to call it. A new one fails the next test until it stands here.
WRITES: dict[type[Any], dict[str, Callable[[Any], Awaitable[object]]]] = {
    GuildConfigController: {
        "update_config": lambda configs: configs.update_config(GUILD, prefix="a"),
        "set_setting": lambda configs: configs.set_setting(GUILD, "prefix", "b"),
        "replace_settings": lambda configs: configs.replace_settings(GUILD, {"prefix": "c"}),
        "create": lambda configs: configs.create(guild_id=GUILD + 1, prefix="d"),
        "update_by_id": lambda configs: configs.update_by_id(GUILD, prefix="e"),
        "upsert": lambda configs: configs.upsert(guild_id=GUILD, prefix="f"),
        "delete_by_id": lambda configs: configs.delete_by_id(GUILD),
    },
    LevelController: {
        "add_xp": lambda levels: levels.add_xp(MEMBER, GUILD, 10),
        "add_xp_to_many": lambda levels: levels.add_xp_to_many({(GUILD, MEMBER): 5, (GUILD, MEMBER + 1): 5}),
        "take_xp": lambda levels: levels.take_xp(MEMBER, GUILD, 1),
        "set_xp": lambda levels: levels.set_xp(MEMBER, GUILD, 77),
        "create": lambda levels: levels.create(guild_id=GUILD + 1, member_id=MEMBER, xp=1),
        "update_by_id": lambda levels: levels.update_by_id(GUILD, MEMBER, xp=3),
        "upsert": lambda levels: levels.upsert(guild_id=GUILD, member_id=MEMBER, xp=4),
        "reset": lambda levels: levels.reset(MEMBER, GUILD),
        "delete_by_id": lambda levels: levels.delete_by_id(GUILD, MEMBER),
        "reset_guild": lambda levels: levels.reset_guild(GUILD),
    },
    AfkController: {
        "begin": lambda afks: afks.begin(MEMBER, GUILD, since=NOON, channel_id=1),
        "end": lambda afks: afks.end(MEMBER, GUILD),
        "create": lambda afks: afks.create(guild_id=GUILD, member_id=MEMBER, since=NOON, channel_id=1, version=0),
        "update_by_id": lambda afks: afks.update_by_id(GUILD, MEMBER, reason="lunch"),
        "upsert": lambda afks: afks.upsert(guild_id=GUILD, member_id=MEMBER, since=NOON, channel_id=2, version=0),
        "end_by_message": lambda afks: afks.end_by_message(MEMBER, GUILD, NOON),
        "end_by_time": lambda afks: begin_and_end_by_time(afks),
        "delete_by_id": lambda afks: afks.delete_by_id(GUILD, MEMBER),
    },
    LevelRulesController: {
        "ignore": lambda rules: rules.ignore(GUILD, "channel", 5),
        "unignore": lambda rules: rules.unignore(GUILD, "channel", 5),
        "blacklist": lambda rules: rules.blacklist(GUILD, MEMBER),
        "unblacklist": lambda rules: rules.unblacklist(GUILD, MEMBER),
        "set_multiplier": lambda rules: rules.set_multiplier(GUILD, "role", 6, 150),
        "set_reward": lambda rules: rules.set_reward(GUILD, 8, 10),
        "set_reported": lambda rules: rules.set_reported(GUILD, 8, is_reported=True),
        "remove_reward": lambda rules: rules.remove_reward(GUILD, 8),
        "forget": lambda rules: rules.forget(GUILD, "role", 6),
        "request_sweep": lambda rules: rules.request_sweep(GUILD),
        "finish_sweep": lambda rules: rules.finish_sweep(GUILD, 1),
    },
    SnippetController: {
        "create_snippet": lambda snippets: snippets.create_snippet(GUILD, "a", content="A", owner_id=MEMBER),
        "create_alias": lambda snippets: snippets.create_alias(GUILD, "b", target="a", owner_id=MEMBER),
        "change": lambda snippets: as_seen(snippets, "a", snippets.change, content="AA"),
        "rename": lambda snippets: as_seen(snippets, "a", snippets.rename, to="c"),
        "create": lambda snippets: snippets.create(guild_id=GUILD, name="a", content="A"),
        "update_by_id": lambda snippets: snippets.update_by_id(GUILD, "c", is_locked=True),
        "upsert": lambda snippets: snippets.upsert(guild_id=GUILD, name="a", content="AAA"),
        "delete_by_id": lambda snippets: snippets.delete_by_id(GUILD, "a"),
        "remove": lambda snippets: as_seen(snippets, "c", snippets.remove),
    },
    ModerationCaseController: {
        "number": lambda cases: cases.number(GUILD, kind="warn", member_id=MEMBER),
        "change": lambda cases: cases.change(GUILD, 1, seen=1, reason="rude"),
        "close": lambda cases: cases.close(GUILD, 1),
        "reopen": lambda cases: cases.reopen(GUILD, 1),
        "note_entry": lambda cases: cases.note_entry(GUILD, 1, channel_id=1, message_id=2),
        "create": lambda cases: cases.create(guild_id=GUILD + 1, number=1, kind="note", member_id=MEMBER),
        "update_by_id": lambda cases: cases.update_by_id(GUILD, 1, reason="late"),
        "upsert": lambda cases: cases.upsert(guild_id=GUILD, number=1, kind="kick", member_id=MEMBER),
        "delete_by_id": lambda cases: cases.delete_by_id(GUILD, 1),
    },
}


async def as_seen(
    snippets: SnippetController, name: str, write: Callable[..., Awaitable[object]], **values: object
) -> object:
    seen = await snippets.get_by_id(GUILD, name)
    assert seen is not None
    written = await write(GUILD, name, seen=seen.changed_at, **values)
    assert written is not None
    return written


READS = {
    "get_by_id",
    "list",
    "count",
    "get_config_by_guild_id",
    "get_prefix_by_guild_id",
    "preload",
    "get",
    "rank",
    "leaderboard",
    "members",
    "names",
    "preload_names",
    "targets",
    "aliases",
    "of_guild",
    "of_guilds",
    "ranked",
    "members_after",
    "requested_sweeps",
    "of_intent",
    "newest",
    "count_of",
    "locked_version",
    "kind_counts",
    "busiest_moderators",
}


@pytest.mark.parametrize("controller", WRITES)
def test_every_writing_method_is_walked(controller: type[Any]):
    methods = {name for name, _ in inspect.getmembers(controller, inspect.iscoroutinefunction) if name[0] != "_"}
    assert methods - READS == set(WRITES[controller])


async def state_of(database: Database) -> list[object]:
    """Return everything cached reads say about the rows the walk touches."""
    configs, levels, afks = GuildConfigController(database), LevelController(database), AfkController(database)
    rules = LevelRulesController(database)
    snippets = SnippetController(database)
    cases = ModerationCaseController(database)
    return [
        (
            await configs.get_config_by_guild_id(guild_id),
            await configs.get_prefix_by_guild_id(guild_id),
            await levels.get(MEMBER, guild_id),
            await levels.get(MEMBER + 1, guild_id),
            await afks.get(MEMBER, guild_id),
            await afks.members(guild_id),
            await rules.get(guild_id),
            await snippets.names(guild_id),
            [await snippets.get(guild_id, name) for name in "abc"],
            await cases.get(guild_id, 1),
        )
        for guild_id in (GUILD, GUILD + 1)
    ]


async def test_no_controller_method_leaves_a_stale_entry(database_url: str, database: Database):
    for guild_id in (GUILD, GUILD + 1):
        await execute(database, f"INSERT INTO guild (guild_id) VALUES ({guild_id})")
    async with member(None, database_url) as here:
        for controller, writes in WRITES.items():
            for name, write in writes.items():
                await state_of(here.database)
                async with here.database.unit_of_work():
                    await write(controller(here.database))
                assert await state_of(here.database) == await state_of(database), f"{controller.__name__}.{name}"


async def test_a_cache_that_is_not_attached_serves_nothing_old(database: Database):
    assert isinstance(database.cache, CacheService)
    configs = GuildConfigController(database)
    await configs.update_config(GUILD, prefix="?")
    await execute(database, "UPDATE guild_config SET prefix = '!'")
    assert await configs.get_prefix_by_guild_id(GUILD) == "!"


async def test_a_statement_that_changes_many_rows_owes_their_servers_and_not_each(
    outbox: PostgresOutbox, database: Database
):
    await owed_by(outbox, database, "INSERT INTO guild (guild_id) VALUES (1), (2)")
    insert = "INSERT INTO level (guild_id, member_id, xp) SELECT {}, n, 5 FROM generate_series(1, {}) AS n"
    few = await owed_by(outbox, database, insert.format(1, 1000))
    assert few == {f"levels:{number}:1" for number in range(1, 1001)}
    assert await owed_by(outbox, database, insert.format(2, 1001)) == {"levels:*:2"}
    async with database.engine.connect() as connection:
        lengths = await connection.execute(text("SELECT jsonb_array_length(entries) FROM cache_outbox"))
    assert set(lengths.scalars()) == {1}, "a server is named once"
    assert await owed_by(outbox, database, "UPDATE level SET xp = 6") == {"levels:*:1", "levels:*:2"}
    assert await owed_by(outbox, database, "DELETE FROM level WHERE guild_id = 2") == {"levels:*:2"}


@pytest.mark.parametrize("prepared_statements", [True, False])
async def test_a_look_that_gets_no_answer_ends_when_it_is_cancelled(database_url: str, prepared_statements: bool):
    async with before_postgres(database_url) as (proxy, url):
        outbox = PostgresOutbox.from_url(url, prepared_statements=prepared_statements)
        assert not (await outbox.owed(1)).debts
        proxy.swallow()
        looking = asyncio.create_task(outbox.owed(1))
        await asyncio.sleep(0.1)
        looking.cancel()
        _, waiting = await asyncio.wait([looking], timeout=5)
        assert not waiting, "a ROLLBACK would not be answered either"
        assert looking.cancelled()
        proxy.flow()
        assert not (await outbox.owed(1)).debts, "on a connection of its own"
        await outbox.close()
