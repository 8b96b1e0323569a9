"""Notes in channels of a server's choice what happens in it."""

from collections.abc import Collection
from typing import TYPE_CHECKING, Final

import discord
from discord.ext import commands

from astromorty.cogs.logs.acquaintance import Acquaintance
from astromorty.cogs.logs.members import MemberLog
from astromorty.cogs.logs.messages import MessageLog
from astromorty.log_channels.posts import LogPosts

if TYPE_CHECKING:
    from astromorty.bot import Astromorty

# What is still to be posted when the bot stops may take so many seconds.
FINISH_TIMEOUT: Final = 2.0


class Logs(commands.Cog):
    """Sees what becomes of messages and members."""

    def __init__(self, bot: "Astromorty") -> None:
        self.bot = bot
        self._posts = LogPosts(bot)
        self.messages = MessageLog(bot, self._posts)
        self.members = MemberLog(bot, self._posts)
        self._acquaintance = Acquaintance(bot, self._posts)

    async def cog_load(self) -> None:
        """Begin to remember messages."""
        self.bot.messages.every.append(self.messages.receive)
        self.bot.guild_settings.saved.append(self._settings_saved)

    async def cog_unload(self) -> None:
        """Remember no more, and post what is waiting."""
        self.bot.messages.every.remove(self.messages.receive)
        self.bot.guild_settings.saved.remove(self._settings_saved)
        await self._acquaintance.close()
        await self._posts.close(seconds=FINISH_TIMEOUT)

    @commands.Cog.listener()
    async def on_raw_message_edit(self, payload: discord.RawMessageUpdateEvent) -> None:
        """Note that a member changed a message."""
        await self.messages.edited(payload)

    @commands.Cog.listener()
    async def on_raw_message_delete(self, payload: discord.RawMessageDeleteEvent) -> None:
        """Note that a message is gone."""
        await self.messages.deleted(payload)

    @commands.Cog.listener()
    async def on_raw_bulk_message_delete(self, payload: discord.RawBulkMessageDeleteEvent) -> None:
        """Note that many messages are gone."""
        await self.messages.bulk_deleted(payload)

    @commands.Cog.listener()
    async def on_member_join(self, member: discord.Member) -> None:
        """Note that somebody came."""
        await self.members.joined(member)

    @commands.Cog.listener()
    async def on_raw_member_remove(self, payload: discord.RawMemberRemoveEvent) -> None:
        """Note that somebody went."""
        await self.members.left(payload)

    @commands.Cog.listener()
    async def on_servers_present(self, guilds: Collection[discord.Guild]) -> None:
        """Learn who is in the servers."""
        for guild in guilds:
            self._acquaintance.make(guild)

    @commands.Cog.listener()
    async def on_guild_join(self, guild: discord.Guild) -> None:
        """Learn who is in a server to which the bot comes back."""
        self._acquaintance.make(guild)

    @commands.Cog.listener()
    async def on_guild_remove(self, guild: discord.Guild) -> None:
        """Forget the messages of a server that the bot left."""
        self.messages.recent.forget_server(guild.id)

    @commands.Cog.listener()
    async def on_member_data_erased(self, member_id: int) -> None:
        """Forget what somebody wrote who had their data deleted."""
        self.messages.recent.forget_author(member_id)

    async def _settings_saved(self, guild_id: int, names: Collection[str]) -> None:
        """Try a channel again that somebody chooses, and forget messages that nobody wants to know of any more."""
        config = await self.bot.guild_settings.get(guild_id)
        for name in {"log_messages", "log_members"}.intersection(names):
            channel_id: int | None = getattr(config, name)
            if channel_id is not None:
                self._posts.try_again(channel_id)
        guild = self.bot.get_guild(guild_id)
        if guild is not None and "log_members" in names:
            self._acquaintance.make(guild)
        if config.log_messages is None:
            self.messages.recent.forget_server(guild_id)
