"""Tickets: private channels between a member and a server's team."""

from typing import TYPE_CHECKING

import discord
from discord import app_commands, ui
from discord.ext import commands

from astromorty.cogs.tickets.buttons import claim, refuse_closing
from astromorty.cogs.tickets.cards import PANEL_BUTTON, PANEL_TEXT, PANEL_TITLE, facts, panel
from astromorty.cogs.tickets.channels import TALK
from astromorty.cogs.tickets.dashboard_part import TicketPart
from astromorty.cogs.tickets.delete_question import DeleteQuestion
from astromorty.cogs.tickets.desk import NOT_CLOSED, NOT_OPEN, Desk
from astromorty.cogs.tickets.setup import set_up
from astromorty.cogs.tickets.transcripts import files_of
from astromorty.context import Context
from astromorty.database.models import Ticket
from astromorty.database.models.ticket import LONGEST_CLOSE_REASON, LONGEST_SUBJECT
from astromorty.discord_answers import asking
from astromorty.errors import InvalidInput, Refusal
from astromorty.gate import needs
from astromorty.manual import examples
from astromorty.places import Place, refuse_place
from astromorty.ui.cards import card, done, plain
from astromorty.ui.confirm import Confirm
from astromorty.ui.pages import answer_pages

if TYPE_CHECKING:
    from astromorty.bot import Astromorty

Subject = commands.Range[str, 1, LONGEST_SUBJECT]


class TicketCommands(commands.Cog, name="Tickets"):
    """Talk to a server's team in private."""

    def __init__(self, bot: "Astromorty", desk: Desk) -> None:
        self.bot = bot
        self._desk = desk

    async def cog_load(self) -> None:
        """Show tickets in the dashboard."""
        self.bot.area_parts["tickets"] = TicketPart(self._desk)

    async def cog_unload(self) -> None:
        """Show them no more."""
        del self.bot.area_parts["tickets"]

    @commands.hybrid_group(fallback="show", case_insensitive=True)
    @commands.guild_only()
    async def ticket(self, ctx: Context) -> None:
        """Show what the ticket of this channel is about."""
        ticket = await self._here(ctx)
        if ticket.opener_id != ctx.author.id:
            await self._desk.refuse_non_staff(ctx.author)
        title = f"🎫 Ticket {ticket.number:,} · {ticket.state}"
        await ctx.answer(card(title, plain(ticket.subject), facts(ticket)), private=True)

    @ticket.command(name="open")
    @commands.guild_only()
    @examples("I cannot see #general")
    @app_commands.describe(subject="What it is about, in a few words")
    async def ticket_open(self, ctx: Context, *, subject: Subject) -> None:
        """Open a private channel with this server's team."""
        await self._desk.expect_possible(ctx.server)
        await ctx.defer(ephemeral=True)
        ticket = await self._desk.open(ctx.member, subject)
        await ctx.answer(done(f"Your ticket is <#{ticket.channel_id}>."), private=True)

    @ticket.command(name="setup")
    @commands.guild_only()
    @needs(manage_guild=True, manage_roles=True, manage_channels=True)
    @commands.bot_has_guild_permissions(manage_roles=True, manage_channels=True)
    async def ticket_setup(self, ctx: Context) -> None:
        """Make the category for tickets and the channel for transcripts, where they are missing."""
        await ctx.defer(ephemeral=True)
        await ctx.answer(card("Tickets are ready", *await set_up(self.bot, ctx.server)), private=True)

    @ticket.command(name="panel")
    @commands.guild_only()
    @needs(manage_guild=True)
    @examples("", "#general", '#general "Any trouble?" "Press, and tell us." "Tell us"')
    @app_commands.describe(
        channel="Where; here if left out", title="Its heading", text="What stands below", button="What the button says"
    )
    async def ticket_panel(
        self,
        ctx: Context,
        channel: discord.TextChannel | None = None,
        title: commands.Range[str, 1, 100] = PANEL_TITLE,
        text: commands.Range[str, 1, 2000] = PANEL_TEXT,
        button: commands.Range[str, 1, 80] = PANEL_BUTTON,
    ) -> None:
        """Post the button by which members open tickets."""
        place = channel or ctx.channel
        assert isinstance(place, Place), "a command of a server's"
        refuse_place(ctx.author, place)
        await self._desk.expect_possible(ctx.server)
        await ctx.defer(ephemeral=True)
        async with asking():
            posted = await place.send(view=panel(title, text, button))
        await ctx.answer(done(f"The panel is there: {posted.jump_url}"), private=True)

    @ticket.command(name="claim")
    @commands.guild_only()
    async def ticket_claim(self, ctx: Context) -> None:
        """Take care of this channel's ticket."""
        await self._redraw(ctx, await claim(self._desk, await self._staffed(ctx), ctx.author.id))
        await ctx.answer(done(f"{ctx.author.mention} takes care of this ticket."))

    @ticket.command(name="unclaim")
    @commands.guild_only()
    async def ticket_unclaim(self, ctx: Context) -> None:
        """Leave this channel's ticket to somebody else."""
        await self._redraw(ctx, await self._desk.tickets.unclaim(await self._staffed(ctx)))
        await ctx.answer(done("Nobody takes care of this ticket now."))

    @ticket.command(name="add")
    @commands.guild_only()
    @commands.bot_has_permissions(manage_roles=True)
    @examples("@Mia")
    @app_commands.describe(member="Whom")
    async def ticket_add(self, ctx: Context, member: discord.Member) -> None:
        """Let another member see this channel's ticket and write in it."""
        channel = await self._open_channel(ctx)
        await ctx.defer()
        talk = discord.PermissionOverwrite(**TALK)  # pyright: ignore[reportArgumentType]  # its keywords are typed one by one
        async with asking():
            await channel.set_permissions(member, overwrite=talk, reason="ticket add")
        await ctx.answer(done(f"{member.mention} sees this ticket now."))

    @ticket.command(name="remove")
    @commands.guild_only()
    @commands.bot_has_permissions(manage_roles=True)
    @examples("@Mia")
    @app_commands.describe(member="Whom")
    async def ticket_remove(self, ctx: Context, member: discord.Member) -> None:
        """Take a member that was added out of this channel's ticket."""
        channel = await self._open_channel(ctx)
        ticket = await self._here(ctx)
        if member.id in {ticket.opener_id, ctx.me.id}:
            raise InvalidInput("Its opener and I stay in a ticket; `ticket close` ends it.")
        await ctx.defer()
        async with asking():
            await channel.set_permissions(member, overwrite=None, reason="ticket remove")
        await ctx.answer(done(f"{member.mention} is out of this ticket."))

    @ticket.command(name="rename")
    @commands.guild_only()
    @examples("Cannot see #general")
    @app_commands.describe(subject="What it is about, in a few words")
    async def ticket_rename(self, ctx: Context, *, subject: Subject) -> None:
        """Say anew what this channel's ticket is about."""
        await self._redraw(ctx, await self._desk.tickets.rename(await self._staffed(ctx), subject))
        await ctx.answer(done(f"This ticket is about {plain(subject)}."))

    @ticket.command(name="close")
    @commands.guild_only()
    @examples("", "solved")
    @app_commands.describe(reason="Why")
    async def ticket_close(
        self, ctx: Context, *, reason: commands.Range[str, 1, LONGEST_CLOSE_REASON] | None = None
    ) -> None:
        """Close this channel's ticket and keep its transcript."""
        ticket = await self._here(ctx)
        await refuse_closing(self._desk, ticket, ctx.author)

        async def close() -> ui.LayoutView:
            return done(await self._desk.close(ticket, reason))

        detail = "Only the team can write here then. It can be opened again."
        await Confirm(ctx, "Close this ticket?", detail, yes="Close", action=close).open(ctx)

    @ticket.command(name="reopen")
    @commands.guild_only()
    async def ticket_reopen(self, ctx: Context) -> None:
        """Open this channel's closed ticket again."""
        ticket = await self._staffed(ctx)
        if ticket.state != "closed":
            raise Refusal(NOT_CLOSED)
        await ctx.defer()
        await self._desk.reopen(ticket)
        await ctx.answer(done("The ticket is open again."))

    @ticket.command(name="delete")
    @commands.guild_only()
    async def ticket_delete(self, ctx: Context) -> None:
        """Delete this channel; its ticket must be closed and its transcript kept."""
        ticket = await self._staffed(ctx)
        missing = self._desk.transcripts.missing()
        if missing and ticket.state == "closed":
            await DeleteQuestion(ctx, self._desk, ticket, missing).open(ctx, private=True)
            return
        await ctx.defer(ephemeral=True)
        await self._desk.delete(ticket)

    @ticket.command(name="transcript")
    @commands.guild_only()
    async def ticket_transcript(self, ctx: Context) -> None:
        """Get what was written in this channel's ticket, as files."""
        ticket = await self._staffed(ctx)
        await ctx.defer(ephemeral=True)
        written = await self._desk.transcripts.write_down(ticket)
        await ctx.send(f"{written.messages:,} messages", files=files_of(ticket, written), ephemeral=True)

    @ticket.command(name="list")
    @commands.guild_only()
    @examples("", "@Mia")
    @app_commands.describe(member="Whose; everybody's if left out")
    async def ticket_list(self, ctx: Context, member: discord.Member | None = None) -> None:
        """List open tickets."""
        await self._desk.refuse_non_staff(ctx.author)
        found = await self._desk.pending(ctx.server, member.id if member else None)
        lines = [
            f"**{ticket.number:,}** <#{ticket.channel_id}> {plain(ticket.subject)}\n-# {facts(ticket)}"
            for ticket in found
        ]
        await answer_pages(ctx, "Open tickets", lines or ["There are none."], private=True)

    async def _here(self, ctx: Context) -> Ticket:
        return await self._desk.ticket_here(ctx.server.id, ctx.channel.id)

    async def _staffed(self, ctx: Context) -> Ticket:
        ticket = await self._here(ctx)
        await self._desk.refuse_non_staff(ctx.author)
        return ticket

    async def _open_channel(self, ctx: Context) -> discord.TextChannel:
        ticket = await self._staffed(ctx)
        if ticket.state != "open" or not isinstance(ctx.channel, discord.TextChannel):
            raise Refusal(NOT_OPEN)
        return ctx.channel

    async def _redraw(self, ctx: Context, changed: Ticket | None) -> None:
        if changed is None:
            raise Refusal(NOT_OPEN)
        await ctx.defer()
        await self._desk.redraw(changed)
