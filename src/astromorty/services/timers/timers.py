"""The timers as the rest of the bot sees them: schedule, change, cancel, and handle what is due."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import Any

from astromorty.database.controllers.timer import TimerController
from astromorty.database.engine import Database
from astromorty.services.histogram import Histogram
from astromorty.services.timers.delivery import Deliveries, GivenUp, Handler, Shards
from astromorty.services.timers.schedule import Schedule


def _the_only_shard() -> tuple[tuple[int], int]:
    return (0,), 1


class Timers:
    """Durable timers of all kinds, and this process's part in handling those that are due.

    Any process may get any timer: a handler reaches Discord by REST and expects no server in its process's cache. One
    that needs it asks for timers of the servers of this process's `shards` only.
    A handler may run again for the same timer, after a failure or where its process died: what it does must bear that.
    """

    def __init__(self, database: Database, shards: Shards = _the_only_shard) -> None:
        self._database = database
        self._table = TimerController(database)
        self._deliveries = Deliveries(database, self._table, shards)
        self._schedule = Schedule(database, self._table, self._deliveries)

    @property
    def kinds(self) -> tuple[str, ...]:
        """What there are handlers for."""
        return self._deliveries.kinds

    @property
    def counts(self) -> Counter[tuple[str, str]]:
        """How many timers of each kind came to each outcome in this process: done, late, retried, given up."""
        return self._deliveries.counts

    @property
    def lag(self) -> Histogram:
        """How long after their time timers were handled first, in this process."""
        return self._deliveries.lag

    def handle(self, kind: str, handler: Handler, *, given_up: GivenUp | None = None, is_local: bool = False) -> None:
        """Let `handler` do what timers of this kind are for, in place of one that did before.

        It is awaited with the claimed timer, which says how late it is, for at most a minute. When it returns, the
        timer is over, unless it was scheduled anew. Raising `TryLater`, or any error, has it tried again; `GiveUp`, or
        the last attempt's failure, calls `given_up` with the timer and the reason, in the unit of work that ends it.

        With `is_local` a timer waits, without an attempt, for the process that has its server's shard.
        """
        self._deliveries.handle(kind, handler, given_up, is_local=is_local)
        self._schedule.wake()

    def forget(self, kind: str) -> None:
        """Leave timers of this kind to other processes."""
        self._deliveries.forget(kind)

    async def schedule(
        self,
        kind: str,
        due_at: datetime,
        payload: Mapping[str, Any],
        *,
        guild_id: int | None,
        member_id: int | None,
        key: str | None = None,
    ) -> int:
        """Have something happen at `due_at` or, where that is past, at once; return the timer's number.

        Args:
            kind: Whose handler does it.
            due_at: When; must know its time zone.
            payload: What the handler needs to know, as JSON.
            guild_id: The server it is about, if any.
            member_id: The member it is about, if any; erasing the member's data cancels it.
            key: A name among the timers of this kind. One that bears it already is replaced.

        Raises `WriteOutsideUnitOfWorkError` outside a unit of work: a timer is made with what it is about, or not.
        """
        _refuse_naive(due_at)
        number = await self._table.schedule(kind, due_at, payload, guild_id=guild_id, member_id=member_id, key=key)
        self._wake_after_commit(due_at)
        return number

    async def reschedule(self, kind: str, key: str, due_at: datetime) -> bool:
        """Give the timer that bears this key another time, inside a unit of work; False if there is none."""
        _refuse_naive(due_at)
        found = await self._table.reschedule(kind, key, due_at)
        self._wake_after_commit(due_at)
        return found

    async def cancel(self, kind: str, key: str) -> bool:
        """Let what the key stands for not happen, inside a unit of work; False if there is no such timer.

        A handler that is running already runs on.
        """
        return await self._table.cancel(kind, key)

    def start(self) -> None:
        """Begin to handle what is due; nothing happens if that was begun already."""
        self._schedule.start()

    def look_again(self) -> None:
        """Look for what waited for servers that have come to this process."""
        self._schedule.wake()

    async def close(self, *, within: float) -> None:
        """Claim no more and let running handlers finish for so many seconds; what is left waits for its lease."""
        await asyncio.gather(self._schedule.close(within=within), self._deliveries.close(within=within))

    def _wake_after_commit(self, due_at: datetime) -> None:
        self._database.after_commit(partial(self._schedule.wake, due_at))


def _refuse_naive(due_at: datetime) -> None:
    if due_at.tzinfo is None:
        raise ValueError("a timer's time must know its time zone")
