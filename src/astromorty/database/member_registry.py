"""Every place in the database that names a person, collected from the tables' own declarations."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from sqlalchemy import Column, ColumnElement, Table

from astromorty.database.models import Model
from astromorty.database.models.base import table_of
from astromorty.database.models.member_data import MemberColumn


@dataclass(frozen=True)
class MemberData:
    """A column that names people, and the table it stands in."""

    table: Table
    declared: MemberColumn

    @property
    def column(self) -> Column[int | None]:
        """The column itself."""
        return self.table.c[self.declared.name]

    def names(self, member_id: int) -> ColumnElement[bool]:
        """Return the condition that a row names a person.

        No index serves it where the key starts with the server: that takes Postgres 15 to 17 some 0.15 s for a million
        rows (18 takes 0.02 s), which is less than an index would cost the writes of every message.
        """
        return self.column == member_id


@cache
def member_data() -> tuple[MemberData, ...]:
    """Return all columns that name people; a table comes before those that it refers to."""
    declared = {
        table_of(row): columns for row in _subclasses(Model) if (columns := row.__dict__.get("member_data")) is not None
    }
    return tuple(
        MemberData(table, column)
        for table in reversed(Model.metadata.sorted_tables)
        for column in declared.get(table, ())
    )


def _subclasses(kind: type[Model]) -> Iterator[type[Model]]:
    for subclass in kind.__subclasses__():
        yield subclass
        yield from _subclasses(subclass)
