"""Servers: joining, leaving, coming back, and what happened while nobody looked."""

from __future__ import annotations

import asyncio

from astromorty.database.controllers.guild import GuildChanges, GuildController
from astromorty.database.controllers.guild_config import GuildConfigController
from astromorty.database.controllers.operator_state import OperatorStateController
from astromorty.database.engine import Database

SHARD_0, SHARD_1 = 2 << 22, 3 << 22


async def test_a_server_that_throws_the_bot_out_and_invites_it_again_finds_its_settings(database: Database):
    guilds, configs = GuildController(database), GuildConfigController(database)
    first = await guilds.joined(1, "Home")
    config = await configs.set_setting(1, "prefix", "?")

    gone = await guilds.left(1)
    assert gone is not None
    assert gone.left_at is not None
    assert await configs.get_config_by_guild_id(1) == config
    assert await guilds.left(1) == gone

    back = await guilds.joined(1, "New home")
    assert back.left_at is None
    assert back.name == "New home"
    assert back.joined_at > first.joined_at
    assert await configs.get_config_by_guild_id(1) == config


async def test_joining_twice_changes_nothing(database: Database):
    guilds = GuildController(database)
    assert await guilds.joined(1, "Home") == await guilds.joined(1, None)


async def test_leaving_a_server_never_seen_is_no_error(database: Database):
    assert await GuildController(database).left(404) is None


async def test_a_setting_may_arrive_before_the_gateway_has_introduced_the_server(database: Database):
    guilds = GuildController(database)
    await GuildConfigController(database).set_setting(1, "prefix", "?")
    assert (await guilds.joined(1, "Home")).name == "Home"


async def test_ready_finds_who_came_and_who_left_while_the_bot_was_away(database: Database):
    guilds = GuildController(database)
    assert await guilds.sync({1: "one", 2: "two", 3: None}) == GuildChanges((1, 2, 3), ())
    assert await guilds.sync({1: "one", 2: "two", 3: None}) == GuildChanges((), ())
    assert await guilds.sync({1: "one", 2: "renamed", 3: None, 4: "four"}) == GuildChanges((2, 4), ())
    assert await guilds.sync({1: "one", 4: None}) == GuildChanges((), (2, 3))
    assert await guilds.sync({1: "one", 2: "renamed", 4: None}) == GuildChanges((2,), ())
    four = await guilds.get_by_id(4)
    assert four is not None
    assert four.name == "four"


async def test_a_process_leaves_other_shards_servers_alone(database: Database):
    guilds = GuildController(database)
    await guilds.sync({SHARD_0: "a"}, shard_ids=[0], shard_count=2)
    await guilds.sync({SHARD_1: "b"}, shard_ids=[1], shard_count=2)
    assert await guilds.sync({}, shard_ids=[1], shard_count=2) == GuildChanges((), (SHARD_1,))
    still_there = await guilds.get_by_id(SHARD_0)
    assert still_there is not None
    assert still_there.left_at is None


async def test_processes_that_sync_the_same_servers_at_once_do_not_deadlock(database: Database):
    guilds = GuildController(database)
    names = {number: f"server {number}" for number in range(1, 2_001)}
    backwards = dict(reversed(names.items()))
    await asyncio.gather(*(guilds.sync(listed) for listed in (names, backwards, {}, names, backwards)))
    assert await guilds.count() == 2_000


async def test_what_the_operator_remembers_is_replaced(database: Database):
    state = OperatorStateController(database)
    assert await state.read("commands") is None
    await state.remember("commands", "first")
    await state.remember("commands", "second")
    assert await state.read("commands") == "second"
