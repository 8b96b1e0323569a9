"""Which shape the database has and is to have, without what changes it: nearly every start finds it in shape."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from astromorty.database.engine import one_transaction
from astromorty.database.errors import MigrationError

# Any fixed number that other programs on the same database are unlikely to lock.
LOCK = 0x6173_7472_6F6D


async def bring_up_to_date(url: str) -> str:
    """Bring the database to `newest()` and return the revision it was at before, "" if it was empty.

    Waits while another process does the same. Raises `MigrationError` when the database is newer than this version.
    """
    wanted = newest()
    async with locked(url) as connection:
        if await _revision(connection) == wanted:
            return wanted
    # A tenth of what a start imports, and of the memory that the process then keeps.
    from astromorty.database import migrate

    return await migrate.upgrade(url)


def newest() -> str:
    """Return the revision this version of the code wants: the last by the names of the files."""
    names = sorted(path.name for path in (folder() / "versions").glob("[0-9]*.py"))
    if not names:
        raise MigrationError(f"there are no migrations in {folder()}")
    return names[-1].partition("_")[0]


def folder() -> Path:
    """Return the folder of the migrations: inside an installed package, or at the top of a checkout."""
    here = Path(__file__).resolve()
    for candidate in (here.parents[1] / "migrations", here.parents[3] / "migrations"):
        if (candidate / "env.py").is_file():
            return candidate
    raise MigrationError("the migrations are missing: install astromorty again")


@asynccontextmanager
async def locked(url: str) -> AsyncGenerator[AsyncConnection]:
    """Open a transaction during which nobody else migrates, and no bot starts."""
    async with one_transaction(url) as connection:
        await connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
        yield connection


async def _revision(connection: AsyncConnection) -> str | None:
    """Return the database's revision, or None when it was never migrated."""
    if await connection.scalar(text("SELECT to_regclass('alembic_version')")) is None:
        return None
    return await connection.scalar(text("SELECT version_num FROM alembic_version"))
