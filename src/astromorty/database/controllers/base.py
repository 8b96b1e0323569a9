"""The typed operations that every kind of row has."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Mapping
from typing import Any, Generic, TypeVar

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Executable,
    RowMapping,
    Select,
    Table,
    and_,
    any_,
    cast,
    delete,
    func,
    literal,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import ARRAY, insert

from astromorty.database.engine import Database
from astromorty.database.errors import AlreadyExistsError
from astromorty.database.models.base import Model, table_of
from astromorty.services.cache.keys import Identity
from astromorty.services.cache.service import CacheService

ModelT = TypeVar("ModelT", bound=Model)


def of_guilds(table: Table, guild_ids: Collection[int]) -> ColumnElement[bool]:
    """Return the condition that a row is of one of these servers: one parameter, however many they are."""
    ids = cast(literal(sorted(guild_ids), ARRAY(BigInteger)), ARRAY(BigInteger))
    return table.c.guild_id == any_(ids)


async def preload_of_guilds(
    cache: CacheService,
    cached_type: str,
    guild_ids: Collection[int],
    read: Callable[[Collection[int]], Awaitable[Mapping[int, object]]],
    nothing: object,
) -> int:
    """Fill the entries of one type for many servers by one call of `read`; return how many were filled.

    All servers that `read` finds nothing of share `nothing`.
    """

    async def load() -> Mapping[str, Mapping[Identity, object]]:
        found = await read(guild_ids)
        return {cached_type: {guild_id: found.get(guild_id, nothing) for guild_id in guild_ids}}

    return await cache.preload({cached_type: guild_ids}, load)


class BaseController(Generic[ModelT]):
    """Reads and writes one table; what leaves it is a frozen snapshot, never a live row.

    Reads join the open unit of work or use a short session of their own. Writes are single statements inside the open
    unit of work, and raise `WriteOutsideUnitOfWorkError` without one. `identity` is the primary key's values in order.
    A `version` column, where the table has one, is raised by every update.
    """

    row: type[Model]
    model: type[ModelT]

    def __init__(self, database: Database) -> None:
        self.database = database
        self.cache = database.cache
        self._table = table_of(self.row)

    async def get_by_id(self, *identity: object) -> ModelT | None:
        """Return the row, or None."""
        async with self.database.session() as session:
            found = await session.execute(select(self._table).where(self._is(identity)))
        return self._snapshot(found.mappings().one_or_none())

    async def list(
        self, *where: ColumnElement[bool], limit: int | None = None, after: tuple[object, ...] | None = None
    ) -> tuple[ModelT, ...]:
        """Return the rows that meet all conditions in the order of their identity, from the one following `after`."""
        key = self._table.primary_key.columns.values()
        query = select(self._table).where(*where).order_by(*key).limit(limit)
        if after is not None:
            query = query.where(func.row(*key) > func.row(*after))
        return await self._rows(query)

    async def count(self, *where: ColumnElement[bool]) -> int:
        """Return how many rows meet all conditions."""
        async with self.database.session() as session:
            counted = await session.execute(select(func.count()).select_from(self._table).where(*where))
        return counted.scalar_one()

    async def create(self, **values: object) -> ModelT:
        """Insert a row; raise `AlreadyExistsError` when its identity is taken."""
        statement = insert(self._table).values(**values).on_conflict_do_nothing().returning(self._table)
        created = await self._row(statement)
        if created is None:
            identity = [values.get(column.name) for column in self._table.primary_key]
            raise AlreadyExistsError(self._table.name, identity)
        return created

    async def update_by_id(self, *identity: object, **values: object) -> ModelT | None:
        """Change a row's columns; return it as it is now, or None when there is none."""
        statement = update(self._table).where(self._is(identity)).values(**self._raised(values)).returning(self._table)
        return await self._row(statement)

    async def upsert(self, **values: object) -> ModelT:
        """Insert a row, or change the given columns of the one that is there."""
        keys = self._table.primary_key.columns.keys()
        changed = self._raised({name: value for name, value in values.items() if name not in keys})
        statement = (
            insert(self._table).values(**values).on_conflict_do_update(index_elements=keys, set_=changed)
        ).returning(self._table)
        return self.model.of_row((await self.database.writing_session().execute(statement)).mappings().one())

    async def delete_by_id(self, *identity: object) -> bool:
        """Delete a row; say whether there was one."""
        statement = delete(self._table).where(self._is(identity)).returning(*self._table.primary_key)
        return (await self.database.writing_session().execute(statement)).first() is not None

    async def _rows(self, query: Select[Any]) -> tuple[ModelT, ...]:
        """Return what a query for whole rows finds, in its order."""
        async with self.database.session() as session:
            found = await session.execute(query)
        return tuple(self.model.of_row(row) for row in found.mappings())

    async def _row(self, statement: Executable) -> ModelT | None:
        """Run a statement in the open unit of work; return the row that it gives, or None."""
        return self._snapshot((await self.database.writing_session().execute(statement)).mappings().one_or_none())

    def _of_guilds(self, guild_ids: Collection[int]) -> ColumnElement[bool]:
        return of_guilds(self._table, guild_ids)

    def _is(self, identity: tuple[object, ...]) -> ColumnElement[bool]:
        return and_(*(column == value for column, value in zip(self._table.primary_key, identity, strict=True)))

    def _raised(self, values: dict[str, object]) -> dict[str, object]:
        if "version" not in self._table.columns:
            return values
        return {**values, "version": self._table.c.version + 1}

    def _snapshot(self, row: RowMapping | None) -> ModelT | None:
        return None if row is None else self.model.of_row(row)
