"""What a Postgres tells of itself, and what of that is in the bot's way."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from astromorty.database.availability import answering
from astromorty.database.engine import create_engine, one_transaction
from astromorty.database.models import Model
from astromorty.database.url import parse_url
from astromorty.doctor.finding import Finding, State
from astromorty.settings import Settings

OLDEST: Final = 15
NEWEST: Final = 18
CONNECTIONS_BESIDE_POOL: Final = 4
"""Of each process: two that look for what the cache is owed, one that renews its lease, one that listens."""
MOST_CLOCK_SECONDS: Final = 2.0
_SUBJECT: Final = "Database"

_HAS_FLEET: Final = text("SELECT to_regclass('fleet_process') IS NOT NULL")
_FLEET: Final = text("""
    SELECT shard_count, count(*) AS living FROM fleet, fleet_process
    WHERE NOT released AND expires_at > clock_timestamp() GROUP BY shard_count
""")
_FACTS: Final = text("""
    SELECT
        current_setting('server_version_num')::int AS version,
        pg_is_in_recovery() OR current_setting('default_transaction_read_only')::bool AS is_read_only,
        coalesce(has_schema_privilege(current_schema(), 'CREATE'), false) AS may_create,
        (
            SELECT count(*) FROM pg_class WHERE relnamespace = current_schema()::regnamespace
            AND relname = ANY(:tables) AND NOT pg_has_role(relowner, 'USAGE')
        ) AS foreign_tables,
        current_user::text AS role,
        current_setting('server_encoding') AS encoding,
        least(
            current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int,
            (SELECT nullif(rolconnlimit, -1) FROM pg_roles WHERE rolname = current_user),
            (SELECT nullif(datconnlimit, -1) FROM pg_database WHERE datname = current_database())
        ) AS connections,
        (SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend') AS connected,
        extract(epoch FROM clock_timestamp())::float AS clock
""")
_BACKEND: Final = text("SELECT pg_backend_pid()")


@dataclass(frozen=True, slots=True)
class PostgresFacts:
    """What the server says, and how it looks from here."""

    version: int
    is_read_only: bool
    may_create: bool
    foreign_tables: int
    role: str
    encoding: str
    connections: int
    connected: int
    clock: float
    clock_here: float
    is_pooled: bool
    """Whether two connections share one of the server's: a transaction pooler stands between."""


@dataclass(frozen=True, slots=True)
class RunningFleet:
    """Processes of which something was heard within their lease, and how many shards they agreed on."""

    living: int
    count: int


async def read_fleet(url: str) -> RunningFleet | None:
    """Ask who runs; None where nobody does. Raises `DatabaseUnavailableError`."""
    async with one_transaction(url) as connection:
        if (await connection.execute(_HAS_FLEET)).scalar_one():
            row = (await connection.execute(_FLEET)).one_or_none()
            return None if row is None else RunningFleet(row.living, row.shard_count)
    return None


async def read_facts(url: str) -> PostgresFacts:
    """Ask the server. Raises `DatabaseUnavailableError`."""
    engine = create_engine(url, pool_size=2, prepared_statements=False)
    try:
        with answering(parse_url(url).display):
            async with engine.connect() as connection:
                before = time.time()
                row = (await connection.execute(_FACTS, {"tables": list(Model.metadata.tables)})).mappings().one()
                clock_here = (before + time.time()) / 2
            return PostgresFacts(**row, clock_here=clock_here, is_pooled=await _is_pooled(engine))
    finally:
        await engine.dispose()


async def _is_pooled(engine: AsyncEngine) -> bool:
    async with engine.connect() as first:
        one = (await first.execute(_BACKEND)).scalar_one()
        await first.rollback()
        async with engine.connect() as second:
            return (await second.execute(_BACKEND)).scalar_one() == one


def judge(facts: PostgresFacts, settings: Settings) -> Iterator[Finding]:
    """Say what is in the bot's way, and how many connections there are for it."""
    yield judge_version(facts.version)
    yield from _judge_rights(facts)
    if facts.encoding != "UTF8":
        remedy = "Make the database anew with ENCODING 'UTF8'; others cannot hold what members write."
        yield Finding(_SUBJECT, State.PROBLEM, f"has the encoding {facts.encoding}", remedy)
    if abs(difference := facts.clock - facts.clock_here) > MOST_CLOCK_SECONDS:
        remedy = "Let both machines keep time by NTP: what is due comes that much too early or too late."
        ahead = "ahead of" if difference > 0 else "behind"
        detail = f"its clock is {abs(difference):.0f} s {ahead} this machine's"
        yield Finding("Database clock", State.NOTE, detail, remedy)
    if not facts.is_pooled:
        yield judge_connections(facts, settings.database.pool_size)
    yield from _judge_pooler(facts, settings)


def judge_version(number: int) -> Finding:
    """Say whether a server of this `server_version_num` is one that the bot is tested with."""
    major = number // 10_000
    if major < OLDEST:
        remedy = f"Upgrade the server to PostgreSQL {OLDEST} to {NEWEST}."
        return Finding(_SUBJECT, State.PROBLEM, f"answers, but PostgreSQL {major} is too old", remedy)
    if major > NEWEST:
        remedy = f"Tested are PostgreSQL {OLDEST} to {NEWEST}."
        return Finding(_SUBJECT, State.NOTE, f"answers; PostgreSQL {major} is newer than tested", remedy)
    return Finding(_SUBJECT, State.OK, f"answers; PostgreSQL {major}")


def _judge_rights(facts: PostgresFacts) -> Iterator[Finding]:
    subject = "Database rights"
    if facts.is_read_only:
        yield Finding(subject, State.PROBLEM, "it takes no writes", "Name the primary server in DATABASE_URL.")
    elif not facts.may_create:
        remedy = f"As its owner: GRANT CREATE ON SCHEMA public TO {facts.role};"
        yield Finding(subject, State.PROBLEM, f"{facts.role} may make no tables", remedy)
    elif facts.foreign_tables:
        remedy = f"Use the user that made them, or as a superuser: REASSIGN OWNED BY that user TO {facts.role};"
        detail = f"{facts.foreign_tables} of the bot's tables belong to another user than {facts.role}"
        yield Finding(subject, State.PROBLEM, detail, remedy)


def judge_connections(facts: PostgresFacts, pool_size: int) -> Finding:
    """Compare what processes may need with what the server gives."""
    subject, each = "Database connections", pool_size + CONNECTIONS_BESIDE_POOL
    processes = facts.connections // each
    detail = f"a process takes up to {each} of {facts.connections}, of which {facts.connected} are in use now"
    if processes == 0:
        remedy = f"Set DATABASE__POOL_SIZE to {max(facts.connections - CONNECTIONS_BESIDE_POOL, 1)} or raise the limit."
        return Finding(subject, State.PROBLEM, detail, remedy)
    return Finding(subject, State.OK, f"{detail}: enough for {processes}")


def _judge_pooler(facts: PostgresFacts, settings: Settings) -> Iterator[Finding]:
    assert settings.database_url is not None
    named = settings.database.prepared_statements
    named = named and parse_url(settings.database_url.get_secret_value()).prepared_statements
    if facts.is_pooled and named:
        remedy = "Set DATABASE__PREPARED_STATEMENTS=false, or connect to the server itself."
        yield Finding("Database pooler", State.PROBLEM, "a transaction pooler is between, unknown to the bot", remedy)
    elif not facts.is_pooled and not named:
        remedy = "Without one set DATABASE__PREPARED_STATEMENTS=true: processes then tell each other at once."
        yield Finding("Database pooler", State.NOTE, "set for a transaction pooler, but none was seen", remedy)
