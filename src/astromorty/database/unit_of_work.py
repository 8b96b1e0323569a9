"""One transaction that every controller called inside it shares.

Work that is owed once the data is committed belongs to `UnitsOfWork._commit`, after the transaction and before the
caller is told: that is the only place, and whoever adds to it must keep it running to its end when the caller is
cancelled.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from contextvars import ContextVar
from typing import Final

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from astromorty.database.cancellation import run_to_end
from astromorty.database.errors import UnitOfWorkError, WriteOutsideUnitOfWorkError
from astromorty.services.cache.outbox import Debt
from astromorty.services.cache.service import CacheService
from astromorty.services.cache.transactions import OpenTransaction, open_transaction

OWN_DEBTS: Final = text("""
    SELECT id, entries FROM cache_outbox WHERE transaction = pg_current_xact_id_if_assigned()::text::bigint
""")


class UnitOfWork:
    """An open transaction; it belongs to the task that opened it."""

    def __init__(self, session: AsyncSession, owed: OpenTransaction) -> None:
        self.session = session
        self.owed = owed
        self.task = asyncio.current_task()
        self.is_open = True
        self.is_doomed = False
        # Called right after the commit: they tell somebody in this process, and neither wait nor fail.
        self.after_commit: list[Callable[[], None]] = []


class UnitsOfWork:
    """Opens units of work and knows the one the running task is in."""

    def __init__(self, sessions: async_sessionmaker[AsyncSession], cache: CacheService) -> None:
        self._sessions = sessions
        self._cache = cache
        self._open: ContextVar[UnitOfWork | None] = ContextVar("open_unit_of_work", default=None)

    def current(self) -> UnitOfWork | None:
        """Return the unit of work this task is in, if any.

        A task started inside an open unit of work inherits its context but cannot share its connection: raises
        `UnitOfWorkError` there, rather than reading or writing outside the transaction in silence.
        """
        unit = self._open.get()
        if unit is None or not unit.is_open:
            return None
        if unit.task is not asyncio.current_task():
            raise UnitOfWorkError("a unit of work belongs to the task that opened it: do not use it from another task")
        return unit

    def writing_session(self) -> AsyncSession:
        """Return the open unit of work's session; raise `WriteOutsideUnitOfWorkError` when there is none."""
        unit = self.current()
        if unit is None:
            raise WriteOutsideUnitOfWorkError
        return unit.session

    @asynccontextmanager
    async def begin(self) -> AsyncGenerator[UnitOfWork]:
        """Open a unit of work, or join the one that is open; the outermost commits or rolls back.

        An inner block that fails dooms the whole: half of its writes may have happened, so the outermost rolls back and
        raises `UnitOfWorkError` even if the inner error was caught on the way.
        """
        outer = self.current()
        if outer is not None:
            try:
                yield outer
            except BaseException:
                outer.is_doomed = True
                raise
            return
        # Closing the session, which SQLAlchemy shields from cancellation, rolls back what was not committed.
        async with self._sessions() as session:
            with open_transaction() as owed:
                unit = UnitOfWork(session, owed)
                token = self._open.set(unit)
                try:
                    yield unit
                finally:
                    unit.is_open = False
                    self._open.reset(token)
            if unit.is_doomed:
                raise UnitOfWorkError("rolled back: a part of this unit of work failed")
            await run_to_end(self._commit(unit))

    async def _commit(self, unit: UnitOfWork) -> None:
        unit.owed.debts = await own_debts(unit.session)
        await unit.session.commit()
        for tell in unit.after_commit:
            tell()
        await self._cache.settle(unit.owed)


async def own_debts(session: AsyncSession) -> tuple[Debt, ...]:
    """Return what the triggers wrote into the outbox for the session's open transaction."""
    rows = (await session.execute(OWN_DEBTS)).all()
    return tuple(Debt.of_entries(number, entries) for number, entries in rows)
