"""What happens around rooms without a command: members join and leave, a process died."""

from collections.abc import Collection
from typing import TYPE_CHECKING, Final

import discord
from discord.ext import commands

from astromorty.cogs.rooms.leftovers import Leftovers
from astromorty.cogs.rooms.lobby import Lobby
from astromorty.cogs.rooms.open_room import RENAMES
from astromorty.cogs.rooms.panel import RoomButton
from astromorty.cogs.rooms.part import rooms_part
from astromorty.database.models import DueTimer
from astromorty.services.rooms.service import CHECK

if TYPE_CHECKING:
    from astromorty.bot import Astromorty

# Rooms that are being made when the bot stops may take so many seconds.
_FINISH_TIMEOUT: Final = 3.0


class RoomArea(commands.Cog):
    """Makes rooms for who joins the lobby, and deletes them when the last one leaves."""

    def __init__(self, bot: "Astromorty") -> None:
        self.bot = bot
        self._lobby = Lobby(bot)
        self._leftovers = Leftovers(bot, self._lobby.is_busy)

    async def cog_load(self) -> None:
        """Begin to answer buttons and timers."""
        self.bot.add_dynamic_items(RoomButton)
        self.bot.timers.handle(CHECK, self._check, is_local=True)
        self.bot.area_parts["rooms"] = rooms_part

    async def cog_unload(self) -> None:
        """Leave them to others, and finish what is begun."""
        self.bot.remove_dynamic_items(RoomButton)
        self.bot.timers.forget(CHECK)
        del self.bot.area_parts["rooms"]
        await self._lobby.close(seconds=_FINISH_TIMEOUT)

    @commands.Cog.listener()
    async def on_voice_state_update(
        self, member: discord.Member, before: discord.VoiceState, after: discord.VoiceState
    ) -> None:
        """Make a room for who joins the lobby; delete the one that the last member left."""
        if before.channel == after.channel:
            return
        left = before.channel
        if isinstance(left, discord.VoiceChannel) and not left.voice_states:
            await self._leftovers.emptied(left)
        if after.channel is not None:
            config = await self.bot.guild_settings.get(member.guild.id)
            if after.channel.id == config.rooms_lobby:
                self._lobby.receive(member)

    @commands.Cog.listener()
    async def on_guild_channel_delete(self, channel: discord.abc.GuildChannel) -> None:
        """Forget how often a channel was renamed that is gone."""
        RENAMES.forget(channel.id)

    @commands.Cog.listener()
    async def on_servers_present(self, guilds: Collection[discord.Guild]) -> None:
        """Delete what emptied while no process was there, and serve who waits in a lobby."""
        await self._leftovers.sweep([guild.id for guild in guilds])
        for guild in guilds:
            config = await self.bot.guild_settings.get(guild.id)
            lobby = guild.get_channel(config.rooms_lobby or 0)
            for member in lobby.members if isinstance(lobby, discord.VoiceChannel) else ():
                self._lobby.receive(member)

    async def _check(self, timer: DueTimer) -> None:
        room = await self.bot.rooms.of_owner(int(timer.payload["guild_id"]), int(timer.payload["owner_id"]))
        if room is not None:
            await self._leftovers.settle(room)
