"""The log of moderation: one message for each case, in the channel that the server chose."""

import asyncio
from typing import TYPE_CHECKING

import aiohttp
import discord
from loguru import logger

from astromorty.cogs.cases.words import entry
from astromorty.database.errors import DatabaseUnavailableError
from astromorty.services.cases import Case
from astromorty.services.timers import TryLater
from astromorty.ui.cards import show_in

if TYPE_CHECKING:
    from astromorty.bot import Astromorty

# How long Discord may take for an entry, rate limits included, in seconds.
TIMEOUT = 15.0
_LATER = "The log will show it as soon as that is possible."


class _NotNow(Exception):
    """The log cannot be written just now; a timer sees to it."""


class ModLog:
    """Posts and edits entries by REST: the process need not be the one that has the server's shard.

    What it cannot do is told, and never undoes what the case is about. What it cannot do *now* the case's own timer
    does later.
    """

    def __init__(self, bot: "Astromorty") -> None:
        self._bot = bot
        self._cases = bot.cases

    async def post(self, case: Case) -> str | None:
        """Have the log show a case as it is now: posts its entry, or edits the one that is there.

        Returns a sentence for the moderator where the log does not show it, else None; servers without a log have none.
        """
        try:
            return await self._post(case)
        except (_NotNow, DatabaseUnavailableError) as error:
            logger.warning("Case {} of server {} is not in the log yet: {}", case.number, case.guild_id, error)
            return _LATER

    async def post_due(self, case: Case) -> None:
        """Do the same for a timer; raise `TryLater`."""
        try:
            trouble = await self._post(case)
        except _NotNow as error:
            raise TryLater(str(error)) from error
        if trouble is not None:
            logger.warning("Case {} of server {} is not in the log: {}", case.number, case.guild_id, trouble)

    async def _post(self, case: Case) -> str | None:
        while True:
            current = await self._cases.get(case.guild_id, case.number)
            if current is None:
                return None
            trouble = await self._show(current)
            # Whoever ends last has shown the newest: an edit that was overtaken is shown once more.
            if await self._cases.is_shown(current):
                return trouble

    async def _show(self, case: Case) -> str | None:
        config = await self._bot.guild_settings.get(case.guild_id)
        try:
            async with asyncio.timeout(TIMEOUT):
                if await self._edit(case):
                    return None
                if config.log_moderation is None:
                    return None
                await self._send(case, config.log_moderation)
        except discord.Forbidden:
            channel_id = case.log_channel_id or config.log_moderation
            return f"I may not write in the log, <#{channel_id}>: there I need View Channel and Send Messages."
        except discord.NotFound:
            return (
                f"The log's channel, <#{config.log_moderation}>, is gone. `config set log_moderation` chooses another."
            )
        except (discord.HTTPException, aiohttp.ClientError, OSError, TimeoutError) as error:
            raise _NotNow(str(error) or type(error).__name__) from error
        return None

    async def _edit(self, case: Case) -> bool:
        """Edit the entry; False if there is none, or none any more."""
        if case.log_channel_id is None or case.log_message_id is None:
            return False
        channel = self._bot.get_partial_messageable(case.log_channel_id, guild_id=case.guild_id)
        try:
            await show_in(channel.get_partial_message(case.log_message_id), entry(case))
        except discord.NotFound:
            return False
        return True

    async def _send(self, case: Case, channel_id: int) -> None:
        channel = self._bot.get_partial_messageable(channel_id, guild_id=case.guild_id)
        # Two who post at once get one message. The one after an entry that somebody deleted is another.
        named = (
            f"{case.guild_id:x}.{case.number:x}" if case.log_message_id is None else f"{case.log_message_id:x}.again"
        )
        message = await channel.send(view=entry(case), nonce=named)
        await self._cases.note_entry(case, channel_id=channel_id, message_id=message.id)
