"""A rolling upgrade: processes of the previous release go on while the newest has migrated their database.

The release is told by `previous_release.backup`, which it wrote itself (.ci/write_previous_release.py). So a migration
may add what it has to, but take away, rename or narrow only what the previous release does not use any more.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from asyncpg import PostgresError  # pyright: ignore[reportMissingTypeStubs]  # it has none
from sqlalchemy import select

from astromorty.database import migrate, schema
from astromorty.database.backup import Archive, restore_all
from astromorty.database.backup.copying import copy_in
from astromorty.database.engine import one_transaction
from astromorty.database.models import Model
from astromorty.database.url import parse_url
from fixtures.every_table import fill_every_table
from fixtures.postgres import connect

PREVIOUS = Path(__file__).parent.parent / "fixtures" / "previous_release.backup"
NEWER_SERVER = 3 << 40
COLUMNS = """
    SELECT attname, attidentity <> '' AS is_identity, attnum = ANY (indkey) AS is_key
    FROM pg_attribute JOIN pg_index ON indrelid = attrelid AND indisprimary
    WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped
"""
# Each would stop a process of the previous release, or have it read something else.
BREAKING = (
    "ALTER TABLE guild DROP COLUMN joined_at",
    "ALTER TABLE level RENAME xp TO experience",
    "ALTER TABLE snippet RENAME TO texts",
    "ALTER TABLE autorole ALTER role_id TYPE numeric",
    "ALTER TABLE guild_config ADD colour int NOT NULL DEFAULT 0; ALTER TABLE guild_config ALTER colour DROP DEFAULT",
    "ALTER TABLE reminder ADD CHECK (char_length(text) > 4000) NOT VALID",
    "ALTER TABLE autorole DROP CONSTRAINT pk_autorole",
)


@dataclass(frozen=True)
class Usage:
    """How the previous release reads and writes a table."""

    table: str
    columns: Sequence[str]
    written: Sequence[str]
    key: Sequence[str]

    @property
    def read(self) -> str:
        return f"SELECT {', '.join(self.columns)} FROM {self.table} ORDER BY {', '.join(self.key)}"

    @property
    def insert(self) -> str:
        places = ", ".join(f"${number}" for number in range(1, len(self.written) + 1))
        return f"INSERT INTO {self.table} ({', '.join(self.written)}) VALUES ({places})"

    @property
    def upsert(self) -> str:
        changes = ", ".join(f"{name} = excluded.{name}" for name in self.written)
        return f"{self.insert} ON CONFLICT ({', '.join(self.key)}) DO UPDATE SET {changes}"


async def load_previous(url: str) -> Archive:
    """Make the database what the previous release left."""
    archive = Archive.open(PREVIOUS.open("rb"))
    async with schema.locked(url) as connection:
        await connection.run_sync(migrate.raise_to, archive.manifest.revision)
        for content in archive.manifest.tables:
            with archive.table(content.name) as rows:
                await copy_in(connection, content.name, content.columns, rows)
    return archive


async def usages(connection: Any, archive: Archive) -> list[Usage]:
    found: list[Usage] = []
    for content in archive.manifest.tables:
        columns = await connection.fetch(COLUMNS, content.name)
        written = [column["attname"] for column in columns if not column["is_identity"]]
        key = [column["attname"] for column in columns if column["is_key"]]
        found.append(Usage(content.name, content.columns, written, key))
    return found


async def work(connection: Any, tables: Sequence[Usage], before: Sequence[Sequence[Any]]) -> None:
    """Do in each table what the previous release does, with the values that it had read."""
    for table, rows in zip(tables, before, strict=True):
        # By their types, too.
        assert repr(await connection.fetch(table.read)) == repr(rows), f"{table.table} is read as something else"
    for table in reversed(tables):
        await connection.execute(f"DELETE FROM {table.table}")
    for table, rows in zip(tables, before, strict=True):
        for row in rows:
            values = [row[name] for name in table.written]
            await connection.execute(table.insert, *values)
            if set(table.key) <= set(table.written):
                await connection.execute(table.upsert, *values)


async def test_processes_of_the_previous_release_go_on_after_the_migration(empty_database_url: str):
    archive = await load_previous(empty_database_url)
    old = await connect(**parse_url(empty_database_url).arguments)
    try:
        tables = await usages(old, archive)
        before = [await old.fetch(table.read) for table in tables]
        assert all(before)
        await work(old, tables, before)
        before = [await old.fetch(table.read) for table in tables]
        await migrate.upgrade(empty_database_url)
        await work(old, tables, before)
        async with one_transaction(empty_database_url) as new:
            for table in tables:
                if table.table in Model.metadata.tables:
                    rows = (await new.execute(select(Model.metadata.tables[table.table]))).all()
                    assert len(rows) == len(before[tables.index(table)]), table.table
            await fill_every_table(new, NEWER_SERVER)
        for table, rows in zip(tables, before, strict=True):
            assert len(await old.fetch(table.read)) > len(rows), table.table
    finally:
        await old.close()


async def test_what_would_stop_them_is_noticed(empty_database_url: str):
    archive = await load_previous(empty_database_url)
    old = await connect(**parse_url(empty_database_url).arguments)
    try:
        tables = await usages(old, archive)
        before = [await old.fetch(table.read) for table in tables]
        for change in BREAKING:
            transaction = old.transaction()
            await transaction.start()
            await old.execute(change)
            with pytest.raises((PostgresError, AssertionError)):
                await work(old, tables, before)
            await transaction.rollback()
    finally:
        await old.close()


async def test_backups_of_the_previous_release_are_restored(empty_database_url: str):
    with PREVIOUS.open("rb") as file:
        archive = Archive.open(file)
        await restore_all(empty_database_url, archive, replace=False)
    async with one_transaction(empty_database_url) as connection:
        for content in archive.manifest.tables:
            if content.name in Model.metadata.tables:
                found = await connection.execute(select(Model.metadata.tables[content.name]))
                assert len(found.all()) == content.rows
