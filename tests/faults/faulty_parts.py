"""Parts of a bot process that fail on order, at the moment that is worst for coherence."""

from __future__ import annotations

import asyncio
import os
import random
import signal
from collections.abc import AsyncGenerator, Callable, Collection
from contextlib import asynccontextmanager
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from astromorty.database.engine import Database
from astromorty.database.outbox import PostgresOutbox
from astromorty.services.cache.outbox import Owed
from astromorty.services.cache.service import CacheService
from astromorty.services.cache.transactions import OpenTransaction
from faults.board import Order

SLOW_SHARE: Final = 0.05
SLOW_SECONDS: Final = (0.005, 0.03)

TakeOrder = Callable[[Order], bool]


class MortalCache(CacheService):
    """Dies between a writer's commit and its invalidation."""

    take_order: TakeOrder

    async def settle(self, transaction: OpenTransaction) -> None:
        """Settle, unless ordered to die first."""
        if self.take_order(Order.DIE_AFTER_COMMIT):
            os.kill(os.getpid(), signal.SIGKILL)
        await super().settle(transaction)

    @property
    def is_believed(self) -> bool:
        """Whether the process holds its lease on trust."""
        return self._trust.holds()

    def forget_local(self) -> None:
        """Drop what this process holds, so that the next read asks Redis."""
        self._types.flush()


class StoppableOutbox(PostgresOutbox):
    """Stops its process while it holds debts that it has not paid, or not taken out yet."""

    take_order: TakeOrder

    async def owed(self, limit: int) -> Owed:
        """Look for debts; with some in hand, stop if ordered to."""
        owed = await super().owed(limit)
        if owed.debts and self.take_order(Order.STOP_WITH_DEBTS):
            os.kill(os.getpid(), signal.SIGSTOP)
        return owed

    async def settle(self, debts: Collection[int]) -> None:
        """Take debts out; stop before it if ordered to."""
        if self.take_order(Order.STOP_WITH_DEBTS):
            os.kill(os.getpid(), signal.SIGSTOP)
        await super().settle(debts)


class SlowDatabase(Database):
    """Hands some of its answers over late, after the row may have changed."""

    @asynccontextmanager
    async def session(self) -> AsyncGenerator[AsyncSession]:
        """Yield a session; one in twenty reads ends 5 to 30 ms after its row was read."""
        async with super().session() as session:
            yield session
        if random.random() < SLOW_SHARE:
            await asyncio.sleep(random.uniform(*SLOW_SECONDS))
