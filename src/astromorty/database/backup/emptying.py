"""Take what is ours out of a database."""

from __future__ import annotations

from typing import Final

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from astromorty.database import migrate
from astromorty.database.models import Model

_VERSION: Final = "alembic_version"
# Not by what this version knows alone: a table that a newer one made refers to one of these, as a server's does.
_TABLES: Final = text("""
    WITH RECURSIVE ours (oid) AS (
        SELECT oid FROM pg_class
        WHERE relnamespace = current_schema()::regnamespace AND relkind = 'r' AND relname = ANY (:known)
        UNION SELECT conrelid FROM pg_constraint JOIN ours ON confrelid = ours.oid WHERE contype = 'f'
    )
    SELECT oid::regclass::text FROM ours
""")
_FUNCTIONS: Final = text(r"""
    SELECT DISTINCT pg_proc.oid::regprocedure::text FROM pg_proc JOIN pg_trigger ON tgfoid = pg_proc.oid
    WHERE tgrelid = ANY (CAST(CAST(:tables AS text[]) AS regclass[])) AND pronamespace = current_schema()::regnamespace
        AND proname LIKE 'cache\_%'
""")
_SEQUENCES: Final = ("row_version",)


async def is_of_newer_version(connection: AsyncConnection) -> bool:
    """Say whether the database is at a revision that this version does not know."""
    revision = await connection.run_sync(migrate.revision_of)
    return revision is not None and revision not in migrate.revisions()


async def empty(connection: AsyncConnection) -> None:
    """Drop all of ours, also what a newer version made and this one cannot take back step by step.

    Of a newer version's tables that belong to no server, one that refers to nothing stays.
    """
    if not await is_of_newer_version(connection):
        await connection.run_sync(migrate.lower_to, "base")
        return
    known = [_VERSION, *Model.metadata.tables]
    tables = list((await connection.execute(_TABLES, {"known": known})).scalars())
    functions = list((await connection.execute(_FUNCTIONS, {"tables": tables})).scalars())
    await connection.exec_driver_sql(f"DROP TABLE {', '.join(tables)} CASCADE")
    for function in functions:
        await connection.exec_driver_sql(f"DROP FUNCTION {function}")
    for sequence in _SEQUENCES:
        await connection.exec_driver_sql(f"DROP SEQUENCE IF EXISTS {sequence}")
