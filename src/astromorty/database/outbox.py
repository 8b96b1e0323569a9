"""The invalidations owed, as Postgres keeps them: written by triggers, looked at by every process."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Collection
from contextlib import asynccontextmanager
from typing import Final, Self

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from astromorty.database.availability import reason
from astromorty.database.engine import create_engine
from astromorty.database.url import parse_url
from astromorty.services.cache.errors import OutboxAwayError, SecondProcessError
from astromorty.services.cache.outbox import Debt, Owed

# One answer with the generation, also when nothing is owed. A dump that is restored makes the table anew and with it
# its oid, so that what was cached before the restore is void.
OWED: Final = text("""
    SELECT concat(state.generation, '.', state.tableoid), debt.id, debt.entries
    FROM cache_state AS state
    LEFT JOIN (SELECT id, entries FROM cache_outbox ORDER BY id LIMIT :limit) AS debt ON true
    ORDER BY debt.id
""")
SETTLE: Final = text("DELETE FROM cache_outbox WHERE id = ANY(:ids)")
SHARE: Final = text("""
    UPDATE cache_state SET shared_until = greatest(shared_until, now() + make_interval(secs => :seconds))
    WHERE sole_until IS NULL OR sole_until < now() RETURNING id
""")
# Without Redis nobody else hears of this process's writes, and what others cached meanwhile is void.
HOLD_ALONE: Final = text("""
    UPDATE cache_state SET sole_process = :process, sole_until = now() + make_interval(secs => :seconds),
        generation = CASE WHEN sole_process = :process THEN generation ELSE gen_random_uuid() END
    WHERE (shared_until IS NULL OR shared_until < now())
        AND (sole_process IS NULL OR sole_process = :process OR sole_until < now())
    RETURNING id
""")
LEAVE: Final = text("UPDATE cache_state SET sole_process = NULL, sole_until = NULL WHERE sole_process = :process")
RENEW: Final = text("UPDATE cache_state SET generation = gen_random_uuid()")


class PostgresOutbox:
    """The outbox of one database; raises `OutboxAwayError` when that does not answer.

    Its two connections are its own: a crowd of slow loads cannot keep it waiting.
    """

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    @classmethod
    def from_url(cls, url: str, *, prepared_statements: bool = True) -> Self:
        """Make the outbox of the database at `url`; connects on first use."""
        prepared_statements = prepared_statements and parse_url(url).prepared_statements
        engine = create_engine(url, pool_size=2, prepared_statements=prepared_statements)
        # Every call is one statement. Without named statements only a transaction holds the server connection for it.
        return cls(engine.execution_options(isolation_level="AUTOCOMMIT") if prepared_statements else engine)

    @asynccontextmanager
    async def _connection(self) -> AsyncGenerator[AsyncConnection]:
        try:
            async with self._engine.begin() as connection:
                yield connection
        except (OSError, TimeoutError, SQLAlchemyError) as error:
            raise OutboxAwayError(f"the database does not say what is owed: {reason(error)}") from error

    async def owed(self, limit: int) -> Owed:
        """Return the generation and at most `limit` committed debts, oldest first."""
        async with self._connection() as connection:
            rows = (await connection.execute(OWED, {"limit": limit})).all()
        return Owed(rows[0][0], tuple(Debt.of_entries(number, entries) for _, number, entries in rows if number))

    async def settle(self, debts: Collection[int]) -> None:
        """Remove debts that were paid; those that somebody else removed are no error."""
        async with self._connection() as connection:
            await connection.execute(SETTLE, {"ids": sorted(debts)})

    async def register(self, process: str, *, alone: bool, seconds: float) -> None:
        """Use the database for the next seconds; raise `SecondProcessError` when another process rules that out."""
        statement, values = (HOLD_ALONE, {"process": process}) if alone else (SHARE, {})
        async with self._connection() as connection:
            if (await connection.execute(statement, {**values, "seconds": seconds})).first() is None:
                raise SecondProcessError

    async def leave(self, process: str) -> None:
        """Let the next process without Redis start at once."""
        async with self._connection() as connection:
            await connection.execute(LEAVE, {"process": process})

    async def renew_generation(self) -> None:
        """Make everything cached from this database void."""
        async with self._connection() as connection:
            await connection.execute(RENEW)

    async def close(self) -> None:
        """Close the connections."""
        await self._engine.dispose()
