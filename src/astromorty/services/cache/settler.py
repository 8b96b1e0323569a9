"""Takes paid debts out of the outbox, in batches and off the writers' path: paying twice does no harm."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable

from loguru import logger

from astromorty.services.cache.errors import OutboxAwayError
from astromorty.services.cache.outbox import Outbox


class Settler:
    """Removes outbox rows soon after they were paid."""

    def __init__(self, outbox: Outbox) -> None:
        self._outbox = outbox
        self._paid: set[int] = set()
        self._any = asyncio.Event()
        self._task = asyncio.create_task(self._run(), name="cache: settle debts")

    def paid(self, debts: Iterable[int]) -> None:
        """Note that these debts were paid."""
        self._paid.update(debts)
        if self._paid:
            self._any.set()

    async def close(self) -> None:
        """Settle what is left."""
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)
        await self._settle()

    async def _run(self) -> None:
        while True:
            await self._any.wait()
            await self._settle()

    async def _settle(self) -> None:
        paid, self._paid = self._paid, set()
        self._any.clear()
        if not paid:
            return
        try:
            await self._outbox.settle(paid)
        except OutboxAwayError as error:  # whoever looks next pays them again
            logger.debug("Debts stay in the outbox for now: {}", error)
