"""Tickets, from the intent to open one to its end, so that whatever a process was at can be finished by another."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final

from sqlalchemy import func

from astromorty.database.controllers.ticket import TicketController
from astromorty.database.engine import Database
from astromorty.database.models import DueTimer, Ticket
from astromorty.errors import Refusal
from astromorty.services.timers import Timers

OPENING: Final = "ticket_opening"
CLOSING: Final = "ticket_closing"
# How long a process may take for it before another one looks; within the minutes for which Discord knows a nonce.
FINISH_AFTER: Final = timedelta(minutes=2)


class Tickets:
    """Opens, changes and closes tickets; what Discord has to do for it is asked of it by the caller.

    What changes a ticket returns it as it is then, or None where its state did not allow that.
    """

    def __init__(self, database: Database, timers: Timers) -> None:
        self._database = database
        self._timers = timers
        self._tickets = TicketController(database)

    async def get(self, guild_id: int, number: int) -> Ticket | None:
        """Return a ticket, or None."""
        return await self._tickets.get_by_id(guild_id, number)

    async def of_channel(self, guild_id: int, channel_id: int) -> Ticket | None:
        """Return the ticket whose channel this is, or None."""
        return await self._tickets.of_channel(guild_id, channel_id)

    async def pending(self, guild_id: int, opener_id: int | None = None) -> tuple[Ticket, ...]:
        """Return a server's tickets that are open or being opened, the oldest first."""
        return await self._tickets.pending(guild_id, opener_id=opener_id)

    async def count_open(self, guild_id: int) -> int:
        """Return how many tickets of a server are open."""
        return await self._tickets.count_open(guild_id)

    async def begin(self, guild_id: int, opener_id: int, subject: str, *, limit: int) -> Ticket:
        """Note that a ticket is being opened, before its channel is asked for.

        Raises `Refusal` where the member has as many as `limit`, or one that is being opened just now.
        """
        async with self._database.unit_of_work():
            await self._tickets.lock(guild_id)
            own = await self._tickets.pending(guild_id, opener_id=opener_id)
            _refuse_more(own, limit)
            ticket = await self._tickets.begin(guild_id, opener_id=opener_id, subject=subject)
            await self._set(OPENING, ticket)
            return ticket

    async def opened(self, ticket: Ticket, channel_id: int) -> Ticket | None:
        """Note a ticket's channel."""
        async with self._database.unit_of_work():
            return await self._tickets.change(ticket, ("opening",), state="open", channel_id=channel_id)

    async def shown(self, ticket: Ticket, card_id: int) -> Ticket | None:
        """Note the message that shows what a ticket is about: with it, it is opened for good."""
        async with self._database.unit_of_work():
            await self._timers.cancel(OPENING, key_of(ticket))
            return await self._tickets.change(ticket, ("open", "closed"), card_id=card_id)

    async def drop(self, ticket: Ticket) -> bool:
        """Forget a ticket whose channel was never made; its number is free again."""
        async with self._database.unit_of_work():
            await self._timers.cancel(OPENING, key_of(ticket))
            return await self._tickets.drop(ticket.guild_id, ticket.number)

    async def claim(self, ticket: Ticket, member_id: int) -> Ticket | None:
        """Note who takes care of a ticket that nobody takes care of."""
        async with self._database.unit_of_work():
            return await self._tickets.claim(ticket, member_id)

    async def unclaim(self, ticket: Ticket) -> Ticket | None:
        """Let somebody else take care of a ticket."""
        async with self._database.unit_of_work():
            return await self._tickets.change(ticket, ("open",), claimer_id=None)

    async def rename(self, ticket: Ticket, subject: str) -> Ticket | None:
        """Change what a ticket is about."""
        async with self._database.unit_of_work():
            return await self._tickets.change(ticket, ("open",), subject=subject)

    async def close(self, ticket: Ticket, reason: str | None) -> Ticket | None:
        """Close an open ticket; should this process not come to the transcript, another one does."""
        async with self._database.unit_of_work():
            closed = await self._tickets.change(
                ticket, ("open",), state="closed", close_reason=reason, closed_at=func.now(), transcript_id=None
            )
            if closed is not None:
                await self._set(CLOSING, closed)
            return closed

    async def kept(self, ticket: Ticket, transcript_id: int) -> Ticket | None:
        """Note the message that keeps what was written in a closed ticket."""
        async with self._database.unit_of_work():
            return await self._tickets.change(ticket, ("closed",), transcript_id=transcript_id)

    async def finished(self, ticket: Ticket) -> None:
        """Note that all is done that belongs to a closing, or cannot be done by trying again."""
        async with self._database.unit_of_work():
            await self._timers.cancel(CLOSING, key_of(ticket))

    async def reopen(self, ticket: Ticket) -> Ticket | None:
        """Open a closed ticket again."""
        async with self._database.unit_of_work():
            await self._timers.cancel(CLOSING, key_of(ticket))
            return await self._tickets.change(
                ticket, ("closed",), state="open", close_reason=None, closed_at=None, transcript_id=None
            )

    async def gone(self, ticket: Ticket) -> Ticket | None:
        """Note that a ticket's channel is deleted."""
        async with self._database.unit_of_work():
            await self._timers.cancel(OPENING, key_of(ticket))
            await self._timers.cancel(CLOSING, key_of(ticket))
            ended_at = ticket.closed_at or func.now()
            return await self._tickets.change(ticket, ("open", "closed"), state="deleted", closed_at=ended_at)

    async def _set(self, kind: str, ticket: Ticket) -> None:
        at = datetime.now(UTC) + FINISH_AFTER
        # It names no member: who has their data erased leaves no half-made channel behind.
        await self._timers.schedule(kind, at, {}, guild_id=ticket.guild_id, member_id=None, key=key_of(ticket))


def key_of(ticket: Ticket) -> str:
    """Return what names a ticket among the timers of a kind."""
    return f"{ticket.guild_id}:{ticket.number}"


def ticket_of(due: DueTimer) -> tuple[int, int]:
    """Return the server and the number of the ticket that a timer is about."""
    assert due.key is not None
    guild_id, number = due.key.split(":")
    return int(guild_id), int(number)


def _refuse_more(own: tuple[Ticket, ...], limit: int) -> None:
    if any(ticket.state == "opening" for ticket in own):
        raise Refusal("Your ticket is being opened; one moment, please.")
    if len(own) < limit:
        return
    named = ", ".join(f"<#{ticket.channel_id}>" for ticket in own)
    raise Refusal(f"You have {len(own)} open here, and can have {limit} at once: {named}.")
