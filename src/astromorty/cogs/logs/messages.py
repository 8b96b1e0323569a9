"""What becomes of messages: who wants to know gets an entry; where nobody does, nothing is remembered."""

from collections.abc import Awaitable
from datetime import timedelta
from typing import TYPE_CHECKING, Final

import discord

from astromorty.cogs.logs.message_words import bulk_deletion, deletion, edit, known_from
from astromorty.log_channels.posts import LogPosts
from astromorty.services.recent_messages import KnownMessage, RecentMessages

if TYPE_CHECKING:
    from astromorty.bot import Astromorty

# An update of an unknown message is an edit if it was edited so shortly before; else somebody pinned it, or a link in
# it got its preview.
JUST_NOW: Final = timedelta(minutes=1)


class MessageLog:
    """Remembers members' messages, and tells when they are edited and deleted."""

    def __init__(self, bot: "Astromorty", posts: LogPosts) -> None:
        self._bot = bot
        self._posts = posts
        self.recent = RecentMessages()

    def receive(self, message: discord.Message) -> Awaitable[None] | None:
        """Remember a member's message where it may have to be told of."""
        guild = message.guild
        if guild is None:
            return None
        config = self._bot.guild_settings.known(guild.id)
        if config is None:
            return self._ask(message, guild.id)
        if config.log_messages not in {None, message.channel.id}:
            self.recent.keep(known_from(message))
        return None

    async def _ask(self, message: discord.Message, guild_id: int) -> None:
        if await self._log_of(guild_id, message.channel.id) is not None:
            self.recent.keep(known_from(message))

    async def edited(self, payload: discord.RawMessageUpdateEvent) -> None:
        """Note that a member changed a message."""
        guild_id = payload.guild_id
        log = await self._log_of(guild_id, payload.channel_id)
        if guild_id is None or log is None or _is_of_a_bot(payload.message):
            return
        # What is remembered may be from after the edit: discord.py edits in place, also while the memory waits.
        cached = payload.cached_message
        before = self.recent.get(payload.message_id) if cached is None else known_from(cached)
        after = known_from(payload.message)
        self.recent.keep(after)
        if self._is_edit(before, after):
            self._posts.put(guild_id, log, edit(before, after, payload.channel_id, unreadable=self._unreadable))

    async def deleted(self, payload: discord.RawMessageDeleteEvent) -> None:
        """Note that a message is gone."""
        guild_id = payload.guild_id
        log = await self._log_of(guild_id, payload.channel_id)
        cached = payload.cached_message
        if guild_id is None or log is None or (cached is not None and _is_of_a_bot(cached)):
            return
        known = self.recent.take(payload.message_id)
        if known is None and cached is not None:
            known = known_from(cached)
        entry = deletion(known, payload.channel_id, payload.message_id, unreadable=self._unreadable)
        self._posts.put(guild_id, log, entry)

    async def bulk_deleted(self, payload: discord.RawBulkMessageDeleteEvent) -> None:
        """Note that many messages are gone, in one entry."""
        guild_id = payload.guild_id
        log = await self._log_of(guild_id, payload.channel_id)
        if guild_id is None or log is None:
            return
        cached = {message.id: message for message in payload.cached_messages}
        known: list[KnownMessage] = []
        unknown: list[int] = []
        for message_id in sorted(payload.message_ids):
            found, seen = self.recent.take(message_id), cached.get(message_id)
            if found is not None:
                known.append(found)
            elif seen is None:
                unknown.append(message_id)
            elif not _is_of_a_bot(seen):
                known.append(known_from(seen))
        if known or unknown:
            self._posts.put(guild_id, log, bulk_deletion(known, unknown, payload.channel_id))

    @property
    def _unreadable(self) -> bool:
        return not self._bot.plan.intents.message_content

    async def _log_of(self, guild_id: int | None, channel_id: int) -> int | None:
        """Return where the server wants to be told of messages in a channel; None for nowhere."""
        if guild_id is None:
            return None
        log = await self._posts.channel_of(guild_id, "log_messages")
        return None if log == channel_id else log

    def _is_edit(self, before: KnownMessage | None, after: KnownMessage) -> bool:
        if after.edited_at is None:
            return False
        if before is None:
            return discord.utils.utcnow() - after.edited_at < JUST_NOW
        if self._unreadable:
            return before.edited_at != after.edited_at
        return (before.content, before.attachments) != (after.content, after.attachments)


def _is_of_a_bot(message: discord.Message) -> bool:
    return message.author.bot or message.webhook_id is not None
