"""The invalidations owed, as Postgres keeps them: written by triggers, looked at by every process."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Collection
from contextlib import asynccontextmanager
from typing import Final, Self

import msgspec
from asyncpg import InterfaceError, InternalClientError, PostgresError  # pyright: ignore[reportMissingTypeStubs]  # it has none

from astromorty.database.availability import reason
from astromorty.database.connections import DriverConnection, DriverPool
from astromorty.services.cache.errors import OutboxAwayError, SecondProcessError
from astromorty.services.cache.outbox import Debt, Owed

# One answer with the generation, also when nothing is owed. A dump that is restored makes the table anew and with it
# its oid, so that what was cached before the restore is void.
OWED: Final = """
    SELECT concat(state.generation, '.', state.tableoid), debt.id, debt.entries
    FROM cache_state AS state
    LEFT JOIN (SELECT id, entries FROM cache_outbox ORDER BY id LIMIT $1) AS debt ON true
    ORDER BY debt.id
"""
SETTLE: Final = "DELETE FROM cache_outbox WHERE id = ANY($1)"
SHARE: Final = """
    UPDATE cache_state SET shared_until = greatest(shared_until, now() + make_interval(secs => $1))
    WHERE sole_until IS NULL OR sole_until < now() RETURNING id
"""
# Without Redis nobody else hears of this process's writes, and what others cached meanwhile is void.
HOLD_ALONE: Final = """
    UPDATE cache_state SET sole_process = $1, sole_until = now() + make_interval(secs => $2),
        generation = CASE WHEN sole_process = $1 THEN generation ELSE gen_random_uuid() END
    WHERE (shared_until IS NULL OR shared_until < now())
        AND (sole_process IS NULL OR sole_process = $1 OR sole_until < now())
    RETURNING id
"""
LEAVE: Final = "UPDATE cache_state SET sole_process = NULL, sole_until = NULL WHERE sole_process = $1"
RENEW: Final = "UPDATE cache_state SET generation = gen_random_uuid()"


class PostgresOutbox:
    """The outbox of one database; raises `OutboxAwayError` when that does not answer.

    Its two connections are its own: a crowd of slow loads cannot keep it waiting. They go past SQLAlchemy: every
    process looks here four times in a lease, which is most of what it does while nobody writes.
    """

    def __init__(self, pool: DriverPool) -> None:
        self._pool = pool

    @classmethod
    def from_url(cls, url: str, *, prepared_statements: bool = True) -> Self:
        """Make the outbox of the database at `url`; connects on first use."""
        return cls(DriverPool(url, size=2, prepared_statements=prepared_statements))

    @asynccontextmanager
    async def _connection(self) -> AsyncGenerator[DriverConnection]:
        try:
            async with self._pool.connection() as connection:
                yield connection
        except (OSError, InterfaceError, InternalClientError, PostgresError) as error:
            raise OutboxAwayError(f"the database does not say what is owed: {reason(error)}") from error

    async def owed(self, limit: int) -> Owed:
        """Return the generation and at most `limit` committed debts, oldest first."""
        async with self._connection() as connection:
            rows = await connection.fetch(OWED, limit)
        debts = (
            Debt.of_entries(number, msgspec.json.decode(entries)) for _, number, entries in rows if number is not None
        )
        return Owed(rows[0][0], tuple(debts))

    async def settle(self, debts: Collection[int]) -> None:
        """Remove debts that were paid; those that somebody else removed are no error."""
        async with self._connection() as connection:
            await connection.execute(SETTLE, sorted(debts))

    async def register(self, process: str, *, alone: bool, seconds: float) -> None:
        """Use the database for the next seconds; raise `SecondProcessError` when another one rules that out."""
        async with self._connection() as connection:
            asked = connection.fetch(HOLD_ALONE, process, seconds) if alone else connection.fetch(SHARE, seconds)
            registered = await asked
        if not registered:
            raise SecondProcessError

    async def leave(self, process: str) -> None:
        """Let the next process without Redis start at once."""
        async with self._connection() as connection:
            await connection.execute(LEAVE, process)

    async def renew_generation(self) -> None:
        """Make everything cached from this database void."""
        async with self._connection() as connection:
            await connection.execute(RENEW)

    async def close(self) -> None:
        """Close the connections."""
        await self._pool.close()
