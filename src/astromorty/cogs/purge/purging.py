"""Finding and deleting messages: in bulk where Discord allows it, else one by one."""

import asyncio
from collections.abc import Awaitable, Callable, Collection
from datetime import datetime, timedelta
from time import monotonic

import aiohttp
import discord

PurgeableChannel = discord.TextChannel | discord.VoiceChannel | discord.StageChannel | discord.Thread

MOST_LOOKED_AT = 1_000
# https://discord.com/developers/docs/resources/message#bulk-delete-messages: 2 to 100, none older than two weeks.
BULK = 100
BULK_AGE = timedelta(days=14)
# As long as its Cancel button can be pressed.
LONGEST_SECONDS = 540.0
# Discord lets a bot delete some 30 old messages in two minutes: discord.py waits for that within a request.
REQUEST_SECONDS = 180.0
_UNKNOWN_MESSAGE = 10008


class Purge:
    """One run: what it found, what it has deleted and why it ended.

    Args:
        channel: Where.
        invocation: The ID of the command's message or interaction; what is newer stays.
        match: Says which messages to delete.
        reason: What the server's audit log says.

    Attributes:
        deleted: How many messages are gone by this run: those that Discord confirmed.
        found: How many it set out to delete.
        stopped: Why it ended early, as a sentence; None while it has not.
    """

    def __init__(
        self, channel: PurgeableChannel, invocation: int, match: Callable[[discord.Message], bool], *, reason: str
    ) -> None:
        self.channel = channel
        self.deleted = 0
        self.found = 0
        self.stopped: str | None = None
        self._before = discord.Object(invocation)
        self._match = match
        self._reason = reason
        self._left: list[int] = []
        self._ends_at = monotonic() + LONGEST_SECONDS
        # By Discord's clock, and early enough that a message does not come of age while others are deleted.
        begun: datetime = discord.utils.snowflake_time(invocation)
        self._youngest_old = discord.utils.time_snowflake(begun - BULK_AGE + timedelta(seconds=LONGEST_SECONDS))

    def stop(self, why: str) -> None:
        """End after the request in hand; the first reason given counts."""
        self.stopped = self.stopped or why

    def gone(self, message_ids: Collection[int]) -> None:
        """Learn that messages are gone, so that none is counted that somebody else deleted."""
        self._left = [message_id for message_id in self._left if message_id not in message_ids]

    async def run(self, most: int, tell: Callable[[], Awaitable[None]]) -> None:
        """Delete the newest `most` matching messages among the last 1,000; call `tell` after each step."""
        try:
            await self._find(most)
            await tell()
            while self._left and not self._is_over():
                await self._delete_some()
                await tell()
        except discord.Forbidden:
            self.stop("Discord does not let me delete more here")
        except discord.NotFound:
            self.stop("the channel is gone")
        except (discord.HTTPException, aiohttp.ClientError, OSError, TimeoutError):
            self.stop("Discord has a problem just now")

    async def _find(self, most: int) -> None:
        async with asyncio.timeout(REQUEST_SECONDS):
            async for message in self.channel.history(limit=MOST_LOOKED_AT, before=self._before):
                if self._match(message):
                    self._left.append(message.id)
                if len(self._left) == most or self._is_over():
                    break
        self.found = len(self._left)

    async def _delete_some(self) -> None:
        """Delete up to a hundred young messages at once, or one old one."""
        young = [message_id for message_id in self._left[:BULK] if message_id > self._youngest_old]
        batch = young or self._left[:1]
        # Not later: what is reported as gone from here on is gone by this run.
        self._left = self._left[len(batch) :]
        async with asyncio.timeout(REQUEST_SECONDS):
            try:
                messages = [discord.Object(message_id) for message_id in batch]
                await self.channel.delete_messages(messages, reason=self._reason)
            except discord.NotFound as error:
                if error.code != _UNKNOWN_MESSAGE:
                    raise
            else:
                self.deleted += len(batch)

    def _is_over(self) -> bool:
        if monotonic() > self._ends_at:
            self.stop("it took too long")
        return self.stopped is not None
