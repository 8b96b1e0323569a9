from astromorty.bot import Astromorty
from behaviour.world import Server


async def test_a_server_that_comes_back_finds_its_settings(server: Server, bot: Astromorty) -> None:
    await server.owner.slash(server.channel, "prefix set", prefix="?")
    left = bot.get_guild(server.guild.id)
    assert left is not None
    await bot.on_guild_remove(left)
    await bot.retention.purge()
    await bot.on_guild_join(left)
    assert "Pong!" in await server.says(server.member, "?ping")


async def test_a_return_that_the_database_did_not_hear_of_is_made_up_for(server: Server, bot: Astromorty) -> None:
    await bot.known_guilds.left(server.guild.id)
    await bot.on_shard_ready(0)
    guild = await bot.known_guilds.get_by_id(server.guild.id)
    assert guild is not None
    assert guild.left_at is None
