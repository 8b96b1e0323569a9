"""A bot of discord.py alone."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import discord
from discord import app_commands


class BareBot(discord.Client):
    """discord.py with a command tree and nothing else; keeps what it heard."""

    def __init__(self, intents: discord.Intents) -> None:
        super().__init__(intents=intents, chunk_guilds_at_startup=False, guild_ready_timeout=0.05)
        self.tree = app_commands.CommandTree(self)
        self.heard: list[discord.Message] = []
        self.resumed = 0
        self.dispatched: list[tuple[str, tuple[Any, ...]]] = []

    def dispatch(self, event: str, /, *args: Any, **kwargs: Any) -> None:
        self.dispatched.append((event, args))
        super().dispatch(event, *args, **kwargs)

    async def told(self, event: str) -> Any:
        """Wait for discord.py's event of that name, such as ``raw_message_edit``; returns its first argument."""
        await eventually(lambda: any(name == event for name, _ in self.dispatched))
        return next(args[0] for name, args in self.dispatched if name == event)

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """Identify at once: the sandbox of these tests records the pace, it does not enforce it."""

    async def on_message(self, message: discord.Message) -> None:
        self.heard.append(message)

    async def on_resumed(self) -> None:
        self.resumed += 1

    async def has_resumed(self) -> None:
        """Wait for the first resume."""
        await eventually(lambda: self.resumed == 1)

    async def hears(self, where: Callable[[discord.Message], bool]) -> discord.Message:
        """Wait for a message that was or will be heard."""
        await eventually(lambda: any(map(where, self.heard)))
        return next(filter(where, self.heard))


async def eventually(condition: Callable[[], bool]) -> None:
    """Wait up to five seconds for a condition that nobody announces."""
    async with asyncio.timeout(5):
        while not condition():  # noqa: ASYNC110
            await asyncio.sleep(0.005)


StartBot = Callable[..., Awaitable[BareBot]]
