"""Logs over the wire: what Discord sends is what the log says, also of members from before the bot's start."""

import asyncio

from discord_sandbox.client import Message, SandboxClient
from discord_sandbox.server import Sandbox
from e2e.conftest import StartBot
from fixtures.postgres import execute


async def test_a_log_tells_what_members_write_over_and_who_leaves(
    discord: Sandbox, client: SandboxClient, database_url: str, start_bot: StartBot
) -> None:
    guild = next(guild for guild in discord.world.guilds.values() if guild.name == "Sandbox")
    log = await client.add_channel("Sandbox", "log")
    await execute(
        database_url,
        f"INSERT INTO guild (guild_id) VALUES ({guild.id})",
        f"INSERT INTO guild_config (guild_id, log_messages, log_members) VALUES ({guild.id}, {log}, {log})",
    )
    bot = await start_bot()
    async with asyncio.timeout(20):
        while "Ready as" not in bot.log:  # noqa: ASYNC110 - another process does it
            await asyncio.sleep(0.1)
    owner, member = client.user("owner"), client.user("member")

    said = await member.send("general", "https://example.org <@&1> @everyone")

    async def noted(text: str) -> Message:
        return await client.wait_for_message(log, author="bot", after=said, where=lambda message: text in message.text)

    await member.edit(said, "never mind")
    edited = await noted("Message edited")
    assert "> https://example.org \\<@&1> @everyone\n**After**\n> never mind" in edited.text
    assert edited.pings_nobody
    await member.delete(said)
    assert "> never mind" in (await noted("Message deleted")).text
    several = [await member.send("general", f"number {number}") for number in range(3)]
    await owner.slash("general", "purge", {"count": len(several)})
    [file] = (await noted("3 messages deleted together")).attachments
    assert b"number 2" in await client.download(file)

    await member.leave("Sandbox")
    assert "Had joined <t:" in (await noted("**Left**")).text
    await member.join("Sandbox")
    assert "Account made <t:" in (await noted("**Joined**")).text
    assert "Traceback" not in bot.log
