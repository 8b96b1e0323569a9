"""Timers that this process has claimed, each with the task that handles it."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Collection
from contextvars import Context
from dataclasses import dataclass
from datetime import timedelta
from time import monotonic
from typing import Final

from loguru import logger

from astromorty.database.controllers.timer import TimerController, Wanted
from astromorty.database.engine import Database
from astromorty.database.errors import DatabaseUnavailableError
from astromorty.database.models import DueTimer
from astromorty.log.fields import begin_trace, bind_to_task
from astromorty.services.histogram import Histogram
from astromorty.services.timers.outcome import MOST_ATTEMPTS, GiveUp, TryLater, retry_delay

# How many timers a process handles at once. Most of a handler's time is Discord's answer, or its rate limit.
MOST_AT_ONCE: Final = 50
# A process that is killed is followed after this; well within the minutes for which Discord knows a nonce.
LEASE: Final = timedelta(seconds=15)
RENEW_SECONDS: Final = 5.0
HANDLER_SECONDS: Final = 60.0
# From when on a timer counts as late, and what it is for says so.
LATE: Final = timedelta(minutes=1)
# In seconds: what is on time, late for its reader, and late because nobody ran.
LAG_BOUNDS: Final = (0.1, 0.5, 1.0, 5.0, 15.0, 60.0, 300.0, 3_600.0)

Handler = Callable[[DueTimer], Awaitable[None]]
GivenUp = Callable[[DueTimer, str], Awaitable[None]]
# Tells which shards this process has by now, and how many there are in all.
Shards = Callable[[], tuple[Collection[int], int]]


@dataclass(frozen=True, slots=True)
class _Kind:
    handler: Handler
    given_up: GivenUp | None
    is_local: bool


class Deliveries:
    """Claims, handles and ends timers, a bounded number at once."""

    def __init__(self, database: Database, table: TimerController, shards: Shards) -> None:
        self.counts: Counter[tuple[str, str]] = Counter()
        self.lag = Histogram(LAG_BOUNDS)
        self._database = database
        self._table = table
        self._shards = shards
        self._kinds: dict[str, _Kind] = {}
        self._running: dict[asyncio.Task[None], DueTimer] = {}
        self._renewed_at = monotonic()
        self._look_again: Callable[[], None] = lambda: None

    @property
    def kinds(self) -> tuple[str, ...]:
        """What there are handlers for."""
        return tuple(self._kinds)

    @property
    def wanted(self) -> Wanted | None:
        """What there are handlers for; None where there are none."""
        if not self._kinds:
            return None
        shard_ids, shard_count = self._shards()
        local = {name for name, kind in self._kinds.items() if kind.is_local}
        return Wanted(tuple(self._kinds.keys() - local), tuple(local), shard_count, tuple(shard_ids))

    @property
    def room(self) -> int:
        """How many more timers can be handled now."""
        return MOST_AT_ONCE - len(self._running)

    @property
    def any_running(self) -> bool:
        """Whether leases may have to be renewed."""
        return bool(self._running)

    def handle(self, kind: str, handler: Handler, given_up: GivenUp | None, *, is_local: bool) -> None:
        """Remember who handles a kind."""
        self._kinds[kind] = _Kind(handler, given_up, is_local)

    def forget(self, kind: str) -> None:
        """Handle no more timers of a kind."""
        self._kinds.pop(kind, None)

    def on_change(self, look_again: Callable[[], None]) -> None:
        """Call `look_again` when there is room for more, or a next attempt that nobody knows of yet."""
        self._look_again = look_again

    async def begin_due(self) -> None:
        """Claim as many due timers as there is room for, and begin to handle them."""
        wanted = self.wanted
        if wanted is None or self.room == 0:
            return
        for due in await self._table.claim(wanted, most=self.room, lease=LEASE):
            if due.attempts == 1:
                self.lag.add(due.late.total_seconds())
            task = asyncio.create_task(self._handle(due), name=f"timer {due.kind} {due.id}", context=Context())
            self._running[task] = due
            task.add_done_callback(self._ended)

    async def renew(self) -> None:
        """Keep what is being handled from being claimed by another process."""
        if self._running and monotonic() - self._renewed_at >= RENEW_SECONDS:
            self._renewed_at = monotonic()
            await self._table.renew(tuple(self._running.values()), LEASE)

    async def close(self, *, within: float) -> None:
        """Let running handlers finish for so many seconds, then cut them off; their leases run out."""
        if self._running:
            logger.info("Waiting for {} running timers", len(self._running))
            await asyncio.wait(self._running, timeout=within)
        left = list(self._running)
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)

    def _ended(self, task: asyncio.Task[None]) -> None:
        was_full = self.room == 0
        del self._running[task]
        if was_full:
            self._look_again()

    async def _handle(self, due: DueTimer) -> None:
        begin_trace()
        bind_to_task(guild=due.guild_id, timer=f"{due.kind} {due.id}")
        try:
            await self._attempt(due)
        except DatabaseUnavailableError as error:
            logger.warning("A timer is handled again after its lease: {}", error)
        except Exception:
            logger.exception("A timer is handled again after its lease")

    async def _attempt(self, due: DueTimer) -> None:
        """Handle a timer and write down what came of it."""
        kind = self._kinds.get(due.kind)
        if kind is None:
            return  # just forgotten: another process has it after its lease
        try:
            if due.attempts > MOST_ATTEMPTS:
                raise GiveUp("the bot ended during each attempt")  # noqa: TRY301 - handled as any other
            async with asyncio.timeout(HANDLER_SECONDS):
                await kind.handler(due)
        except DatabaseUnavailableError:
            raise
        except GiveUp as outcome:
            await self._give_up(due, kind, str(outcome))
        except (TryLater, TimeoutError) as outcome:
            await self._try_later(due, kind, str(outcome) or "no answer in time")
        except Exception as error:
            logger.opt(exception=error).error("The handler of a timer failed")
            await self._try_later(due, kind, type(error).__name__)
        else:
            async with self._database.unit_of_work():
                await self._table.end(due)
            self._count(due, "done")
            if due.late > LATE:
                self._count(due, "late")

    async def _try_later(self, due: DueTimer, kind: _Kind, reason: str) -> None:
        delay = retry_delay(due.attempts)
        if delay is None:
            await self._give_up(due, kind, reason)
            return
        logger.info("Attempt {} failed, the next one is in {}: {}", due.attempts, delay, reason)
        async with self._database.unit_of_work():
            await self._table.postpone(due, delay)
        self._look_again()
        self._count(due, "retried")

    async def _give_up(self, due: DueTimer, kind: _Kind, reason: str) -> None:
        async with self._database.unit_of_work():
            if not await self._table.end(due):
                return  # changed or claimed meanwhile: it is another's
            if kind.given_up is not None:
                await kind.given_up(due, reason)
        logger.warning("Given up after {} attempts: {}", due.attempts, reason)
        self._count(due, "given up")

    def _count(self, due: DueTimer, outcome: str) -> None:
        self.counts[due.kind, outcome] += 1
