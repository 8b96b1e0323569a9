"""Reminders as rows; when they are due is the timers' business."""

from __future__ import annotations

from typing import Final

from sqlalchemy import ColumnElement, and_, select, text, update

from astromorty.database.controllers.base import BaseController
from astromorty.database.errors import TooManyRowsError
from astromorty.database.models import Reminder, ReminderRow
from astromorty.services.cache.decorators import cache_invalidate, cached

# Two reminders of a member that are set at the same time count one after the other. The first number is ours alone.
ONE_AT_A_TIME: Final = text("SELECT pg_advisory_xact_lock(20737, hashint8(:member_id))")


class ReminderController(BaseController[Reminder]):
    """Reads and writes `reminder`. All writes need an open unit of work, which sets the timer too."""

    row = ReminderRow
    model = Reminder

    @cached("reminder")
    async def get_reminder(self, guild_id: int, reminder_id: int) -> Reminder | None:
        """Return a reminder, or None; `guild_id` is 0 for one that was set in direct messages."""
        reminder = await self.get_by_id(reminder_id)
        return reminder if reminder is not None and reminder.guild_id == guild_id else None

    async def of_member(self, member_id: int) -> tuple[Reminder, ...]:
        """Return a member's reminders that are to come, the next first, and then those that failed."""
        query = (
            select(self._table)
            .where(self._table.c.member_id == member_id, self._table.c.delivered_at.is_(None))
            .order_by(self._table.c.failure.is_not(None), self._table.c.due_at, self._table.c.reminder_id)
        )
        return await self._rows(query)

    async def make_room(self, member_id: int, *, most: int) -> None:
        """Make sure until the end of the unit of work that a member has room for one more active reminder.

        Raises `TooManyRowsError`.
        """
        await self.database.writing_session().execute(ONE_AT_A_TIME, {"member_id": member_id})
        active = and_(
            self._table.c.member_id == member_id, self._table.c.delivered_at.is_(None), self._table.c.failure.is_(None)
        )
        if await self.count(active) >= most:
            raise TooManyRowsError("reminder", most)

    @cache_invalidate("reminder")
    async def change(
        self, guild_id: int, reminder_id: int, *where: ColumnElement[bool], **values: object
    ) -> Reminder | None:
        """Change a reminder that still meets all conditions; return it as it is now, or None."""
        statement = (
            update(self._table)
            .where(self._table.c.reminder_id == reminder_id, self._table.c.guild_id == guild_id, *where)
            .values(**values)
            .returning(self._table)
        )
        return await self._row(statement)

    @cache_invalidate("reminder")
    async def remove(self, guild_id: int, reminder_id: int) -> bool:
        """Delete a reminder; say whether it was there."""
        del guild_id  # names the cached entry
        return await self.delete_by_id(reminder_id)

    def is_as_seen(self, seen: Reminder) -> ColumnElement[bool]:
        """Return the condition that it was neither delivered nor given another time since it was read."""
        table = self._table.c
        return and_(table.deliveries == seen.deliveries, table.due_at == seen.due_at, table.delivered_at.is_(None))

    def is_over(self) -> ColumnElement[bool]:
        """Return the condition that there is nothing more to deliver."""
        return self._table.c.delivered_at.is_not(None) | self._table.c.failure.is_not(None)
