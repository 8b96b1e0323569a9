"""Make a backup: one look at the database, however long it takes to write down."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from typing import IO

from sqlalchemy import Table, text
from sqlalchemy.ext.asyncio import AsyncConnection

from astromorty import __version__
from astromorty.database import migrate
from astromorty.database.backup.archive import FORMAT, ArchiveWriter, Manifest, TableContent
from astromorty.database.backup.copying import LOCK_WITHIN, copy_out
from astromorty.database.backup.tables import backed_up, of_servers, rows_of
from astromorty.database.engine import one_transaction
from astromorty.database.errors import BackupError
from astromorty.database.models.level import ROW_VERSION

Told = Callable[[str, int], None]


async def back_up(
    url: str, file: IO[bytes], *, guild_ids: Collection[int] = (), told: Told = lambda _table, _rows: None
) -> Manifest:
    """Write a backup of everything, or of these servers only, as it is at one moment; bots may run meanwhile.

    `told` learns of each table that is written, and how many rows it has. Raises `BackupError`.
    """
    revision = await migrate.current(url)
    _refuse_other_revision(revision)
    tables = of_servers() if guild_ids else backed_up()
    async with one_transaction(url, isolation_level="REPEATABLE READ", postgresql_readonly=True) as connection:
        # Before the snapshot, which the first query takes: no migration may change a table in between.
        await connection.exec_driver_sql(LOCK_WITHIN)
        names = ", ".join(table.name for table in tables)
        await connection.exec_driver_sql(f"LOCK TABLE {names} IN ACCESS SHARE MODE")
        _refuse_other_revision((await connection.execute(text("SELECT version_num FROM alembic_version"))).scalar())
        await connection.exec_driver_sql("SET LOCAL datestyle = 'ISO'")
        made_at: datetime = (await connection.execute(text("SELECT now()"))).scalar_one()
        await _refuse_unknown(connection, guild_ids)
        with ArchiveWriter(file) as writer:
            contents: list[TableContent] = []
            for table in tables:
                contents.append(await _write(connection, writer, table, guild_ids))
                told(table.name, contents[-1].rows)
            # Last: sequences know no snapshots, and must be beyond all rows.
            sequences = await _sequences(connection, tables)
            manifest = Manifest(
                FORMAT, __version__, migrate.head(), made_at, sorted(guild_ids) or None, contents, sequences
            )
            writer.finish(manifest)
        return manifest


def _refuse_other_revision(revision: str | None) -> None:
    if revision != migrate.head():
        raise BackupError(
            f"the database is at revision {revision or 'nothing'}, this version of astromorty works on "
            f"{migrate.head()}: back up with the version that runs on it, or migrate by `astromorty db upgrade`."
        )


async def _refuse_unknown(connection: AsyncConnection, guild_ids: Collection[int]) -> None:
    query = text("SELECT guild_id FROM guild WHERE guild_id = ANY(:guild_ids)")
    known = set((await connection.execute(query, {"guild_ids": list(guild_ids)})).scalars())
    if unknown := sorted(set(guild_ids) - known):
        raise BackupError(f"the database knows no server {', '.join(map(str, unknown))}.")


async def _write(
    connection: AsyncConnection, writer: ArchiveWriter, table: Table, guild_ids: Collection[int]
) -> TableContent:
    columns = [str(column.name) for column in table.columns]
    query = f"SELECT {', '.join(columns)} FROM {table.name}"  # noqa: S608 - names of ours
    if guild_ids:
        query += f" WHERE {rows_of(table.name, guild_ids)}"
    with writer.table(table.name) as output:
        return TableContent(str(table.name), columns, await copy_out(connection, query, output))


async def _sequences(connection: AsyncConnection, tables: Sequence[Table]) -> dict[str, int]:
    """Return the last number of each sequence that the tables' rows are numbered by; unused ones are left out."""
    identities = [(table.name, column.name) for table in tables for column in table.columns if column.identity]
    query = text("""
        WITH numbering AS (
            SELECT pg_get_serial_sequence(owner, name)::regclass AS number
            FROM unnest(CAST(:owners AS text[]), CAST(:names AS text[])) AS identity (owner, name)
            UNION SELECT CAST(:other AS regclass)
        )
        SELECT relname, pg_sequence_last_value(oid) FROM numbering JOIN pg_class ON oid = number
    """)
    owners, names = zip(*identities, strict=True)
    values = {"owners": list(owners), "names": list(names), "other": ROW_VERSION.name}
    return {name: last for name, last in await connection.execute(query, values) if last is not None}
