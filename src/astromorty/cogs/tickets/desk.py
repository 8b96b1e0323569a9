"""What is done about tickets at Discord, and finished by another process where this one does not come to it."""

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING, Final

import discord
from loguru import logger

from astromorty.cogs.tickets.cards import closed_card, ticket_card
from astromorty.cogs.tickets.channels import is_of, let_write, overwrites, staff_ids, staff_of, trouble
from astromorty.cogs.tickets.transcripts import Transcripts, channel_of, nonce
from astromorty.database.models import DueTimer, Ticket
from astromorty.discord_answers import DISCORD_TIMEOUT, NO_ANSWER, asking, refusal_of
from astromorty.errors import NotAllowed, Refusal
from astromorty.services.tickets import ticket_of
from astromorty.ui.cards import show_in

if TYPE_CHECKING:
    from astromorty.bot import Astromorty

NOT_OPEN: Final = "This ticket is not open. Nothing was changed."
NOT_CLOSED: Final = "This ticket is not closed. Nothing was changed."


class Desk:
    """Opens, shows and closes tickets."""

    def __init__(self, bot: "Astromorty") -> None:
        self.bot = bot
        self.tickets = bot.tickets
        self.transcripts = Transcripts(bot)

    async def is_staff(self, member: discord.Member | discord.User) -> bool:
        """Say whether somebody may work on everybody's tickets."""
        if not isinstance(member, discord.Member):
            return False
        staff = staff_ids(await self.bot.guild_settings.get(member.guild.id))
        if any(member.get_role(each) is not None for each in staff):
            return True
        return await self.bot.gate.may(member, "manage-tickets")

    async def refuse_non_staff(self, member: discord.Member | discord.User) -> None:
        """Raise `NotAllowed` for who may not work on everybody's tickets."""
        if not await self.is_staff(member):
            raise NotAllowed("Only those who answer tickets can do this: the staff, or who may `manage-tickets`.")

    async def ticket_here(self, guild_id: int | None, channel_id: int | None) -> Ticket:
        """Return the ticket of a channel; raise `Refusal` for any other channel."""
        ticket = await self.tickets.of_channel(guild_id or 0, channel_id or 0)
        if ticket is None:
            raise Refusal("This is no ticket. Use this in the channel of one.")
        return ticket

    async def expect_possible(self, guild: discord.Guild) -> None:
        """Raise `Refusal` where nobody can open a ticket."""
        sentence = trouble(guild, await self.bot.guild_settings.get(guild.id))
        if sentence is not None:
            raise Refusal(f"Tickets cannot be opened just now. For this server's team: {sentence}")

    async def pending(self, guild: discord.Guild, opener_id: int | None = None) -> list[Ticket]:
        """Return a server's open tickets, after ending those whose channel was deleted while nobody looked."""
        found: list[Ticket] = []
        for ticket in await self.tickets.pending(guild.id, opener_id):
            if ticket.channel_id is None:
                continue
            if guild.get_channel(ticket.channel_id) is None:
                await self.tickets.gone(ticket)
            else:
                found.append(ticket)
        return found

    async def open(self, member: discord.Member, subject: str) -> Ticket:
        """Open a ticket: note it, make its channel, note that, show it. Raises `Refusal`."""
        guild, config = member.guild, await self.bot.guild_settings.get(member.guild.id)
        await self.expect_possible(guild)
        await self.pending(guild, member.id)
        ticket = await self.tickets.begin(guild.id, member.id, subject, limit=config.tickets_limit)
        category = guild.get_channel(config.tickets_category or 0)
        assert isinstance(category, discord.CategoryChannel)
        allowed = overwrites(guild, staff_of(guild, config), member)
        try:
            async with asyncio.timeout(DISCORD_TIMEOUT):
                channel = await guild.create_text_channel(
                    ticket.name, category=category, overwrites=allowed, reason="ticket opened"
                )
        except (discord.HTTPException, *NO_ANSWER) as error:
            why = refusal_of(error)
            if why is None:
                # The channel may be there: the timer finds out.
                raise Refusal(
                    "Discord does not answer just now; if the ticket can be opened, it is in 2 minutes."
                ) from error
            await self.tickets.drop(ticket)
            raise Refusal(f"The ticket could not be opened. {why}") from error
        opened = await self.tickets.opened(ticket, channel.id)
        assert opened is not None
        return await self._show(opened)

    async def finish_opening(self, due: DueTimer) -> None:
        """Find out how far the opening of a ticket came, and go on from there."""
        ticket = await self.tickets.get(*ticket_of(due))
        if ticket is None:
            return
        if ticket.state == "opening":
            category = (await self.bot.guild_settings.get(ticket.guild_id)).tickets_category
            raw = await self.bot.http.get_all_guild_channels(ticket.guild_id)
            found = next(
                (int(each["id"]) for each in raw if is_of(each["name"], each.get("parent_id"), ticket, category)), None
            )
            if found is None:
                await self.tickets.drop(ticket)
                return
            ticket = await self.tickets.opened(ticket, found) or ticket
        if ticket.state == "open" and ticket.card_id is None:
            await self._show(ticket)

    async def give_up_opening(self, due: DueTimer, reason: str) -> None:
        """Forget a ticket of which nobody can find out whether its channel was made."""
        ticket = await self.tickets.get(*ticket_of(due))
        if ticket is not None and await self.tickets.drop(ticket):
            logger.error("What came of the opening of {} stays unknown: {}", ticket.name, reason)

    async def _show(self, ticket: Ticket) -> Ticket:
        """Post and pin the card of a ticket; what fails is tried again by the timer."""
        channel = channel_of(self.bot, ticket)
        try:
            async with asyncio.timeout(DISCORD_TIMEOUT):
                # Discord drops a second message of the same nonce.
                card = await channel.send(view=ticket_card(ticket), nonce=nonce("o", ticket))
                with suppress(discord.HTTPException):
                    await card.pin()
        except discord.NotFound:
            return await self.tickets.gone(ticket) or ticket
        except (discord.HTTPException, *NO_ANSWER):
            return ticket
        return await self.tickets.shown(ticket, card.id) or ticket

    async def redraw(self, ticket: Ticket) -> None:
        """Have the card of a ticket say what holds now."""
        if ticket.card_id is not None:
            message = channel_of(self.bot, ticket).get_partial_message(ticket.card_id)
            with suppress(discord.HTTPException, *NO_ANSWER):
                async with asyncio.timeout(DISCORD_TIMEOUT):
                    await show_in(message, ticket_card(ticket))

    async def close(self, ticket: Ticket, reason: str | None) -> str:
        """Close a ticket, and say in words how far that came; raise `Refusal` if it is not open."""
        closed = await self.tickets.close(ticket, reason)
        if closed is None:
            raise Refusal(NOT_OPEN)
        try:
            await self._finish(closed)
        except (discord.HTTPException, *NO_ANSWER) as error:
            if refusal_of(error) is not None:
                raise
            # Its timer goes on there.
            return "The ticket is closed. Discord does not answer just now; the rest follows in 2 minutes."
        return "The ticket is closed."

    async def finish_closing(self, due: DueTimer) -> None:
        """Do what a process left undone that closed a ticket."""
        ticket = await self.tickets.get(*ticket_of(due))
        if ticket is not None and ticket.state == "closed":
            await self._finish(ticket)

    async def _finish(self, ticket: Ticket) -> None:
        """Let nobody but the staff write any more, keep the transcript, and offer what can follow."""
        notes: list[str] = []
        try:
            async with asyncio.timeout(DISCORD_TIMEOUT):
                await self._let_write(ticket, may=False)
        except discord.NotFound:
            await self.tickets.gone(ticket)
            return
        except discord.Forbidden:
            notes.append("⚠️ I may not change who can write here.")
        ticket, note = await self.transcripts.keep(ticket)
        notes.append(note)
        async with asyncio.timeout(DISCORD_TIMEOUT):
            await channel_of(self.bot, ticket).send(view=closed_card(ticket, *notes), nonce=nonce("c", ticket))
        await self.redraw(ticket)
        await self.tickets.finished(ticket)

    async def reopen(self, ticket: Ticket) -> Ticket:
        """Open a closed ticket again; raise `Refusal` if it is not closed."""
        if ticket.state == "closed":
            # Discord first: where it refuses, the ticket stays closed.
            async with asking():
                await self._let_write(ticket, may=True)
        opened = await self.tickets.reopen(ticket)
        if opened is None:
            raise Refusal(NOT_CLOSED)
        await self.redraw(opened)
        return opened

    async def delete(self, ticket: Ticket, *, incomplete: bool = False) -> None:
        """Delete the channel of a closed ticket whose transcript is kept; raise `Refusal` for any other.

        Args:
            ticket: Which one.
            incomplete: Whether it is known, and right, that the transcript lacks what Discord does not tell.
        """
        if ticket.state != "closed":
            raise Refusal("Only a closed ticket can be deleted: `ticket close` closes it.")
        missing = self.transcripts.missing()
        if missing and not incomplete:
            raise Refusal(
                "\n".join((*missing, "Nothing was deleted; `ticket delete` asks whether to do it all the same."))
            )
        ticket, note = await self.transcripts.keep(ticket)
        if ticket.transcript_id is None:
            raise Refusal(f"{note.removeprefix('⚠️ ')} Nothing was deleted.")
        async with asking():
            with suppress(discord.NotFound):
                await self.bot.http.delete_channel(ticket.channel_id or 0, reason="ticket deleted")
        await self.tickets.gone(ticket)

    async def _let_write(self, ticket: Ticket, *, may: bool) -> None:
        channel = await self.bot.fetch_channel(ticket.channel_id or 0)
        assert isinstance(channel, discord.TextChannel)
        assert self.bot.user is not None
        await let_write(channel, self.bot.user.id, may=may)
