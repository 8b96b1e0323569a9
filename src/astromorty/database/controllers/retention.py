"""Servers that the bot left: which of them are overdue, and deleting all that is theirs."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from sqlalchemy import Table, delete, func, select, tuple_

from astromorty.database.controllers.guild import shard_of
from astromorty.database.engine import Database
from astromorty.database.models import GuildRow, Model, TimerRow
from astromorty.database.models.base import table_of

ROWS_AT_ONCE: Final = 2_000
"""Most rows deleted by one statement: each writes its cache entries into one row of the outbox."""
ROWS_AT_MOST: Final = 50_000
"""Most rows deleted in one transaction, some seconds at worst: as long would a server that comes back have to wait."""


# Those that name a member are that member's, as what they are about.
_timer = table_of(TimerRow)


@dataclass(frozen=True, slots=True)
class Purged:
    """What one transaction deleted of a server."""

    rows: int
    complete: bool


class RetentionController:
    """Deletes what refers to a server, whichever tables that is in.

    Args:
        database: Where.
        keep: How long after the departure a server's rows stay.
        rows_at_most: How many rows a transaction may delete.
    """

    def __init__(self, database: Database, keep: timedelta, *, rows_at_most: int = ROWS_AT_MOST) -> None:
        self.database = database
        self._guild = table_of(GuildRow)
        self._overdue = self._guild.c.left_at <= func.now() - keep
        self._rows_at_most = rows_at_most
        self._tables = _referring_to(self._guild)

    async def overdue(self, *, shard_ids: Collection[int], shard_count: int) -> tuple[int, ...]:
        """Return the servers of these shards whose time is over, those that left first first."""
        query = (
            select(self._guild.c.guild_id)
            .where(self._overdue, shard_of(self._guild.c.guild_id, shard_count).in_(shard_ids))
            .order_by(self._guild.c.left_at, self._guild.c.guild_id)
        )
        async with self.database.session() as session:
            return tuple((await session.execute(query)).scalars())

    async def purge(self, guild_id: int) -> Purged | None:
        """Delete what there is of an overdue server, a bounded part of a huge one: call again until it is complete.

        None if the server is not overdue any more, or somebody else is at it. It cannot come back while it is being
        deleted: its row is locked, and who comes back waits and then starts anew.
        """
        async with self.database.unit_of_work() as unit:
            is_overdue = select(self._guild.c.guild_id).where(self._guild.c.guild_id == guild_id, self._overdue)
            if (await unit.session.execute(is_overdue.with_for_update(skip_locked=True))).first() is None:
                return None
            # Nobody reads what is cached of a server without the bot.
            unit.owed.wait = False
            rows = 0
            for table in self._tables:
                rows += await self._empty(table, guild_id, most=self._rows_at_most - rows)
                if rows >= self._rows_at_most:
                    return Purged(rows, complete=False)
            await unit.session.execute(
                delete(_timer).where(_timer.c.guild_id == guild_id, _timer.c.member_id.is_(None))
            )
            await unit.session.execute(delete(self._guild).where(self._guild.c.guild_id == guild_id))
            return Purged(rows + 1, complete=True)

    async def _empty(self, table: Table, guild_id: int, *, most: int) -> int:
        """Delete a server's rows from one table, at most so many; return how many."""
        key = tuple(table.primary_key)
        rows = 0
        while rows < most:
            limit = min(ROWS_AT_ONCE, most - rows)
            some = select(*key).where(table.c.guild_id == guild_id).limit(limit)
            statement = delete(table).where(tuple_(*key).in_(some)).returning(*key)
            deleted = len((await self.database.writing_session().execute(statement)).all())
            rows += deleted
            if deleted < limit:
                break
        return rows


def _referring_to(guild: Table) -> list[Table]:
    """Return the tables that refer to a server, directly or through one another, in the order to empty them in.

    Whoever refers to another comes before it, and what there is one row of comes last: settings outlive their details.

    What merely notes a server, as a reminder does that belongs to its member, is none of them.
    """
    found = [guild]
    for table in Model.metadata.sorted_tables:
        if "guild_id" in table.columns and any(key.column.table in found for key in table.foreign_keys):
            found.append(table)
    return sorted(found[:0:-1], key=lambda table: table.primary_key.columns.keys() == ["guild_id"])
