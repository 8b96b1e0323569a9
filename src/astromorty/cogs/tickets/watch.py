"""What happens to tickets without a command: their channel is deleted, their opener leaves, a process died."""

from contextlib import suppress
from typing import TYPE_CHECKING

import discord
from discord.ext import commands

from astromorty.cogs.tickets.buttons import TicketButton
from astromorty.cogs.tickets.desk import Desk
from astromorty.services.tickets import CLOSING, OPENING
from astromorty.ui.cards import Tone, card

if TYPE_CHECKING:
    from astromorty.bot import Astromorty


class TicketWatch(commands.Cog):
    """Answers buttons and timers, and keeps tickets as Discord has them."""

    def __init__(self, bot: "Astromorty", desk: Desk) -> None:
        self.bot = bot
        self._desk = desk

    async def cog_load(self) -> None:
        """Begin to answer."""
        self.bot.add_dynamic_items(TicketButton)
        self.bot.timers.handle(OPENING, self._desk.finish_opening, given_up=self._desk.give_up_opening)
        self.bot.timers.handle(CLOSING, self._desk.finish_closing)

    async def cog_unload(self) -> None:
        """Leave it to others."""
        self.bot.remove_dynamic_items(TicketButton)
        self.bot.timers.forget(OPENING)
        self.bot.timers.forget(CLOSING)

    @commands.Cog.listener()
    async def on_guild_channel_delete(self, channel: discord.abc.GuildChannel) -> None:
        """Close the ticket of a channel that somebody deleted."""
        if (await self.bot.guild_settings.get(channel.guild.id)).tickets_category is None:
            return
        ticket = await self._desk.tickets.of_channel(channel.guild.id, channel.id)
        if ticket is not None:
            await self._desk.tickets.gone(ticket)

    @commands.Cog.listener()
    async def on_raw_member_remove(self, event: discord.RawMemberRemoveEvent) -> None:
        """Say in the tickets of a member that they left."""
        if (await self.bot.guild_settings.get(event.guild_id)).tickets_category is None:
            return
        for ticket in await self._desk.tickets.pending(event.guild_id, event.user.id):
            if ticket.channel_id is not None:
                channel = self.bot.get_partial_messageable(ticket.channel_id, guild_id=event.guild_id)
                with suppress(discord.HTTPException):
                    text = f"<@{event.user.id}>, who opened this ticket, left the server."
                    await channel.send(view=card(None, text, tone=Tone.WARNING))
