"""Knowing who is in a server before they leave it: then Discord says who it was, but not since when they were here."""

import asyncio
from functools import partial
from typing import TYPE_CHECKING, Final

import discord
from loguru import logger

from astromorty.log_channels.posts import LogPosts
from astromorty.services.lanes import Lanes

if TYPE_CHECKING:
    from astromorty.bot import Astromorty

# About 1 KB of memory for each; of larger servers only those are known who join while the bot runs.
MOST_MEMBERS: Final = 10_000
ANSWER_TIMEOUT: Final = 60.0
# Servers wait for each other: Discord takes 120 requests a minute over a shard's connection, all else included.
_LANE: Final = 0


class Acquaintance:
    """Asks Discord for the members of servers that have a log of members, one server after the other."""

    def __init__(self, bot: "Astromorty", posts: LogPosts) -> None:
        self._bot = bot
        self._posts = posts
        self._lanes = bot.lanes["logs"] = Lanes()

    def make(self, guild: discord.Guild) -> None:
        """Have a server's members asked for, if it wants to know who leaves."""
        if self._bot.plan.intents.members:
            self._lanes.put(_LANE, partial(self._make, guild))

    async def close(self) -> None:
        """Ask no more."""
        await self._lanes.close(seconds=0)
        del self._bot.lanes["logs"]

    async def _make(self, guild: discord.Guild) -> None:
        if guild.unavailable or guild.chunked or (guild.member_count or 0) > MOST_MEMBERS:
            return
        if await self._posts.channel_of(guild.id, "log_members") is None:
            return
        try:
            async with asyncio.timeout(ANSWER_TIMEOUT):
                await guild.chunk()
        except TimeoutError:
            logger.info("Discord did not say who is in server {}: its log knows less of who leaves", guild.id)
