"""When to look for due timers: at the next due time, when a new one is earlier, and when there is room for more."""

from __future__ import annotations

import asyncio
from contextvars import Context
from datetime import UTC, datetime
from typing import Final

from loguru import logger

from astromorty.database.controllers.timer import SUBJECT, TimerController
from astromorty.database.engine import Database
from astromorty.database.errors import DatabaseUnavailableError
from astromorty.services.timers.delivery import RENEW_SECONDS, Deliveries

# A process that hears of others' new timers needs to look by itself only for what a lost notification told.
LONGEST_SLEEP_LISTENING: Final = 60.0
# One that hears nothing (behind a transaction pooler) finds a new timer of another process, should that one die before
# it is due, at most this much late.
LONGEST_SLEEP_DEAF: Final = 15.0
ASK_AGAIN: Final = 1.0


class Schedule:
    """The one task that claims due timers and sleeps until the next."""

    def __init__(self, database: Database, table: TimerController, deliveries: Deliveries) -> None:
        self._table = table
        self._deliveries = deliveries
        self._notifications = database.notifications
        # Until when this process means to sleep; None while it does not.
        self._next_at: datetime | None = None
        self._woken = asyncio.Event()
        self._started = asyncio.Event()
        deliveries.on_change(self.wake)
        if self._notifications is not None:
            self._notifications.receive(SUBJECT, self._hear, connected=self.wake)
        # An empty context: it must not believe itself inside a unit of work of whoever made it.
        self._task = asyncio.create_task(self._run(), name="timers", context=Context())

    def start(self) -> None:
        """Begin, once."""
        self._started.set()

    def wake(self, due_at: datetime | None = None) -> None:
        """Look now, unless `due_at` is later than the time for which the next look is set anyway."""
        if due_at is None or self._next_at is None or due_at < self._next_at:
            self._woken.set()

    async def close(self, *, within: float) -> None:
        """Claim no more; a database that does not answer is waited for so many seconds at most."""
        self._task.cancel()
        await asyncio.wait([self._task], timeout=within)

    async def _hear(self, about: str) -> None:
        self.wake(datetime.fromtimestamp(float(about), UTC))

    async def _run(self) -> None:
        await self._started.wait()
        is_away = False
        while True:
            self._woken.clear()
            try:
                sleep = await self._look()
                is_away = False
            except DatabaseUnavailableError as error:
                if not is_away:
                    logger.warning("Timers wait for the database: {}", error)
                is_away, sleep = True, ASK_AGAIN
            except Exception:
                logger.exception("Looking for due timers failed")
                sleep = ASK_AGAIN
            try:
                async with asyncio.timeout(sleep):
                    await self._woken.wait()
            except TimeoutError:
                pass

    async def _look(self) -> float:
        """Claim what is due, as far as there is room; return how many seconds to sleep."""
        self._next_at = None
        await self._deliveries.renew()
        await self._deliveries.begin_due()
        if self._deliveries.room == 0:
            return RENEW_SECONDS
        wanted = self._deliveries.wanted
        following = None if wanted is None else await self._table.next(wanted)
        if following is None:
            return self._longest_sleep()
        self._next_at, seconds = following
        return min(max(seconds, 0.0), self._longest_sleep())

    def _longest_sleep(self) -> float:
        if self._deliveries.any_running:
            return RENEW_SECONDS
        hears = self._notifications is not None and self._notifications.is_listening
        return LONGEST_SLEEP_LISTENING if hears else LONGEST_SLEEP_DEAF
