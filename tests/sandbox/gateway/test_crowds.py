"""Large servers: members by the thousand, asked for in chunks."""

import time

import discord
from tests.sandbox.bare_bot import StartBot, eventually

from discord_sandbox.client import SandboxClient

CROWD = 3000


async def test_a_large_server_comes_without_the_offline_who_are_asked_for_in_chunks(
    client: SandboxClient, start_bot: StartBot
) -> None:
    guild_id = await client.add_guild("Town", bot=False)
    began = time.monotonic()
    names = await client.add_members("Town", CROWD)
    assert time.monotonic() - began < 5
    assert (names[0], names[-1], len(names)) == ("crowd1", f"crowd{CROWD}", CROWD)
    bot = await start_bot()
    await client.add_bot("Town")
    await eventually(lambda: bot.get_guild(guild_id) is not None)
    guild = bot.get_guild(guild_id)
    assert guild
    assert (guild.large, guild.member_count) == (True, CROWD + 2)
    assert {member.name for member in guild.members} == {"owner", "Astromorty"}
    assert [each.name for each in await guild.query_members("crowd2999")] == ["crowd2999"]
    assert len(await guild.chunk()) == CROWD + 2


async def test_who_joins_a_server_of_the_bot_is_announced(client: SandboxClient, start_bot: StartBot) -> None:
    bot = await start_bot()
    guild = discord.utils.get(bot.guilds, name="Sandbox")
    assert guild
    before = len(guild.members)
    await client.add_members("Sandbox", 300, prefix="guest")
    await eventually(lambda: len(guild.members) == before + 300)
    await client.user("guest300").send("general", "hello")
    assert (await bot.hears(lambda each: each.content == "hello")).author.name == "guest300"
