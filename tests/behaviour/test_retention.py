from typing import Any

import pytest
from simcord.env import Env

from astromorty.bot import Astromorty
from astromorty.cogs.servers.presence import ServerPresence
from behaviour.world import Server


def presence_of(bot: Astromorty) -> ServerPresence:
    cog = bot.get_cog("ServerPresence")
    assert isinstance(cog, ServerPresence)
    return cog


async def test_a_server_that_comes_back_finds_its_settings(server: Server, bot: Astromorty) -> None:
    await server.owner.slash(server.channel, "prefix set", prefix="?")
    left = bot.get_guild(server.guild.id)
    assert left is not None
    await presence_of(bot).on_guild_remove(left)
    await bot.retention.purge()
    await presence_of(bot).on_guild_join(left)
    assert "Pong!" in await server.says(server.member, "?ping")


async def test_a_return_that_the_database_did_not_hear_of_is_made_up_for(server: Server, bot: Astromorty) -> None:
    await bot.known_guilds.left(server.guild.id)
    await presence_of(bot).on_shard_ready(0)
    guild = await bot.known_guilds.get_by_id(server.guild.id)
    assert guild is not None
    assert guild.left_at is None


@pytest.mark.parametrize("is_outage", [True, False], ids=["outage", "departure"])
async def test_an_outage_is_no_departure(server: Server, bot: Astromorty, env: Env, is_outage: bool) -> None:
    await presence_of(bot).on_shard_ready(0)
    gateway: Any = vars(bot)["_connection"]
    gateway.parse_guild_delete({"id": str(server.guild.id), "unavailable": is_outage})
    await env.settle()
    await presence_of(bot).on_shard_ready(0)
    guild = await bot.known_guilds.get_by_id(server.guild.id)
    assert guild is not None
    assert (guild.left_at is None) is is_outage


async def test_servers_of_a_shard_that_has_only_connected_are_not_taken_to_be_left(
    server: Server, bot: Astromorty
) -> None:
    """It is taken over while the first shards become ready: its servers are known a moment later."""
    del server
    elsewhere = 1 << 22
    await bot.known_guilds.joined(elsewhere, "Elsewhere")
    shards = vars(bot)["_AutoShardedClient__shards"]
    shards[1] = shards[0]
    bot.shard_count = 2
    await presence_of(bot).on_ready()
    guild = await bot.known_guilds.get_by_id(elsewhere)
    assert guild is not None
    assert guild.left_at is None
