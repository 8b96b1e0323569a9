"""Deleting rooms: when the last one leaves, and what earlier processes left behind."""

import asyncio
from collections.abc import Callable, Collection
from datetime import timedelta
from typing import TYPE_CHECKING, Final

import discord
from loguru import logger

from astromorty.cogs.rooms.access import looks_made_for
from astromorty.cogs.rooms.lobby import WHY
from astromorty.database.models import TempRoom
from astromorty.discord_answers import DISCORD_TIMEOUT, NO_ANSWER
from astromorty.services.rooms.service import SETTLED_AFTER
from astromorty.services.timers import TryLater

if TYPE_CHECKING:
    from astromorty.bot import Astromorty

_RETRY: Final = timedelta(minutes=1)
# Clocks of Discord and of the database may differ by so much.
_CLOCKS: Final = timedelta(seconds=10)
_MOST_ENTRIES: Final = 100  # of the server's log, in one request


class Leftovers:
    """Deletes rooms that nobody is in. No channel is deleted that is not recorded as a room.

    Args:
        bot: The bot.
        is_busy: Says of a server and a member whether this process is making their room just now.
    """

    def __init__(self, bot: "Astromorty", is_busy: Callable[[int, int], bool]) -> None:
        self._bot = bot
        self._is_busy = is_busy

    async def sweep(self, guild_ids: Collection[int]) -> None:
        """Delete all empty rooms of these servers, and those that were made but not recorded."""
        for room in await self._bot.rooms.of_guilds(guild_ids):
            try:
                await self.settle(room)
            except TryLater as error:
                logger.info("A room of member {} is looked at again later: {}", room.owner_id, error)
                await self._bot.rooms.look_again(room.guild_id, room.owner_id, _RETRY)

    async def settle(self, room: TempRoom) -> None:
        """Delete a room if nobody is in it; forget it if it is gone. Raise TryLater where that is not known."""
        guild = self._bot.get_guild(room.guild_id)
        if guild is None or guild.unavailable:
            raise TryLater("its server is not in sight of this process")
        if self._is_busy(room.guild_id, room.owner_id):
            raise TryLater("it is being made")
        channel = guild.get_channel(room.channel_id) if room.channel_id else await self._find_unrecorded(guild, room)
        if channel is None:
            await self._bot.rooms.forget(room)
        elif isinstance(channel, discord.VoiceChannel) and not channel.voice_states:
            await self._delete(channel, room)
        elif room.channel_id is None:
            await self._bot.rooms.made(room, channel.id)

    async def emptied(self, channel: discord.VoiceChannel) -> None:
        """Delete a channel that the last one left, if it is a room."""
        room = await self._bot.rooms.emptied(channel.guild.id, channel.id)
        if room is None or self._is_busy(room.guild_id, room.owner_id) or channel.voice_states:
            return
        try:
            await self._delete(channel, room)
        except TryLater as error:
            logger.warning("Room {} is empty and still there: {}", channel.id, error)
            await self._bot.rooms.look_again(room.guild_id, room.owner_id, _RETRY)

    async def _delete(self, channel: discord.VoiceChannel, room: TempRoom) -> None:
        try:
            async with asyncio.timeout(DISCORD_TIMEOUT):
                await channel.delete(reason="everybody left this room")
        except discord.NotFound:
            pass  # Somebody was faster.
        except (discord.HTTPException, *NO_ANSWER) as error:
            raise TryLater(f"Discord does not delete it: {error!r}") from error
        await self._bot.rooms.forget(room)

    async def _find_unrecorded(self, guild: discord.Guild, room: TempRoom) -> discord.VoiceChannel | None:
        """Return the channel of a room that was recorded before it was made, and whose process died then.

        Somebody may have copied one: only what the server's own log says that the bot made counts.
        """
        earliest, latest = room.made_at - _CLOCKS, room.made_at + SETTLED_AFTER
        alike = [
            channel
            for channel in guild.voice_channels
            if earliest <= channel.created_at <= latest and looks_made_for(channel, room.owner_id)
        ]
        made = await _made_by_me(guild) if alike else set[int]()
        return next((channel for channel in alike if channel.id in made), None)


async def _made_by_me(guild: discord.Guild) -> set[int]:
    """Return the channels that the bot lately made as rooms; raise TryLater where that is not known."""
    found: set[int] = set()
    try:
        async with asyncio.timeout(DISCORD_TIMEOUT):
            async for entry in guild.audit_logs(
                limit=_MOST_ENTRIES, action=discord.AuditLogAction.channel_create, user=guild.me
            ):
                if entry.reason == WHY and entry.target is not None:
                    found.add(int(entry.target.id))
    except discord.Forbidden:
        logger.warning("Server {} may keep a room that nobody owns: I lack View Audit Log", guild.id)
    except (discord.HTTPException, *NO_ANSWER) as error:
        raise TryLater(f"Discord does not tell who made a channel: {error!r}") from error
    return found
