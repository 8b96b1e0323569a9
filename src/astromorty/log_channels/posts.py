"""Brings entries to log channels: in order, several in one message, and never more than Discord takes."""

import asyncio
from collections import deque
from dataclasses import dataclass, field
from time import monotonic
from typing import TYPE_CHECKING, Final, Literal

import discord
from loguru import logger

from astromorty.database.errors import DatabaseUnavailableError
from astromorty.log_channels.entry import Entry, as_message, take_batch
from astromorty.services.background import BackgroundTasks
from astromorty.ui.team_notice import ClosedChannels

if TYPE_CHECKING:
    from astromorty.bot import Astromorty

# Entries that wait for a channel; what comes then is only counted.
MOST_WAITING: Final = 200
# Discord takes five messages in five seconds in a channel: what comes up meanwhile goes into the next one.
PAUSE: Final = 1.0
SEND_TIMEOUT: Final = 30.0
# How long a channel that cannot be written in is left alone, in seconds.
LEFT_ALONE: Final = 600.0


Log = Literal["log_messages", "log_members", "log_automod"]


@dataclass(slots=True)
class _Lane:
    guild_id: int
    channel_id: int
    waiting: deque[Entry] = field(default_factory=deque[Entry])
    missing: int = 0


class LogPosts:
    """Posts entries in the background; whoever has one never waits.

    What cannot be posted is lost, and the channel is told how much that was.
    """

    def __init__(self, bot: "Astromorty") -> None:
        self._bot = bot
        self._lanes: dict[int, _Lane] = {}
        self._tasks = BackgroundTasks()
        self._left_alone_until: dict[int, float] = {}
        self._closed = ClosedChannels()
        self._is_closed = False

    async def channel_of(self, guild_id: int, log: Log) -> int | None:
        """Return the channel that a server chose for a log; None for none, and while the database is away."""
        try:
            config = await self._bot.guild_settings.get(guild_id)
        except DatabaseUnavailableError as error:
            logger.debug("Whether server {} has a channel for {} is not known: {}", guild_id, log, error)
            return None
        channel_id: int | None = getattr(config, log)
        return channel_id

    def put(self, guild_id: int, channel_id: int, entry: Entry) -> None:
        """Have an entry posted in a channel of a server, after all that waits for it."""
        if self._is_closed or self._left_alone_until.get(channel_id, 0.0) > monotonic():
            return
        lane = self._lanes.get(channel_id)
        if lane is None:
            lane = self._lanes[channel_id] = _Lane(guild_id, channel_id)
            self._tasks.start(self._run(lane), name=f"log in {channel_id}")
        if len(lane.waiting) < MOST_WAITING:
            lane.waiting.append(entry)
        else:
            lane.missing += 1

    def try_again(self, channel_id: int) -> None:
        """Forget that a channel could not be written in: somebody has just chosen it."""
        self._left_alone_until.pop(channel_id, None)
        self._closed.forget(channel_id)

    async def close(self, *, seconds: float) -> None:
        """Take no more, post what is waiting for up to so many seconds, and drop the rest."""
        self._is_closed = True
        late = await self._tasks.close(seconds=seconds)
        if late:
            logger.warning("Log entries for {} channels were not posted before the end", late)

    async def _run(self, lane: _Lane) -> None:
        try:
            while lane.waiting or lane.missing:
                batch = take_batch(lane.waiting) if lane.waiting else []
                try:
                    await self._post(lane, batch)
                except (discord.Forbidden, discord.NotFound) as error:
                    await self._leave_alone(lane, error)
                    return
                except (discord.HTTPException, TimeoutError, OSError) as error:
                    logger.warning("{} log entries were not posted: {}", len(batch), error or "it took too long")
                    if not batch:
                        return
                    lane.missing += len(batch)
                if (lane.waiting or lane.missing) and not self._is_closed:
                    await asyncio.sleep(PAUSE)
        except Exception:  # the edge of the task: the next entry begins another one
            logger.exception("Entries of a log could not be posted")
        finally:
            del self._lanes[lane.channel_id]

    async def _post(self, lane: _Lane, batch: list[Entry]) -> None:
        channel = self._bot.get_partial_messageable(lane.channel_id, guild_id=lane.guild_id)
        # What is missing came after all that is waiting.
        missing = 0 if lane.waiting else lane.missing
        view, files = as_message(batch, missing=missing)
        async with asyncio.timeout(SEND_TIMEOUT):
            await channel.send(view=view, files=files)
        lane.missing -= missing
        self._closed.forget(lane.channel_id)

    async def _leave_alone(self, lane: _Lane, error: discord.HTTPException) -> None:
        """Ask nothing of a channel for a while, and tell the server's team why, once until it can be written in."""
        self._left_alone_until[lane.channel_id] = monotonic() + LEFT_ALONE
        guild = self._bot.get_guild(lane.guild_id)
        if guild is not None:
            await self._closed.tell(guild, lane.channel_id, error, lost="Until then, what happens is not noted there.")
