"""Servers that an outage of Discord's had kept away, and that are there after READY."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Collection
from typing import Final

import discord
from loguru import logger

from astromorty.database.errors import DatabaseUnavailableError
from astromorty.services.background import BackgroundTasks

# An outage ends for many at a time: they are noted together.
GATHER_SECONDS: Final = 1.0

Note = Callable[[Collection[discord.Guild]], Awaitable[None]]


class LateServers:
    """Gathers servers that arrive for a second, and has them noted in one go."""

    def __init__(self, note: Note) -> None:
        self._note = note
        self._arrived: dict[int, discord.Guild] = {}
        self._noting = BackgroundTasks()

    def arrived(self, guild: discord.Guild) -> None:
        """Have a server noted soon."""
        if not self._arrived:
            self._noting.start(self._note_all(), name="note servers that are back")
        self._arrived[guild.id] = guild

    def noted(self, guild_ids: Collection[int]) -> None:
        """Leave servers alone that were noted with their shard."""
        for guild_id in guild_ids:
            self._arrived.pop(guild_id, None)

    async def close(self) -> None:
        """Note no more."""
        self._arrived.clear()
        await self._noting.close(seconds=0)

    async def _note_all(self) -> None:
        await asyncio.sleep(GATHER_SECONDS)
        guilds = tuple(self._arrived.values())
        self._arrived.clear()
        if not guilds:
            return
        try:
            await self._note(guilds)
        except DatabaseUnavailableError as error:
            logger.warning("Servers that are there again are noted at the next start: {}", error)
        else:
            logger.info("{} servers are there again that Discord had kept away", len(guilds))
