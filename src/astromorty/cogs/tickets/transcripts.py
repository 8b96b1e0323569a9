"""Brings the transcripts of tickets to where they are kept."""

import asyncio
from io import BytesIO
from typing import TYPE_CHECKING, Final

import discord

from astromorty.cogs.tickets.reading import facts_of, read_lines
from astromorty.database.models import Ticket
from astromorty.discord_answers import DISCORD_TIMEOUT, NO_ANSWER, asking, refusal_of
from astromorty.errors import Refusal
from astromorty.services.tickets.transcript import Transcript, write

if TYPE_CHECKING:
    from astromorty.bot import Astromorty

# Seconds for reading and writing down the longest ticket, within what a timer's handler has.
TRANSCRIPT_SECONDS: Final = 45.0


class Transcripts:
    """Writes down what was said in tickets."""

    def __init__(self, bot: "Astromorty") -> None:
        self.bot = bot
        self.tickets = bot.tickets

    def missing(self) -> list[str]:
        """Say what transcripts do not hold because Discord does not tell, a sentence each."""
        return self.bot.plan.warnings("tickets_transcripts")

    async def write_down(self, ticket: Ticket) -> Transcript:
        """Return what was written in a ticket. Raises `Refusal` where Discord does not tell."""
        async with asking(TRANSCRIPT_SECONDS):
            lines, is_cut = await read_lines(channel_of(self.bot, ticket))
            return await asyncio.to_thread(write, ticket.name, facts_of(ticket, self.missing()), lines, is_cut=is_cut)

    async def keep(self, ticket: Ticket) -> tuple[Ticket, str]:
        """Post a ticket's transcript where they are kept, and send it to the opener; say in words what came of it."""
        if ticket.transcript_id is not None:
            return ticket, self._kept("The transcript is kept.")
        place = (await self.bot.guild_settings.get(ticket.guild_id)).tickets_transcripts
        if place is None:
            return ticket, "⚠️ No transcript is kept: `ticket setup` makes a channel for them."
        try:
            written = await self.write_down(ticket)
            async with asyncio.timeout(TRANSCRIPT_SECONDS):
                kept = await self.bot.get_partial_messageable(place, guild_id=ticket.guild_id).send(
                    self._words(ticket), files=files_of(ticket, written), nonce=nonce("t", ticket)
                )
        except (Refusal, discord.HTTPException, *NO_ANSWER) as error:
            why = str(error) if isinstance(error, Refusal) else refusal_of(error) or "Discord does not answer just now."
            return ticket, f"⚠️ The transcript could not be kept. {why} Until it is, the ticket cannot be deleted."
        sent = await self._send_to_opener(ticket, written)
        cut = " Its oldest messages did not fit." if written.is_cut else ""
        said = self._kept(f"The transcript is kept{sent}.{cut}")
        return await self.tickets.kept(ticket, kept.id) or ticket, said

    def _kept(self, sentence: str) -> str:
        return "\n".join((sentence, *self.missing()))

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


def files_of(ticket: Ticket, written: Transcript) -> list[discord.File]:
    """Return a transcript's two forms as files."""
    forms = (("html", written.page), ("txt", written.text))
    return [discord.File(BytesIO(content), f"{ticket.name}.{kind}") for kind, content in forms]


def nonce(what: str, ticket: Ticket) -> str:
    """Name a message about a ticket's present state, in Discord's 25 characters."""
    return f"t{what}{ticket.channel_id}.{ticket.version % 1000}"


def channel_of(bot: "Astromorty", ticket: Ticket) -> discord.PartialMessageable:
    """Return a ticket's channel, whichever process its server belongs to."""
    return bot.get_partial_messageable(ticket.channel_id or 0, guild_id=ticket.guild_id)
