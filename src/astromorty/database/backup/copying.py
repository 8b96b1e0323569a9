"""The driver's COPY, in the transaction that a connection of SQLAlchemy's is in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import IO, Any, Final, Protocol, cast

from asyncpg import (  # pyright: ignore[reportMissingTypeStubs]  # it has none
    DataError,
    IntegrityConstraintViolationError,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from astromorty.database.errors import BackupError

LOCK_WITHIN: Final = "SET LOCAL lock_timeout = '30s'"
"""For work beside running bots: rather fail than have all of them queue behind it."""


class Source(Protocol):
    """Where rows come from."""

    def read(self, size: int, /) -> bytes:
        """Return at most so many bytes, none at the end."""
        ...


class CopyingConnection(Protocol):
    """The driver's connection, as far as it is used here."""

    async def copy_from_query(self, query: str, *, output: IO[bytes], format: str, header: bool, encoding: str) -> str:  # noqa: A002 - its name
        """Write what a query finds; return `COPY` and how many rows that were."""
        ...

    async def copy_to_table(
        self,
        table_name: str,
        *,
        source: Source,
        columns: Sequence[str],
        where: str | None,
        format: str,  # noqa: A002 - its name
        header: str,
        encoding: str,
    ) -> str:
        """Store rows; return `COPY` and how many rows that were."""
        ...


async def copy_out(connection: AsyncConnection, query: str, output: IO[bytes]) -> int:
    """Write what a query finds as CSV under a line with the columns; return how many rows there were."""
    driver = await _driver(connection)
    return _count(await driver.copy_from_query(query, output=output, format="csv", header=True, encoding="UTF8"))


async def copy_in(
    connection: AsyncConnection, table: str, columns: Sequence[str], source: Source, where: str | None = None
) -> int:
    """Store what `copy_out` wrote, as far as it meets a condition; return how many rows that were.

    Raises `BackupError` for rows that do not fit: that are of another shape, or whose identity another row has.
    """
    driver = await _driver(connection)
    try:
        status = await driver.copy_to_table(
            table, source=source, columns=columns, where=where, format="csv", header="match", encoding="UTF8"
        )
    except (DataError, IntegrityConstraintViolationError) as error:
        raise BackupError(f"the backup's rows do not fit into table {table}: {error}.") from error
    return _count(status)


async def _driver(connection: AsyncConnection) -> CopyingConnection:
    pooled = await connection.get_raw_connection()
    return cast("CopyingConnection", cast("Any", pooled).driver_connection)


def _count(status: str) -> int:
    return int(status.removeprefix("COPY "))
