"""Critical sections that only one process may be in: leases in Postgres, since a cache may lose what it holds.

A holder renews its lease as long as it is in the section; one that dies is followed when it ends. One that was only
slow wakes up believing that it still holds the lock: what it then writes must go through `Lock.fence`, which tells it
apart by its fencing number.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from contextvars import Context
from dataclasses import dataclass
from typing import Final

from loguru import logger
from sqlalchemy import text

from astromorty.database.engine import Database
from astromorty.database.errors import DatabaseUnavailableError

# Expiry is on the database's clock. Who asks again while holding it does not get it twice: the holder is new each time.
ACQUIRE: Final = text("""
    INSERT INTO section_lock AS held (name, holder, fencing, expires_at)
    VALUES (:name, :holder, 1, now() + make_interval(secs => :seconds))
    ON CONFLICT (name) DO UPDATE
    SET holder = excluded.holder, fencing = held.fencing + 1, expires_at = excluded.expires_at
    WHERE held.expires_at <= now()
    RETURNING fencing
""")
RENEW: Final = text("""
    UPDATE section_lock SET expires_at = now() + make_interval(secs => :seconds)
    WHERE name = :name AND fencing = :fencing AND expires_at > now()
""")
RELEASE: Final = text("UPDATE section_lock SET expires_at = now() WHERE name = :name AND fencing = :fencing")
# Locked until the transaction ends: nobody can take the lease over before what it guards is committed.
FENCE: Final = text("SELECT 1 FROM section_lock WHERE name = :name AND fencing = :fencing FOR UPDATE")
ASK_AGAIN: Final = 0.2


class LockLostError(Exception):
    """The lease ended meanwhile and somebody else is in the section."""


@dataclass(frozen=True, slots=True)
class Lock:
    """A lease that this process got."""

    database: Database
    name: str
    fencing: int

    async def fence(self) -> None:
        """Make sure, inside the open unit of work, that nobody has followed until it commits.

        Raises `LockLostError`; the unit of work then rolls back.
        """
        session = self.database.writing_session()
        if (await session.execute(FENCE, {"name": self.name, "fencing": self.fencing})).first() is None:
            raise LockLostError(f"{self.name} is held by somebody else by now")


class Locks:
    """Leases on names."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @asynccontextmanager
    async def hold(self, name: str, *, seconds: float) -> AsyncGenerator[Lock]:
        """Wait until nobody else holds `name`, and hold it for the block; so many seconds longer, should we die in it.

        Raises `DatabaseUnavailableError`.
        """
        lock = await self._acquire(name, seconds)
        # An empty context: it must not believe itself inside the section's unit of work.
        renewing = asyncio.create_task(self._renew(lock, seconds), name=f"renew {name}", context=Context())
        try:
            yield lock
        finally:
            renewing.cancel()
            await asyncio.gather(renewing, return_exceptions=True)
            await self._release(lock)

    async def _renew(self, lock: Lock, seconds: float) -> None:
        while True:
            await asyncio.sleep(seconds / 3)
            try:
                async with self._database.unit_of_work() as unit:
                    values = {"name": lock.name, "fencing": lock.fencing, "seconds": seconds}
                    await unit.session.execute(RENEW, values)
            except DatabaseUnavailableError as error:
                logger.debug("The lease on {} could not be renewed: {}", lock.name, error)

    async def _acquire(self, name: str, seconds: float) -> Lock:
        values = {"name": name, "holder": secrets.token_hex(8), "seconds": seconds}
        while True:
            async with self._database.unit_of_work() as unit:
                fencing = (await unit.session.execute(ACQUIRE, values)).scalar_one_or_none()
            if fencing is not None:
                return Lock(self._database, name, fencing)
            await asyncio.sleep(ASK_AGAIN)

    async def _release(self, lock: Lock) -> None:
        try:
            async with self._database.unit_of_work() as unit:
                await unit.session.execute(RELEASE, {"name": lock.name, "fencing": lock.fencing})
        except DatabaseUnavailableError as error:
            logger.debug("The lease on {} runs out by itself: {}", lock.name, error)
