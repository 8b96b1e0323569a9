"""Tickets: numbered by server without gaps or doubles, each change from the states that allow it."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from sqlalchemy import delete, select, text, update

from astromorty.database.controllers.base import BaseController
from astromorty.database.controllers.guild import known_guild
from astromorty.database.models import Ticket, TicketRow
from astromorty.database.models.ticket import State

# The row stays locked until the unit of work ends: openings of one server come one after the other.
LOCK_COUNTER: Final = text("""
    INSERT INTO ticket_counter (guild_id, last) VALUES (:guild_id, 0)
    ON CONFLICT (guild_id) DO UPDATE SET last = ticket_counter.last
""")
NEXT_NUMBER: Final = text("""
    UPDATE ticket_counter SET last = last + (cardinality(free) = 0)::int, free = free[2:]
    FROM (SELECT free[1] AS freed FROM ticket_counter WHERE guild_id = :guild_id) AS before
    WHERE guild_id = :guild_id
    RETURNING coalesce(before.freed, last)
""")
FREE_NUMBER: Final = text("""
    UPDATE ticket_counter
    SET free = ARRAY(SELECT unnest(array_append(free, CAST(:number AS bigint))) AS number ORDER BY number)
    WHERE guild_id = :guild_id
""")


class TicketController(BaseController[Ticket]):
    """Reads and writes `ticket` and its counter."""

    row = TicketRow
    model = Ticket

    async def lock(self, guild_id: int) -> None:
        """Keep others from opening tickets in a server until the unit of work ends."""
        session = self.database.writing_session()
        await session.execute(known_guild(guild_id))
        await session.execute(LOCK_COUNTER, {"guild_id": guild_id})

    async def begin(self, guild_id: int, *, opener_id: int, subject: str) -> Ticket:
        """Write a ticket that is being opened under the next free number; `lock` comes before."""
        session = self.database.writing_session()
        number = (await session.execute(NEXT_NUMBER, {"guild_id": guild_id})).scalar_one()
        return await self.create(guild_id=guild_id, number=number, opener_id=opener_id, subject=subject)

    async def drop(self, guild_id: int, number: int) -> bool:
        """Forget a ticket that is still being opened, and let the next one have its number; False for any other."""
        await self.lock(guild_id)
        statement = (
            delete(self._table)
            .where(self._is((guild_id, number)), self._table.c.state == "opening")
            .returning(self._table)
        )
        if await self._row(statement) is None:
            return False
        await self.database.writing_session().execute(FREE_NUMBER, {"guild_id": guild_id, "number": number})
        return True

    async def change(self, ticket: Ticket, states: Collection[State], **values: object) -> Ticket | None:
        """Change a ticket that is in one of `states`; None for any other."""
        statement = (
            update(self._table)
            .where(self._is((ticket.guild_id, ticket.number)), self._table.c.state.in_(states))
            .values(**self._raised(values))
            .returning(self._table)
        )
        return await self._row(statement)

    async def claim(self, ticket: Ticket, member_id: int) -> Ticket | None:
        """Note who takes care of an open ticket; None if somebody does, or it is not open."""
        statement = (
            update(self._table)
            .where(
                self._is((ticket.guild_id, ticket.number)),
                self._table.c.state == "open",
                self._table.c.claimer_id.is_(None),
            )
            .values(**self._raised({"claimer_id": member_id}))
            .returning(self._table)
        )
        return await self._row(statement)

    async def of_channel(self, guild_id: int, channel_id: int) -> Ticket | None:
        """Return the ticket whose channel this is, or None."""
        columns = self._table.c
        query = select(self._table).where(columns.guild_id == guild_id, columns.channel_id == channel_id)
        found = await self._rows(query)
        return found[0] if found else None

    async def pending(self, guild_id: int, *, opener_id: int | None = None) -> tuple[Ticket, ...]:
        """Return a server's tickets that are open or being opened, of one member or all, the oldest first."""
        columns = self._table.c
        where = [columns.guild_id == guild_id, columns.state.in_(("opening", "open"))]
        if opener_id is not None:
            where.append(columns.opener_id == opener_id)
        return await self.list(*where)

    async def count_open(self, guild_id: int) -> int:
        """Return how many tickets of a server are open."""
        return await self.count(self._table.c.guild_id == guild_id, self._table.c.state == "open")
