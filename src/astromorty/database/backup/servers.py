"""Bring single servers back, beside all others and while bots run."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Final

from sqlalchemy import Table, text
from sqlalchemy.ext.asyncio import AsyncConnection

from astromorty.database import migrate
from astromorty.database.backup.archive import Archive
from astromorty.database.backup.copying import LOCK_WITHIN, copy_in
from astromorty.database.backup.tables import of_servers, rows_of
from astromorty.database.controllers.timer import ANNOUNCE_OF_SERVERS
from astromorty.database.engine import one_transaction
from astromorty.database.errors import BackupError

# No migration ends before this transaction does.
_REVISION: Final = text("SELECT version_num FROM alembic_version FOR SHARE")
# Whoever adds a first row of the server refers to this one, and waits.
_LOCK: Final = text("SELECT FROM guild WHERE guild_id = ANY(:guild_ids) ORDER BY guild_id FOR UPDATE")
_STAGED: Final = "restored_guild"


async def restore_servers(url: str, archive: Archive, guild_ids: Collection[int]) -> int:
    """Replace all that the database holds of these servers by what the backup holds; return how many rows that are.

    What the change owes to the caches is written in its transaction, as for every change: running processes see the
    restored values within a lease, and others' rows are not touched. Raises `BackupError`; then nothing is changed.
    """
    manifest = archive.manifest
    if lacking := sorted(set(guild_ids) - set(guild_ids if manifest.guilds is None else manifest.guilds)):
        raise BackupError(f"the backup holds nothing of server {', '.join(map(str, lacking))}.")
    if await migrate.current(url) is None:
        raise BackupError("the database has no tables: `astromorty db upgrade` makes them.")
    async with one_transaction(url) as connection:
        await connection.exec_driver_sql(LOCK_WITHIN)
        revision = (await connection.execute(_REVISION)).scalar()
        if not revision == manifest.revision == migrate.head():
            raise BackupError(
                f"the backup is of revision {manifest.revision}, the database of {revision}, and this version works on "
                f"{migrate.head()}: restore the backup whole into an empty database, which migrates it, and back up "
                "the server from there."
            )
        guild, *others = of_servers()
        await _bring_guilds(connection, archive, guild, guild_ids)
        for table in reversed(others):
            condition = rows_of(table.name, guild_ids)
            await connection.exec_driver_sql(f"DELETE FROM {table.name} WHERE {condition}")  # noqa: S608 - of ours
        rows = len(guild_ids)
        for table in others:
            rows += await _load(connection, archive, table, table.name, guild_ids)
        await _advance_sequences(connection, others)
        await connection.execute(ANNOUNCE_OF_SERVERS, {"guild_ids": list(guild_ids)})
        return rows


async def _bring_guilds(
    connection: AsyncConnection, archive: Archive, guild: Table, guild_ids: Collection[int]
) -> None:
    """Make the servers known that are not, and lock all; whether the bot is in one is a fact of today."""
    await connection.exec_driver_sql(f"CREATE TEMPORARY TABLE {_STAGED} (LIKE {guild.name}) ON COMMIT DROP")
    if await _load(connection, archive, guild, _STAGED, guild_ids) != len(set(guild_ids)):
        raise BackupError(f"the backup holds nothing of server {', '.join(map(str, guild_ids))}.")
    await connection.exec_driver_sql(f"INSERT INTO {guild.name} SELECT * FROM {_STAGED} ON CONFLICT DO NOTHING")  # noqa: S608
    await connection.execute(_LOCK, {"guild_ids": list(guild_ids)})


async def _load(
    connection: AsyncConnection, archive: Archive, table: Table, into: str, guild_ids: Collection[int]
) -> int:
    columns = [column.name for column in table.columns]
    if archive.manifest.columns_of(table.name) != columns:
        raise BackupError(f"the backup is not one of revision {archive.manifest.revision}: {table.name} differs.")
    with archive.table(table.name) as rows:
        return await copy_in(connection, into, columns, rows, rows_of(table.name, guild_ids))


async def _advance_sequences(connection: AsyncConnection, tables: Sequence[Table]) -> None:
    """Let no sequence give a number again that a row from another database brought along."""
    for table in tables:
        for column in (column for column in table.columns if column.identity):
            behind = f"""
                SELECT setval(number, highest) FROM (
                    SELECT max({column.name}) AS highest,
                        pg_get_serial_sequence('{table.name}', '{column.name}')::regclass AS number FROM {table.name}
                ) AS row WHERE highest > coalesce(pg_sequence_last_value(number), 0)
            """  # noqa: S608 - names of ours
            # Looked at twice: only where a number is behind need all writers wait.
            if (await connection.exec_driver_sql(behind.replace("setval(number, highest)", "1"))).first() is not None:
                await connection.exec_driver_sql(f"LOCK TABLE {table.name} IN SHARE ROW EXCLUSIVE MODE")
                await connection.exec_driver_sql(behind)
