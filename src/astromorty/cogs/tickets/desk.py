"""What is done about tickets at Discord, and finished by another process where this one does not come to it."""

import asyncio
from contextlib import suppress
from io import BytesIO
from typing import TYPE_CHECKING, Final

import discord

from astromorty.cogs.moderation.discord_answers import DISCORD_TIMEOUT, NO_ANSWER, asking, refusal_of
from astromorty.cogs.tickets.cards import closed_card, ticket_card
from astromorty.cogs.tickets.channels import is_of, let_write, overwrites, trouble
from astromorty.cogs.tickets.reading import facts_of, read_lines
from astromorty.database.models import DueTimer, Ticket
from astromorty.errors import NotAllowed, Refusal
from astromorty.services.tickets import Tickets, ticket_of
from astromorty.services.tickets.transcript import Transcript, write

if TYPE_CHECKING:
    from astromorty.bot import Astromorty

# Seconds for reading and writing down the longest ticket, within what a timer's handler has.
TRANSCRIPT_SECONDS: Final = 45.0
NOT_OPEN: Final = "This ticket is not open. Nothing was changed."


class Desk:
    """Opens, shows and closes tickets."""

    def __init__(self, bot: "Astromorty", tickets: Tickets) -> None:
        self.bot = bot
        self.tickets = tickets

    async def is_staff(self, member: discord.Member | discord.User) -> bool:
        """Say whether somebody may work on everybody's tickets."""
        if not isinstance(member, discord.Member):
            return False
        role = (await self.bot.guild_settings.get(member.guild.id)).tickets_staff
        if role is not None and member.get_role(role) is not None:
            return True
        return await self.bot.gate.may(member, "manage-tickets")

    async def refuse_non_staff(self, member: discord.Member | discord.User) -> None:
        """Raise `NotAllowed` for who may not work on everybody's tickets."""
        if not await self.is_staff(member):
            raise NotAllowed("Only those who answer tickets can do this: the staff role, or who may `manage-tickets`.")

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

    async def open(self, member: discord.Member, subject: str) -> Ticket:
        """Open a ticket: note it, make its channel, note that, show it. Raises `Refusal`."""
        guild, config = member.guild, await self.bot.guild_settings.get(member.guild.id)
        await self.expect_possible(guild)
        for former in await self.tickets.pending(guild.id, member.id):
            if former.channel_id is not None and guild.get_channel(former.channel_id) is None:
                await self.tickets.gone(former)
        ticket = await self.tickets.begin(guild.id, member.id, subject, limit=config.tickets_limit)
        category = guild.get_channel(config.tickets_category or 0)
        assert isinstance(category, discord.CategoryChannel)
        staff = guild.get_role(config.tickets_staff or 0)
        try:
            async with asyncio.timeout(DISCORD_TIMEOUT):
                channel = await guild.create_text_channel(
                    ticket.name, category=category, overwrites=overwrites(guild, staff, member), reason="ticket opened"
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

    async def _show(self, ticket: Ticket) -> Ticket:
        """Post and pin the card of a ticket; what fails is tried again by the timer."""
        channel = self._channel(ticket)
        try:
            async with asyncio.timeout(DISCORD_TIMEOUT):
                # Discord drops a second message of the same nonce.
                card = await channel.send(view=ticket_card(ticket), nonce=f"to{ticket.channel_id}")
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
            message = self._channel(ticket).get_partial_message(ticket.card_id)
            with suppress(discord.HTTPException, *NO_ANSWER):
                await message.edit(view=ticket_card(ticket))

    async def close(self, ticket: Ticket, reason: str | None) -> None:
        """Close a ticket; raise `Refusal` if it is not open."""
        closed = await self.tickets.close(ticket, reason)
        if closed is None:
            raise Refusal(NOT_OPEN)
        await self._finish(closed)

    async def finish_closing(self, due: DueTimer) -> None:
        """Do what a process left undone that closed a ticket."""
        ticket = await self.tickets.get(*ticket_of(due))
        if ticket is not None and ticket.state == "closed":
            await self._finish(ticket)

    async def _finish(self, ticket: Ticket) -> None:
        """Let nobody but the staff write any more, keep the transcript, and offer what can follow."""
        assert ticket.channel_id is not None
        notes: list[str] = []
        try:
            channel = await self.bot.fetch_channel(ticket.channel_id)
            assert isinstance(channel, discord.TextChannel)
            await let_write(channel, self.bot.application_id or 0, may=False)
        except discord.NotFound:
            await self.tickets.gone(ticket)
            return
        except discord.Forbidden:
            notes.append("⚠️ I may not change who can write here.")
        ticket, note = await self.keep(ticket)
        notes.append(note)
        await self._channel(ticket).send(view=closed_card(ticket, *notes), nonce=f"tc{ticket.channel_id}")
        await self.redraw(ticket)
        await self.tickets.finished(ticket)

    async def write_down(self, ticket: Ticket) -> Transcript:
        """Return what was written in a ticket. Raises `Refusal` where Discord does not tell."""
        async with asking(TRANSCRIPT_SECONDS):
            lines, is_cut = await read_lines(self._channel(ticket))
            return await asyncio.to_thread(write, ticket.name, facts_of(ticket), lines, is_cut=is_cut)

    async def keep(self, ticket: Ticket) -> tuple[Ticket, str]:
        """Post a ticket's transcript where they are kept, and send it to the opener; say in words what came of it."""
        if ticket.transcript_id is not None:
            return ticket, "The transcript is kept."
        place = (await self.bot.guild_settings.get(ticket.guild_id)).tickets_transcripts
        if place is None:
            return ticket, "⚠️ No transcript is kept: `ticket setup` makes a channel for them."
        try:
            written = await self.write_down(ticket)
            async with asyncio.timeout(TRANSCRIPT_SECONDS):
                kept = await self.bot.get_partial_messageable(place, guild_id=ticket.guild_id).send(
                    self._words(ticket), files=files_of(ticket, written), nonce=f"tt{ticket.channel_id}"
                )
        except (Refusal, discord.HTTPException, *NO_ANSWER) as error:
            why = str(error) if isinstance(error, Refusal) else refusal_of(error) or "Discord does not answer just now."
            return ticket, f"⚠️ The transcript could not be kept. {why} Until it is, the ticket cannot be deleted."
        sent = await self._send_to_opener(ticket, written)
        cut = " Its oldest messages did not fit." if written.is_cut else ""
        return await self.tickets.kept(ticket, kept.id) or ticket, f"The transcript is kept{sent}.{cut}"

    async def _send_to_opener(self, ticket: Ticket, written: Transcript) -> str:
        if ticket.opener_id is None:
            return ""
        try:
            async with asyncio.timeout(DISCORD_TIMEOUT):
                opener = self.bot.get_user(ticket.opener_id) or await self.bot.fetch_user(ticket.opener_id)
                await opener.send(self._words(ticket), files=files_of(ticket, written))
        except (discord.HTTPException, *NO_ANSWER):
            return "; its opener takes no direct messages"
        return ", and its opener has it too"

    def _words(self, ticket: Ticket) -> str:
        return f"🎫 Transcript of {ticket.name}: {discord.utils.escape_markdown(ticket.subject)}"

    async def reopen(self, ticket: Ticket) -> Ticket:
        """Open a closed ticket again; raise `Refusal` if it is not closed."""
        assert ticket.channel_id is not None
        opened = await self.tickets.reopen(ticket)
        if opened is None:
            raise Refusal("This ticket is not closed. Nothing was changed.")
        async with asking():
            channel = await self.bot.fetch_channel(ticket.channel_id)
            assert isinstance(channel, discord.TextChannel)
            await let_write(channel, self.bot.application_id or 0, may=True)
        await self.redraw(opened)
        return opened

    async def delete(self, ticket: Ticket) -> None:
        """Delete the channel of a closed ticket whose transcript is kept; raise `Refusal` for any other."""
        if ticket.state != "closed":
            raise Refusal("Only a closed ticket can be deleted: `ticket close` closes it.")
        ticket, note = await self.keep(ticket)
        if ticket.transcript_id is None:
            raise Refusal(f"{note.removeprefix('⚠️ ')} Nothing was deleted.")
        async with asking():
            with suppress(discord.NotFound):
                await self.bot.http.delete_channel(ticket.channel_id or 0, reason="ticket deleted")
        await self.tickets.gone(ticket)

    def _channel(self, ticket: Ticket) -> discord.PartialMessageable:
        return self.bot.get_partial_messageable(ticket.channel_id or 0, guild_id=ticket.guild_id)


def files_of(ticket: Ticket, written: Transcript) -> list[discord.File]:
    """Return a transcript's two forms as files."""
    forms = (("html", written.page), ("txt", written.text))
    return [discord.File(BytesIO(content), f"{ticket.name}.{kind}") for kind, content in forms]
