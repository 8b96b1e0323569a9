"""A user reacts, a bare bot hears of it."""

import asyncio

import discord
from tests.sandbox.bare_bot import StartBot

from discord_sandbox.client import SandboxClient


async def test_the_bot_hears_a_reaction_come_and_go(start_bot: StartBot, client: SandboxClient) -> None:
    bot = await start_bot()
    member = client.user("member")
    message = await member.send("general", "look")
    heard: asyncio.Queue[tuple[str, str]] = asyncio.Queue()

    @bot.event
    async def on_raw_reaction_add(event: discord.RawReactionActionEvent) -> None:
        heard.put_nowait(("add", str(event.emoji)))

    @bot.event
    async def on_raw_reaction_remove(event: discord.RawReactionActionEvent) -> None:
        heard.put_nowait(("remove", str(event.emoji)))

    await member.react(message, "🔥")
    await member.unreact(message, "🔥")
    async with asyncio.timeout(5):
        assert [await heard.get(), await heard.get()] == [("add", "🔥"), ("remove", "🔥")]
