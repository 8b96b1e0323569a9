"""What happens to messages, as far as the starboard cares; other servers and other emojis cost nothing."""

from collections.abc import Collection
from typing import TYPE_CHECKING

import discord
from loguru import logger

from astromorty.cogs.starboard.eligible import fits
from astromorty.cogs.starboard.stars import is_star
from astromorty.database.errors import DatabaseUnavailableError
from astromorty.database.models import GuildConfig
from astromorty.services.starboard import Starboard, Starred

if TYPE_CHECKING:
    from astromorty.bot import Astromorty


class StarboardWatch:
    """Notes which messages are to be looked at again."""

    def __init__(self, bot: "Astromorty", starboard: Starboard) -> None:
        self._bot = bot
        self._starboard = starboard

    async def reacted(
        self, guild_id: int | None, channel_id: int, message_id: int, emoji: discord.PartialEmoji | None
    ) -> None:
        """Note that somebody reacted or took it back; without an emoji, that all reactions are gone."""
        config = await self._config(guild_id)
        if guild_id is None or config is None or (emoji is not None and not is_star(emoji, config.starboard_emoji)):
            return
        starred = self.starred(guild_id, config, channel_id, message_id)
        if starred.fits or await self._is_known(guild_id, message_id):
            self._starboard.mark(starred)

    async def changed(self, guild_id: int | None, channel_id: int, message_ids: Collection[int]) -> None:
        """Note that messages were edited or deleted: those on the starboard are looked at."""
        config = await self._config(guild_id)
        if guild_id is None or config is None or channel_id == config.starboard_channel:
            return
        try:
            known = await self._starboard.entries.known(guild_id, message_ids)
        except DatabaseUnavailableError as error:
            logger.warning("Whether changed messages are on the starboard is not known: {}", error)
            return
        for entry in known:
            self._starboard.mark(self.starred(guild_id, config, channel_id, entry.message_id))

    def starred(self, guild_id: int, config: GuildConfig, channel_id: int, message_id: int) -> Starred:
        """Describe a message of a server that has a starboard."""
        guild = self._bot.get_guild(guild_id)
        if guild is None or config.starboard_channel is None:
            return Starred(guild_id, channel_id, message_id, fits=False)
        source = guild.get_channel_or_thread(channel_id)
        return Starred(guild_id, channel_id, message_id, fits=fits(source, guild.get_channel(config.starboard_channel)))

    async def _config(self, guild_id: int | None) -> GuildConfig | None:
        """Return the settings of a server that has a starboard."""
        if guild_id is None:
            return None
        try:
            config = await self._bot.guild_settings.get(guild_id)
        except DatabaseUnavailableError as error:
            logger.debug("Whether server {} has a starboard is not known: {}", guild_id, error)
            return None
        return None if config.starboard_channel is None else config

    async def _is_known(self, guild_id: int, message_id: int) -> bool:
        try:
            return bool(await self._starboard.entries.known(guild_id, [message_id]))
        except DatabaseUnavailableError as error:
            logger.debug("Whether message {} is on the starboard is not known: {}", message_id, error)
            return False
