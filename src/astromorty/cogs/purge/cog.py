"""Deleting many messages at once."""

from typing import TYPE_CHECKING

import discord
from discord import app_commands
from discord.ext import commands

from astromorty.cogs.purge.filters import PurgeFilters
from astromorty.cogs.purge.progress import PurgeProgress, counted
from astromorty.cogs.purge.purging import MOST_LOOKED_AT, Purge, PurgeableChannel
from astromorty.context import Context
from astromorty.errors import InvalidInput
from astromorty.gate import needs
from astromorty.manual import examples
from astromorty.measures.measure import audit_reason
from astromorty.moderation_log import because, log_line

if TYPE_CHECKING:
    from astromorty.bot import Astromorty


class PurgeCommands(commands.Cog, name="Purge"):
    """Delete many messages at once."""

    def __init__(self, bot: "Astromorty") -> None:
        self.bot = bot
        self._running: list[Purge] = []

    @commands.hybrid_command()
    @needs(manage_messages=True, in_channel=True)
    @commands.bot_has_permissions(read_message_history=True, manage_messages=True)
    @examples("50", "50 @Mia -links", "100 -contains free nitro", "20 -bots -reason raid")
    @app_commands.describe(count="How many messages, the newest first; 1 to 1,000")
    async def purge(
        self, ctx: Context, count: commands.Range[int, 1, MOST_LOOKED_AT], *, filters: PurgeFilters
    ) -> None:
        """Delete the newest messages of this channel: all, or only those that all filters fit.

        Of the last 1,000 messages. Pinned ones stay unless asked for.
        """
        channel = ctx.channel
        if not isinstance(channel, PurgeableChannel):
            raise InvalidInput("I cannot delete messages here; use this in a channel or thread of a server.")
        if filters.needs_content and (blind := self.bot.plan.warnings("purge")):
            raise InvalidInput(f"{blind[0].removeprefix('⚠️ ')} Nothing was deleted.")
        invocation = ctx.interaction.id if ctx.interaction is not None else ctx.message.id
        purge = Purge(channel, invocation, filters.match, reason=audit_reason(ctx.author, filters.reason))
        self._running.append(purge)
        try:
            progress = await PurgeProgress(ctx, purge, filters.in_words()).open(ctx, private=True)
            await purge.run(count, progress.tell)
        finally:
            self._running.remove(purge)
        await progress.finish()
        if purge.deleted:
            what = f"🧹 {ctx.author.mention} deleted {counted(purge.deleted, filters.in_words())} in {channel.mention}."
            await log_line(ctx, what + because(filters.reason))

    @commands.Cog.listener()
    async def on_raw_message_delete(self, event: discord.RawMessageDeleteEvent) -> None:
        """Tell running purges that a message is gone."""
        self._gone(event.channel_id, {event.message_id})

    @commands.Cog.listener()
    async def on_raw_bulk_message_delete(self, event: discord.RawBulkMessageDeleteEvent) -> None:
        """Tell running purges that messages are gone."""
        self._gone(event.channel_id, event.message_ids)

    def _gone(self, channel_id: int, message_ids: set[int]) -> None:
        for purge in self._running:
            if purge.channel.id == channel_id:
                purge.gone(message_ids)
