"""Looks at a message that somebody starred, and has the starboard show what is true of it."""

import asyncio
from typing import TYPE_CHECKING, Final

import aiohttp
import discord
from loguru import logger

from astromorty.cogs.starboard.entry import entry, is_entry_of
from astromorty.cogs.starboard.stars import count_stars
from astromorty.database.models import DueTimer, GuildConfig, StarboardEntry
from astromorty.earlier_attempts import own_message
from astromorty.services.starboard import Starboard, Starred
from astromorty.services.timers import TryLater
from astromorty.ui.cards import show_in
from astromorty.ui.quote import link_to
from astromorty.ui.team_notice import ClosedChannels

if TYPE_CHECKING:
    from astromorty.bot import Astromorty

# How long Discord may take for one message in all, rate limits included, in seconds.
TIMEOUT: Final = 30.0


class StarboardLook:
    """Works by REST: the process need not be the one that has the server's shard.

    Discord knows who starred a message; what is stored is only where the entry is. Whoever ends last has shown the
    newest: an event that comes meanwhile has the message looked at once more.
    """

    def __init__(self, bot: "Astromorty", starboard: Starboard) -> None:
        self._bot = bot
        self._starboard = starboard
        self.closed = ClosedChannels(page="Starboard")

    async def look_due(self, due: DueTimer) -> None:
        """Do it for a timer; raise `TryLater`."""
        assert due.guild_id is not None
        payload = due.payload
        await self.look(Starred(due.guild_id, payload["channel_id"], payload["message_id"], payload["fits"]))

    async def look(self, starred: Starred) -> StarboardEntry | None:
        """Post, edit or remove the entry of a message, and return what is known then; raise `TryLater`."""
        config = await self._bot.guild_settings.get(starred.guild_id)
        if config.starboard_channel is None:
            return None
        async with self._starboard.work_on(starred) as held:
            try:
                async with asyncio.timeout(TIMEOUT):
                    await self._follow(starred, held, config)
            except discord.Forbidden as error:
                logger.info("Message {} of server {} cannot be shown: {}", held.message_id, held.guild_id, error)
            except (discord.HTTPException, aiohttp.ClientError, OSError, TimeoutError) as error:
                raise TryLater(str(error) or type(error).__name__) from error
        return await self._starboard.entries.get_by_id(starred.guild_id, starred.message_id)

    async def _follow(self, starred: Starred, held: StarboardEntry, config: GuildConfig) -> None:
        channel = self._bot.get_partial_messageable(starred.channel_id, guild_id=starred.guild_id)
        try:
            message = await channel.fetch_message(starred.message_id)
        except discord.NotFound:
            await self._remove(held, config)
            await self._starboard.entries.forget(held)
            return
        stars = await count_stars(message, config.starboard_emoji)
        if starred.fits and stars >= config.starboard_threshold:
            await self._show(held, message, stars, config)
        elif await self._remove(held, config):
            await self._starboard.entries.removed(held)
        elif not held.removals:
            await self._starboard.entries.forget(held)

    async def _show(self, held: StarboardEntry, message: discord.Message, stars: int, config: GuildConfig) -> None:
        view = entry(held.guild_id, message, stars, config.starboard_emoji)
        place = await self._edit(held, view)
        if place is None and (posted := await self._find(held, config)) is not None:
            await show_in(posted, view)
            place = posted.channel.id, posted.id
        place = place or await self._post(held, view, config)
        if place is not None:
            channel_id, entry_id = place
            await self._starboard.entries.shown(
                held, entry_channel_id=channel_id, entry_id=entry_id, stars=stars, author_id=message.author.id
            )

    async def _edit(self, held: StarboardEntry, view: discord.ui.LayoutView) -> tuple[int, int] | None:
        """Edit the entry; return where it is, or None if there is none, or none any more."""
        if held.entry_channel_id is None or held.entry_id is None:
            return None
        channel = self._bot.get_partial_messageable(held.entry_channel_id, guild_id=held.guild_id)
        try:
            await show_in(channel.get_partial_message(held.entry_id), view)
        except discord.NotFound:
            return None
        return held.entry_channel_id, held.entry_id

    async def _find(self, held: StarboardEntry, config: GuildConfig) -> discord.Message | None:
        """Return the entry that an earlier look posted and could not note, or None if there is none.

        Discord knows a repeated message by its nonce for some minutes only, and the database may be away for longer.
        """
        if held.claim == 1:
            return None  # nobody looked before
        assert config.starboard_channel is not None
        channel = self._bot.get_partial_messageable(config.starboard_channel, guild_id=held.guild_id)
        address = link_to(held.guild_id, held.channel_id, held.message_id)
        after = discord.Object(held.message_id)
        return await own_message(self._bot, channel, after, lambda each: is_entry_of(each, address))

    async def _post(
        self, held: StarboardEntry, view: discord.ui.LayoutView, config: GuildConfig
    ) -> tuple[int, int] | None:
        """Post the entry; return where it is, or None if the channel is closed, which the team is told."""
        channel_id = config.starboard_channel
        assert channel_id is not None
        channel = self._bot.get_partial_messageable(channel_id, guild_id=held.guild_id)
        # Whoever posts it again, because an earlier one died before it was noted, gets that same message from Discord.
        # Discord compares within minutes, which is why an entry after a removal, or after one that is gone, has
        # another name.
        name = f"{held.message_id:x}.{held.removals:x}" if held.entry_id is None else f"{held.entry_id:x}.again"
        try:
            posted = await channel.send(view=view, nonce=name)
        except (discord.Forbidden, discord.NotFound) as error:
            guild = self._bot.get_guild(held.guild_id)
            if guild is not None:  # else the process that has its shard tells, when one of the next stars comes to it
                await self.closed.tell(guild, channel_id, error, lost="Until then, no message gets on the starboard.")
            return None
        self.closed.forget(channel_id)
        return channel_id, posted.id

    async def _remove(self, held: StarboardEntry, config: GuildConfig) -> bool:
        """Delete the entry, also one that was not noted; say whether there was one."""
        if held.entry_channel_id is not None and held.entry_id is not None:
            channel = self._bot.get_partial_messageable(held.entry_channel_id, guild_id=held.guild_id)
            posted = channel.get_partial_message(held.entry_id)
        else:
            posted = await self._find(held, config)
        if posted is None:
            return False
        try:
            await posted.delete()
        except discord.NotFound:
            logger.debug("The entry of message {} was gone already", held.message_id)
        return True
