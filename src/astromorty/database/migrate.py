"""Bring a database to the shape the models describe.

Everything happens in one transaction under an advisory lock of that transaction: many processes may start at once, a
failed migration leaves nothing behind, and a transaction pooler is no obstacle.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from astromorty.database.errors import MigrationError
from astromorty.database.models import Model
from astromorty.database.schema import folder, locked

ResultT = TypeVar("ResultT")

COMPARISON = {
    "compare_type": True,
    "compare_server_default": True,
    "autogenerate_plugins": ["alembic.autogenerate.*", "alembic.ext.checkconstraint_byname"],
}


async def upgrade(url: str) -> str:
    """Bring the database to `head()` and return the revision it was at before, "" if it was empty.

    Waits while another process does the same. Raises `MigrationError` when the database is newer than this version.
    """
    return await _in_transaction(url, lambda connection: raise_to(connection, head()))


async def downgrade(url: str, revision: str) -> str:
    """Take the database back to `revision` ("base" is empty), losing what came later; return where it was before."""
    return await _in_transaction(url, lambda connection: lower_to(connection, revision))


def raise_to(connection: Connection, revision: str) -> str:
    """Do as `upgrade`, up to a revision, in a transaction under the lock."""
    return _move(connection, command.upgrade, revision)


def lower_to(connection: Connection, revision: str) -> str:
    """Do as `downgrade` in a transaction under the lock."""
    return _move(connection, command.downgrade, revision)


async def current(url: str) -> str | None:
    """Return the database's revision, or None when it was never migrated."""
    return await _in_transaction(url, revision_of)


def revision_of(connection: Connection) -> str | None:
    """Return the revision of the database that a connection is to, or None when it was never migrated."""
    return MigrationContext.configure(connection).get_current_revision()


def head() -> str:
    """Return the revision this version of the code wants."""
    revision = ScriptDirectory.from_config(_config()).get_current_head()
    if revision is None:
        raise MigrationError(f"there are no migrations in {folder()}")
    return revision


def revisions() -> frozenset[str]:
    """Return all revisions this version of the code knows."""
    return frozenset(script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions())


async def check(url: str) -> tuple[str, ...]:
    """Return the differences between the migrated database and the models, as text; empty when they agree."""

    def compare(connection: Connection) -> tuple[str, ...]:
        context = MigrationContext.configure(connection, opts={"target_metadata": Model.metadata, **COMPARISON})
        return tuple(str(difference) for difference in compare_metadata(context, Model.metadata))

    return await _in_transaction(url, compare)


async def revision(url: str, message: str) -> Path:
    """Write the next migration from the differences between a database at `head()` and the models; return its file.

    For a checkout; what it writes wants a reader before it is committed.
    """
    following = f"{int(head()) + 1:04}"

    def write(connection: Connection) -> Path:
        config = _config(connection)
        config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
        written = command.revision(config, message, autogenerate=True, rev_id=following)
        if written is None or isinstance(written, list):
            raise MigrationError(f"no single migration came out of {message!r}")
        return Path(written.path)

    return await _in_transaction(url, write)


def _config(connection: Connection | None = None) -> Config:
    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(folder()).replace("%", "%%"))
    return config


def _move(connection: Connection, move: Callable[[Config, str], None], revision: str) -> str:
    config = _config(connection)
    before = revision_of(connection)
    if before is not None and before not in revisions():
        raise MigrationError(
            f"the database is at revision {before}, which this version does not know (it knows up to {head()}): "
            "run the newer version of astromorty that migrated it, or bring a backup from before back by "
            "`astromorty restore --replace`"
        )
    move(config, revision)
    return before or ""


async def _in_transaction(url: str, work: Callable[[Connection], ResultT]) -> ResultT:
    async with locked(url) as connection:
        return await connection.run_sync(work)
