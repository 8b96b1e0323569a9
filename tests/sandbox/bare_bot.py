"""A bot of discord.py alone."""

import asyncio
from collections.abc import Awaitable, Callable

import discord
from discord import app_commands


class BareBot(discord.Client):
    """discord.py with a command tree and nothing else; keeps what it heard."""

    def __init__(self, intents: discord.Intents) -> None:
        super().__init__(intents=intents, chunk_guilds_at_startup=False, guild_ready_timeout=0.05)
        self.tree = app_commands.CommandTree(self)
        self.heard: list[discord.Message] = []
        self.resumed = 0

    async def on_message(self, message: discord.Message) -> None:
        self.heard.append(message)

    async def on_resumed(self) -> None:
        self.resumed += 1

    async def hears(self, where: Callable[[discord.Message], bool]) -> discord.Message:
        """Wait for a message that was or will be heard."""
        async with asyncio.timeout(5):
            while True:
                for message in self.heard:
                    if where(message):
                        return message
                await asyncio.sleep(0.01)


StartBot = Callable[..., Awaitable[BareBot]]
