"""Keeps sticky messages the last of their channels."""

import asyncio
from collections.abc import Awaitable
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from time import monotonic
from typing import TYPE_CHECKING, Any, Final

import discord
from loguru import logger

from astromorty.cogs.announcements.trouble import tell_trouble
from astromorty.database.controllers.sticky import LEASE, StickyController
from astromorty.database.errors import DatabaseUnavailableError
from astromorty.database.models import StickyMessage
from astromorty.discord_answers import NO_ANSWER
from astromorty.services.background import BackgroundTasks
from astromorty.ui.cards import card

if TYPE_CHECKING:
    from astromorty.bot import Astromorty

# Seconds without a message after which one is posted anew; in a channel that is never quiet, after the longer time.
QUIET: Final = 5.0
LONGEST_WAIT: Final = 30.0
# What one may take to be posted, in seconds: less than the lease on it.
POST_TIMEOUT: Final = 30.0
FOOTER: Final = "-# 📌 Sticky message"
LOOKED_THROUGH: Final = 100
NO_PERMISSION: Final = "I may not write in that channel. Let me see it and send messages there, then set it again."
NO_CHANNEL: Final = "That channel is gone."


@dataclass(slots=True)
class _Waiting:
    since: float
    last: float

    def left(self) -> float:
        return min(self.last + QUIET, self.since + LONGEST_WAIT) - monotonic()


class StickyPosts:
    """Posts sticky messages anew once others wrote below them.

    Bots' messages move none: two bots with a sticky message each would chase one another for ever.
    """

    def __init__(self, bot: "Astromorty", stickies: StickyController) -> None:
        self._bot = bot
        self._stickies = stickies
        self._waiting: dict[int, _Waiting] = {}
        self._tasks = BackgroundTasks()

    def receive(self, message: discord.Message) -> Awaitable[None] | None:
        """Note that somebody wrote in a channel."""
        guild = message.guild
        if guild is None:
            return None
        channels = self._stickies.known_channels(guild.id)
        if channels is None:
            return self._look(guild.id, message.channel.id)
        if message.channel.id in channels:
            self.put(guild.id, message.channel.id)
        return None

    async def _look(self, guild_id: int, channel_id: int) -> None:
        if channel_id in await self._stickies.channels(guild_id):
            self.put(guild_id, channel_id)

    def put(self, guild_id: int, channel_id: int) -> None:
        """Have a channel's sticky message posted anew once the channel is quiet."""
        now = monotonic()
        waiting = self._waiting.get(channel_id)
        if waiting is not None:
            waiting.last = now
            return
        self._waiting[channel_id] = waiting = _Waiting(now, now)
        self._tasks.start(self._wait(guild_id, channel_id, waiting), name=f"sticky in {channel_id}")

    async def close(self) -> None:
        """Post nothing more; the next message in a channel brings up what is missing."""
        await self._tasks.close(seconds=0)

    async def post(self, guild_id: int, channel_id: int) -> StickyMessage | None:
        """Post a channel's sticky message as its last one; return it as it was claimed, None if another does it.

        Raises discord.py's errors where Discord does not let it; the reason is kept then, where it will not pass.
        """
        claimed = await self._stickies.claim(guild_id, channel_id)
        if claimed is None:
            return None
        sticky, unfinished = claimed
        try:
            async with asyncio.timeout(POST_TIMEOUT):
                message = await self._send(sticky, unfinished=unfinished)
        except (discord.Forbidden, discord.NotFound) as error:
            await self._stickies.fail(sticky, problem_of(error))
            raise
        if not await self._stickies.finish(sticky, message.id):
            await self._delete(channel_id, message.id)  # it was removed meanwhile
        return sticky

    def clear(self, sticky: StickyMessage) -> None:
        """Have what stands of a sticky message deleted that was removed."""
        self._tasks.start(self._clear(sticky), name=f"clear sticky in {sticky.channel_id}")

    async def _clear(self, sticky: StickyMessage) -> None:
        try:
            async with asyncio.timeout(POST_TIMEOUT):
                await self._take_away(sticky)
        except (discord.HTTPException, *NO_ANSWER) as error:
            logger.info("The sticky message of channel {} was not deleted: {!r}", sticky.channel_id, error)

    async def _take_away(self, sticky: StickyMessage) -> None:
        if sticky.message_id is not None:
            await self._delete(sticky.channel_id, sticky.message_id)
        if sticky.claimed_at is not None:  # a process may have died between posting it and writing that down
            await self._sweep(self._bot.get_partial_messageable(sticky.channel_id, guild_id=sticky.guild_id))

    async def _wait(self, guild_id: int, channel_id: int, waiting: _Waiting) -> None:
        try:
            # Each message meanwhile makes it longer.
            while (left := waiting.left()) > 0:  # noqa: ASYNC110 - no event: it is a time that is moved on
                await asyncio.sleep(left)
            # What comes from now on is below the one that is posted.
            del self._waiting[channel_id]
            await self.post(guild_id, channel_id)
        except (discord.Forbidden, discord.NotFound) as error:
            text = f"The one of <#{channel_id}> is posted no more. {problem_of(error)}"
            await tell_trouble(self._bot, guild_id, "A sticky message cannot be posted", text)
        except (discord.HTTPException, *NO_ANSWER, DatabaseUnavailableError) as error:
            logger.info("The sticky message of channel {} was not posted: {}", channel_id, error or "it took too long")
        except Exception as error:  # the edge of the task: the next message begins another one
            self._bot.errors.report(error, "A sticky message could not be posted")
        finally:
            if self._waiting.get(channel_id) is waiting:
                del self._waiting[channel_id]

    async def _send(self, sticky: StickyMessage, *, unfinished: bool) -> discord.Message:
        channel = self._bot.get_partial_messageable(sticky.channel_id, guild_id=sticky.guild_id)
        if unfinished:
            await self._sweep(channel)
        if sticky.message_id is not None:
            await self._delete(sticky.channel_id, sticky.message_id)
        assert sticky.claimed_at is not None
        nonce = f"s{int(sticky.claimed_at.timestamp() * 1000):x}.{sticky.channel_id % 10**8}"
        return await channel.send(view=card(None, sticky.text, FOOTER), nonce=nonce)

    async def _sweep(self, channel: discord.PartialMessageable) -> None:
        """Delete what a process may have posted that died before it wrote that down."""
        since = discord.utils.utcnow() - LEASE - timedelta(days=1)
        with suppress(discord.Forbidden):  # not allowed to look
            async for message in channel.history(limit=LOOKED_THROUGH, after=since, oldest_first=False):
                if message.author == self._bot.user and is_sticky(message):
                    await self._delete(channel.id, message.id)

    async def _delete(self, channel_id: int, message_id: int) -> None:
        channel: Any = self._bot.get_partial_messageable(channel_id)
        with suppress(discord.NotFound, discord.Forbidden):
            await channel.get_partial_message(message_id).delete()


def problem_of(error: discord.Forbidden | discord.NotFound) -> str:
    """Say what keeps a sticky message from being posted, and what is to be done."""
    return NO_CHANNEL if isinstance(error, discord.NotFound) else NO_PERMISSION


def is_sticky(message: discord.Message) -> bool:
    """Say whether a message of the bot is a sticky one, by its last line."""
    view = discord.ui.LayoutView.from_message(message, timeout=None)
    return any(isinstance(item, discord.ui.TextDisplay) and item.content == FOOTER for item in view.walk_children())
