"""Announcements as rows; when they are due is the timers' business."""

from __future__ import annotations

from typing import Final

from sqlalchemy import ColumnElement, and_, select, text, update

from astromorty.database.controllers.base import BaseController
from astromorty.database.controllers.guild import known_guild
from astromorty.database.errors import TooManyRowsError
from astromorty.database.models import Announcement, AnnouncementRow

MOST_ANNOUNCEMENTS: Final = 50
# Two of a server that are made at the same time count one after the other. The first number is ours alone.
ONE_AT_A_TIME: Final = text("SELECT pg_advisory_xact_lock(20738, hashint8(:guild_id))")


class AnnouncementController(BaseController[Announcement]):
    """Reads and writes `announcement`. All writes need an open unit of work, which sets the timer too."""

    row = AnnouncementRow
    model = Announcement

    async def of_guild(self, guild_id: int) -> tuple[Announcement, ...]:
        """Return a server's announcements, the next first."""
        columns = self._table.c
        query = select(self._table).where(columns.guild_id == guild_id)
        return await self._rows(query.order_by(columns.is_paused, columns.due_at, columns.announcement_id))

    async def find(self, guild_id: int, number: int) -> Announcement | None:
        """Return an announcement of a server, or None."""
        found = await self.get_by_id(number)
        return found if found is not None and found.guild_id == guild_id else None

    async def make_room(self, guild_id: int) -> None:
        """Make sure until the end of the unit of work that there is room for one more; raises `TooManyRowsError`."""
        session = self.database.writing_session()
        await session.execute(known_guild(guild_id))
        await session.execute(ONE_AT_A_TIME, {"guild_id": guild_id})
        if await self.count(self._table.c.guild_id == guild_id) >= MOST_ANNOUNCEMENTS:
            raise TooManyRowsError(self._table.name, MOST_ANNOUNCEMENTS)

    async def change(self, seen: Announcement, **values: object) -> Announcement | None:
        """Change one that was neither posted, paused nor given another time since it was read; None if it was."""
        statement = update(self._table).where(self._is_as_seen(seen)).values(**values).returning(self._table)
        return await self._row(statement)

    def _is_as_seen(self, seen: Announcement) -> ColumnElement[bool]:
        columns = self._table.c
        return and_(
            columns.announcement_id == seen.announcement_id,
            columns.posts == seen.posts,
            columns.due_at == seen.due_at,
            columns.is_paused == seen.is_paused,
        )
