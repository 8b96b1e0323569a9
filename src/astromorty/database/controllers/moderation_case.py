"""Cases: numbered by server without gaps, changed only as their changer saw them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from sqlalchemy import ColumnElement, func, select, text, update

from astromorty.database.controllers.base import BaseController
from astromorty.database.controllers.guild import known_guild
from astromorty.database.models import Case, ModerationCaseRow
from astromorty.database.models.moderation_case import Kind
from astromorty.services.cache.decorators import cache_invalidate, cached

# The counter's row stays locked until the case is committed or not: the next one waits, and takes what is free then.
NEXT_NUMBER: Final = text("""
    INSERT INTO case_counter (guild_id, last) VALUES (:guild_id, 1)
    ON CONFLICT (guild_id) DO UPDATE SET last = case_counter.last + 1 RETURNING last
""")
BUSIEST_MODERATORS: Final = 5


@dataclass(frozen=True, slots=True)
class KindCount:
    """How many cases of a kind a server has: in all, open ones, and those of the last thirty days."""

    kind: Kind
    total: int
    open: int
    recent: int


@dataclass(frozen=True, slots=True)
class CaseFilter:
    """Which cases of a server are meant; what is not set does not matter."""

    member_id: int | None = None
    moderator_id: int | None = None
    kinds: tuple[Kind, ...] = ()
    is_open: bool = False


class ModerationCaseController(BaseController[Case]):
    """Reads and writes `moderation_case` and its counter.

    What changes a case takes the `version` that its caller has seen, and returns None when it is gone or was changed.
    """

    row = ModerationCaseRow
    model = Case

    @cached("case")
    async def get(self, guild_id: int, number: int) -> Case | None:
        """Return a case, or None."""
        return await self.get_by_id(guild_id, number)

    async def number(self, guild_id: int, **values: object) -> Case:
        """Write a case under its server's next number; the number is the unit of work's until that ends."""
        session = self.database.writing_session()
        await session.execute(known_guild(guild_id))
        number = (await session.execute(NEXT_NUMBER, {"guild_id": guild_id})).scalar_one()
        return await self.create(guild_id=guild_id, number=number, **values)

    async def of_intent(self, intent_id: int) -> Case | None:
        """Return the case that an intent has become, or None."""
        found = await self._rows(select(self._table).where(self._table.c.intent_id == intent_id))
        return found[0] if found else None

    async def newest(self, guild_id: int, of: CaseFilter, *, before: int | None = None, limit: int) -> tuple[Case, ...]:
        """Return cases of a server that meet all conditions, the newest first, from the one below `before`."""
        number = self._table.c.number
        where = self._where(guild_id, of)
        if before is not None:
            where.append(number < before)
        return await self._rows(select(self._table).where(*where).order_by(number.desc()).limit(limit))

    async def count_of(self, guild_id: int, of: CaseFilter) -> int:
        """Return how many cases of a server meet all conditions."""
        return await self.count(*self._where(guild_id, of))

    def _where(self, guild_id: int, of: CaseFilter) -> list[ColumnElement[bool]]:
        columns = self._table.c
        where: list[ColumnElement[bool]] = [columns.guild_id == guild_id]
        if of.member_id is not None:
            where.append(columns.member_id == of.member_id)
        if of.moderator_id is not None:
            where.append(columns.moderator_id == of.moderator_id)
        if of.kinds:
            where.append(columns.kind.in_(of.kinds))
        if of.is_open:
            where.append(columns.closed_at.is_(None))
        return where

    @cache_invalidate("case")
    async def change(self, guild_id: int, number: int, *, seen: int, **values: object) -> Case | None:
        """Change columns of a case."""
        statement = (
            update(self._table)
            .where(self._is((guild_id, number)), self._table.c.version == seen)
            .values(**self._raised(values))
            .returning(self._table)
        )
        return await self._row(statement)

    @cache_invalidate("case")
    async def close(self, guild_id: int, number: int) -> Case | None:
        """Close a case that is open; None for any other."""
        return await self._set_closed(guild_id, number, to_open=False)

    @cache_invalidate("case")
    async def reopen(self, guild_id: int, number: int) -> Case | None:
        """Open a case that was closed; None for any other."""
        return await self._set_closed(guild_id, number, to_open=True)

    @cache_invalidate("case")
    async def note_entry(self, guild_id: int, number: int, *, channel_id: int, message_id: int) -> Case | None:
        """Remember where a case's log entry is; that is no change for somebody who is just editing the case."""
        entry = {"log_channel_id": channel_id, "log_message_id": message_id}
        statement = update(self._table).where(self._is((guild_id, number))).values(entry).returning(self._table)
        return await self._row(statement)

    async def locked_version(self, guild_id: int, number: int) -> int | None:
        """Return a case's version, which stays that until the unit of work ends; None if the case is gone."""
        query = select(self._table.c.version).where(self._is((guild_id, number))).with_for_update()
        return (await self.database.writing_session().execute(query)).scalar_one_or_none()

    async def kind_counts(self, guild_id: int) -> tuple[KindCount, ...]:
        """Return how many cases a server has of each kind that it has any of, the most first."""
        columns = self._table.c
        recent = columns.created_at > func.now() - text("interval '30 days'")
        query = (
            select(
                columns.kind,
                func.count().label("total"),
                func.count().filter(columns.closed_at.is_(None)).label("open"),
                func.count().filter(recent).label("recent"),
            )
            .where(columns.guild_id == guild_id)
            .group_by(columns.kind)
            .order_by(func.count().desc(), columns.kind)
        )
        async with self.database.session() as session:
            found = await session.execute(query)
        return tuple(KindCount(*row) for row in found)

    async def busiest_moderators(self, guild_id: int) -> tuple[tuple[int, int], ...]:
        """Return who opened the most cases of a server, each with how many."""
        columns = self._table.c
        query = (
            select(columns.moderator_id, func.count())
            .where(columns.guild_id == guild_id, columns.moderator_id.is_not(None))
            .group_by(columns.moderator_id)
            .order_by(func.count().desc(), columns.moderator_id)
            .limit(BUSIEST_MODERATORS)
        )
        async with self.database.session() as session:
            found = await session.execute(query)
        return tuple((row[0], row[1]) for row in found)

    async def _set_closed(self, guild_id: int, number: int, *, to_open: bool) -> Case | None:
        closed_at = self._table.c.closed_at
        values: dict[str, object] = {"closed_at": None if to_open else func.now()}
        statement = (
            update(self._table)
            .where(self._is((guild_id, number)), closed_at.is_not(None) if to_open else closed_at.is_(None))
            .values(**self._raised(values))
            .returning(self._table)
        )
        return await self._row(statement)
