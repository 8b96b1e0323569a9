"""Knows which servers the bot is in, and says which are there again."""

import asyncio
from collections.abc import Collection
from typing import TYPE_CHECKING

import discord
from discord.ext import commands
from loguru import logger

from astromorty.gateway import LateServers

if TYPE_CHECKING:
    from astromorty.bot import Astromorty


class ServerPresence(commands.Cog):
    """Notes who came and left; areas hear `servers_present` of servers that nobody watched for a while."""

    def __init__(self, bot: "Astromorty") -> None:
        self._bot = bot
        self._late = LateServers(self._note_back)
        self._warming: asyncio.Task[None] | None = None

    async def cog_unload(self) -> None:
        """Note and load no more."""
        await self._late.close()
        if self._warming is not None:
            self._warming.cancel()
            await asyncio.gather(self._warming, return_exceptions=True)

    @commands.Cog.listener()
    async def on_ready(self) -> None:
        """Note the servers that the bot is in; shards that reconnect bring this up again."""
        bot = self._bot
        self._tell_present(bot.guilds)
        await self._note_all(bot.connections.listed)
        logger.info("Ready as {} in {} servers on {} shards", bot.user, len(bot.guilds), len(bot.shards))
        if bot.closing:
            return
        bot.timers.start()
        bot.retention.start()
        if self._warming is None or self._warming.done():
            self._warming = asyncio.create_task(self._warm(bot.guilds), name="warm the cache")

    @commands.Cog.listener()
    async def on_shard_ready(self, shard_id: int) -> None:
        """Note who came or left while one shard of several was away for long, or with another process."""
        if not self._bot.is_ready():
            return
        guilds = [guild for guild in self._bot.guilds if guild.shard_id == shard_id]
        self._tell_present(guilds)
        await self._note_all((shard_id,))
        self._bot.retention.look_again()
        self._bot.timers.look_again()
        await self._warm(guilds)

    @commands.Cog.listener()
    async def on_guild_available(self, guild: discord.Guild) -> None:
        """Note a server that an outage had kept away; the others are noted with their shard."""
        if self._bot.is_ready() and not self._bot.closing:
            self._late.arrived(guild)

    @commands.Cog.listener()
    async def on_guild_join(self, guild: discord.Guild) -> None:
        """Remember a new server; one that comes back finds its configuration again."""
        await self._bot.known_guilds.joined(guild.id, guild.name)

    @commands.Cog.listener()
    async def on_guild_remove(self, guild: discord.Guild) -> None:
        """Note that the bot left; the server's rows stay for its return, what is cached of it goes."""
        await self._bot.known_guilds.left(guild.id)
        await self._bot.cache.forget_guild(guild.id)
        self._bot.retention.look_again()

    def _tell_present(self, guilds: Collection[discord.Guild]) -> None:
        """Let the areas catch up with what nobody saw.

        The database is asked for nothing before: it may be away, and not all areas need it.
        """
        self._bot.dispatch("servers_present", [guild for guild in guilds if not guild.unavailable])

    async def _note_back(self, guilds: Collection[discord.Guild]) -> None:
        self._tell_present(guilds)
        await self._bot.known_guilds.sync({guild.id: guild.name for guild in guilds}, shard_ids=())
        await self._warm(guilds)

    async def _note_all(self, shard_ids: Collection[int]) -> None:
        # Servers that an outage made unavailable are among them, without a name after a start.
        bot = self._bot
        names = {g.id: None if g.unavailable else g.name for g in bot.guilds if g.shard_id in shard_ids}
        self._late.noted(names)
        await bot.known_guilds.sync(names, shard_ids=shard_ids, shard_count=bot.shard_count or 1)

    async def _warm(self, guilds: Collection[discord.Guild]) -> None:
        """Load what every message or command asks for, so that no first one has to wait."""
        guild_ids = [guild.id for guild in guilds]
        for warm in tuple(self._bot.warmers):
            await warm(guild_ids)
