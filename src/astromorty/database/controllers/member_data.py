"""What the database holds about one person, over all tables and servers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, func, select, tuple_, update

from astromorty.database.engine import Database
from astromorty.database.member_registry import MemberData, member_data
from astromorty.database.models.member_data import MemberColumn, OnErasure


@dataclass(frozen=True, slots=True)
class Holding:
    """How many rows name a person in one column."""

    declared: MemberColumn
    count: int


class MemberDataController:
    """Counts, reads and erases what names a person, wherever it is."""

    def __init__(self, database: Database, registry: Sequence[MemberData] | None = None) -> None:
        self.database = database
        self._registry = member_data() if registry is None else registry

    async def holdings(self, member_id: int) -> tuple[Holding, ...]:
        """Return how much there is of each kind, kinds of which there is nothing included."""
        async with self.database.session() as session:
            holdings: list[Holding] = []
            for data in self._registry:
                query = select(func.count()).select_from(data.table).where(data.names(member_id))
                holdings.append(Holding(data.declared, (await session.execute(query)).scalar_one()))
        return tuple(holdings)

    async def rows(self, member_id: int) -> dict[str, list[dict[str, Any]]]:
        """Return all rows that name the person, by table; the IDs of other people in them are None."""
        found: dict[str, list[dict[str, Any]]] = {}
        async with self.database.session() as session:
            for table in dict.fromkeys(data.table for data in self._registry):
                columns = [data for data in self._registry if data.table is table]
                naming = columns[0].names(member_id)
                for data in columns[1:]:
                    naming |= data.names(member_id)
                query = select(table).where(naming).order_by(*table.primary_key)
                people = {data.declared.name for data in columns}
                found[table.name] = [
                    {name: None if name in people and value != member_id else value for name, value in row.items()}
                    for row in (await session.execute(query)).mappings()
                ]
        return found

    async def erase(self, member_id: int) -> tuple[Holding, ...]:
        """Delete or make anonymous all that names the person, and return what was done; all of it or nothing.

        Rows that are locked meanwhile are waited for, so what others write at the same time is either erased or written
        after the erasure, as new.
        """
        async with self.database.unit_of_work():
            done = {data: await self._delete(data, member_id) for data in self._with(OnErasure.DELETE)}
            done |= {data: await self._clear(data, member_id) for data in self._with(OnErasure.CLEAR)}
            done |= {data: await self._kept(data, member_id) for data in self._with(OnErasure.KEEP)}
        return tuple(Holding(data.declared, done[data]) for data in self._registry)

    def _with(self, on_erasure: OnErasure) -> list[MemberData]:
        return [data for data in self._registry if data.declared.on_erasure is on_erasure]

    async def _delete(self, data: MemberData, member_id: int) -> int:
        # Locked in the key's order, as batches of grants lock theirs: the two cannot deadlock.
        key = tuple(data.table.primary_key)
        doomed = select(*key).where(data.names(member_id)).order_by(*key).with_for_update()
        statement = delete(data.table).where(tuple_(*key).in_(doomed)).returning(*key)
        return len((await self.database.writing_session().execute(statement)).all())

    async def _clear(self, data: MemberData, member_id: int) -> int:
        key = tuple(data.table.primary_key)
        named = select(*key).where(data.names(member_id)).order_by(*key).with_for_update()
        statement = update(data.table).where(tuple_(*key).in_(named)).values({data.column: None}).returning(*key)
        return len((await self.database.writing_session().execute(statement)).all())

    async def _kept(self, data: MemberData, member_id: int) -> int:
        query = select(func.count()).select_from(data.table).where(data.names(member_id))
        return (await self.database.writing_session().execute(query)).scalar_one()
