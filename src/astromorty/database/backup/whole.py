"""Bring a backup of everything back: in one transaction, into a database made anew."""

from __future__ import annotations

import asyncio
from typing import Final

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from astromorty.database import migrate
from astromorty.database.backup.archive import Archive, Manifest, TableContent
from astromorty.database.backup.copying import copy_in
from astromorty.database.backup.emptying import empty, is_of_newer_version
from astromorty.database.backup.tables import OF_THE_FLEET, backed_up
from astromorty.database.engine import one_transaction
from astromorty.database.errors import BackupError
from astromorty.database.schema import locked

# Longer than a process that ended counts as running (seconds).
_GONE_WITHIN: Final = 5.0
_ASK_AGAIN: Final = 0.25
_VERSION: Final = "alembic_version"
_RUNNING: Final = text(
    "SELECT coalesce(greatest(shared_until, sole_until) > clock_timestamp(), false) FROM cache_state"
)
_TABLES: Final = text("""
    SELECT relname, array(
        SELECT attname::text FROM pg_attribute WHERE attrelid = pg_class.oid AND attnum > 0 AND NOT attisdropped
    ) FROM pg_class WHERE relnamespace = current_schema()::regnamespace AND relkind = 'r'
""")
_SEQUENCES: Final = text("SELECT sequencename FROM pg_sequences WHERE schemaname = current_schema()")


async def refuse_full(url: str, archive: Archive) -> None:
    """Raise `BackupError` where the database holds something, or the backup cannot be restored whole."""
    _refuse_unusable(archive.manifest)
    async with one_transaction(url) as connection:
        await _refuse_full(connection)


async def restore_all(url: str, archive: Archive, *, replace: bool) -> None:
    """Make the database what it was, and bring it to the newest revision; `replace` what it holds now.

    All tables are made anew, and with them whatever caches hold is void. Raises `BackupError` and `MigrationError`;
    then nothing is changed.
    """
    manifest = archive.manifest
    _refuse_unusable(manifest)
    async with locked(url) as connection:
        await _refuse_running(connection)
        if not replace:
            await _refuse_full(connection)
        await empty(connection)
        foreign = frozenset(await _tables(connection))
        others = await _sequences(connection)
        await connection.run_sync(migrate.raise_to, manifest.revision)
        ours = {name: columns for name, columns in (await _tables(connection)).items() if name not in foreign}
        _refuse_other_content(manifest, ours, await _sequences(connection) - others)
        for content in manifest.tables:
            await _load(connection, archive, content)
        for name, last in manifest.sequences.items():
            await connection.execute(
                text("SELECT setval(CAST(:name AS regclass), :last)"), {"name": name, "last": last}
            )
        await connection.run_sync(migrate.raise_to, migrate.head())


def _refuse_unusable(manifest: Manifest) -> None:
    if manifest.guilds is not None:
        names = ", ".join(map(str, manifest.guilds))
        raise BackupError(f"the backup holds single servers only: name those to restore by `--guild` ({names}).")
    if manifest.revision not in migrate.revisions():
        raise BackupError(
            f"the backup is of revision {manifest.revision}, which this version does not know: restore it with "
            f"astromorty {manifest.version} or newer."
        )


async def _refuse_running(connection: AsyncConnection) -> None:
    """Make sure that no bot runs; none can start before the transaction ends."""
    if await _has_table(connection, "cache_state"):
        deadline = asyncio.get_running_loop().time() + _GONE_WITHIN
        while (await connection.execute(_RUNNING)).scalar():
            if asyncio.get_running_loop().time() > deadline:
                raise BackupError("a bot runs on the database: stop all its processes, restore, and start them again.")
            await asyncio.sleep(_ASK_AGAIN)


async def _refuse_full(connection: AsyncConnection) -> None:
    if await is_of_newer_version(connection) or await _holds_something(connection):
        raise BackupError("the database is not empty: `--replace` deletes what it holds and restores.")


async def _holds_something(connection: AsyncConnection) -> bool:
    for table in backed_up():
        if await _has_table(connection, table.name):
            query = text(f"SELECT EXISTS (SELECT FROM {table.name})")  # noqa: S608 - a name of ours
            if (await connection.execute(query)).scalar():
                return True
    return False


async def _has_table(connection: AsyncConnection, name: str) -> bool:
    return (await connection.execute(text("SELECT to_regclass(:name) IS NOT NULL"), {"name": name})).scalar_one()


async def _tables(connection: AsyncConnection) -> dict[str, set[str]]:
    """Return the schema's tables with their columns."""
    return {name: set(columns) for name, columns in await connection.execute(_TABLES)}


async def _sequences(connection: AsyncConnection) -> set[str]:
    return set((await connection.execute(_SEQUENCES)).scalars())


def _refuse_other_content(manifest: Manifest, tables: dict[str, set[str]], sequences: set[str]) -> None:
    """Make sure that the file names what the schema of its revision has, and nothing else."""
    named = {content.name: set(content.columns) for content in manifest.tables}
    wanted = {name: columns for name, columns in tables.items() if name not in (*OF_THE_FLEET, _VERSION)}
    differing = {name for name in named.keys() | wanted if named.get(name) != wanted.get(name)}
    if differing := sorted(differing | (manifest.sequences.keys() - sequences)):
        raise BackupError(f"the backup is not one of revision {manifest.revision}: {', '.join(differing)} differ.")


async def _load(connection: AsyncConnection, archive: Archive, content: TableContent) -> None:
    """Store a table's rows as they are: not numbered anew, and owing nothing to caches, which are void anyway."""
    await connection.exec_driver_sql(f"ALTER TABLE {content.name} DISABLE TRIGGER USER")
    with archive.table(content.name) as rows:
        stored = await copy_in(connection, content.name, content.columns, rows)
    if stored != content.rows:
        raise BackupError(f"the backup is not whole: {content.name} has {stored:,} rows of {content.rows:,}.")
    await connection.exec_driver_sql(f"ALTER TABLE {content.name} ENABLE TRIGGER USER")
