"""Timers that outlive the process: in time, once, and by whoever is there."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from sqlalchemy import text

from astromorty.database.controllers.timer import TimerController, Wanted
from astromorty.database.engine import Database
from astromorty.database.errors import WriteOutsideUnitOfWorkError
from astromorty.database.models import DueTimer
from astromorty.database.notifications import Notifications
from astromorty.services.timers import GiveUp, Timers, TryLater, delivery, outcome, schedule
from astromorty.services.timers.metrics import TimerCollector
from fixtures.members import eventually

KIND = "egg"


def within(seconds: float) -> datetime:
    return datetime.now(UTC) + timedelta(seconds=seconds)


class Process:
    """One process's timers, and what they handled."""

    def __init__(self, database: Database, shards: tuple[int, ...]) -> None:
        self.database = database
        self.timers = Timers(database, lambda: (shards, 2))
        self.handled: list[DueTimer] = []
        self.timers.handle(KIND, self.note)

    async def note(self, due: DueTimer) -> None:
        self.handled.append(due)

    async def schedule(self, due_at: datetime, key: str | None = None, **payload: Any) -> None:
        async with self.database.unit_of_work():
            await self.timers.schedule(KIND, due_at, payload, guild_id=None, member_id=7, key=key)

    async def pending(self) -> int:
        return await TimerController(self.database).count()

    async def until_done(self, within: float = 5) -> float:
        async def is_done() -> bool:
            return await self.pending() == 0

        return await eventually(is_done, within=within)


Start = Callable[..., Awaitable[Process]]


@pytest.fixture
async def process(database_url: str) -> AsyncIterator[Start]:
    """Start a process; all end with the test."""
    async with AsyncExitStack() as stack:

        async def start(
            *, hears: bool = False, begin: bool = True, pooler: bool = False, shards: tuple[int, ...] = (0, 1)
        ) -> Process:
            notifications = Notifications(database_url) if hears else None
            if notifications is not None:
                stack.push_async_callback(notifications.close)
                await eventually(lambda: _now(notifications.is_listening), within=5)
            database = Database.from_url(
                database_url, pool_size=5, notifications=notifications, prepared_statements=not pooler
            )
            stack.push_async_callback(database.close)
            made = Process(database, shards)
            stack.push_async_callback(made.timers.close, within=1)
            if begin:
                made.timers.start()
            return made

        yield start


async def _now(value: bool) -> bool:
    return value


async def test_a_timer_is_handled_when_it_is_due_and_then_gone(process: Start) -> None:
    one = await process()
    await one.schedule(within(0.4), key="breakfast", minutes=4)
    assert 0.3 < await one.until_done() < 1.5
    (due,) = one.handled
    assert (due.key, due.payload, due.member_id, due.guild_id) == ("breakfast", {"minutes": 4}, 7, None)
    assert due.late < timedelta(seconds=1)
    # It is counted right after it is gone.
    await eventually(lambda: _now(one.timers.counts == {(KIND, "done"): 1}), within=2)


async def test_each_of_many_is_handled_once_by_one_of_two_processes(process: Start) -> None:
    one, other = await process(begin=False), await process(begin=False)
    async with one.database.unit_of_work():
        for number in range(300):
            payload = {"number": number}
            await one.timers.schedule(KIND, within(0.2), payload, guild_id=None, member_id=7)
    one.timers.start()
    other.timers.start()
    await one.until_done(within=20)
    handled = Counter(due.payload["number"] for due in one.handled + other.handled)
    assert handled == Counter(range(300))
    assert one.handled
    assert other.handled


async def test_a_timer_is_made_with_what_it_is_about_or_not_at_all(process: Start) -> None:
    one = await process()
    with pytest.raises(WriteOutsideUnitOfWorkError):
        await one.timers.schedule(KIND, within(0), {}, guild_id=None, member_id=None)

    async def fail() -> None:
        async with one.database.unit_of_work():
            await one.timers.schedule(KIND, within(0), {}, guild_id=None, member_id=None)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fail()
    await asyncio.sleep(0.2)
    assert one.handled == []


async def test_a_time_without_its_zone_is_refused(process: Start) -> None:
    one = await process()
    with pytest.raises(ValueError, match="time zone"):
        await one.schedule(datetime(2030, 1, 1))  # noqa: DTZ001 - that is the point


async def test_what_became_due_while_no_process_ran_is_handled_at_the_start_and_is_told_how_late(
    process: Start,
) -> None:
    one = await process(begin=False)
    await one.schedule(within(-3600))
    one.timers.start()
    await one.until_done()
    assert timedelta(hours=1) <= one.handled[0].late < timedelta(hours=1, seconds=5)
    await eventually(lambda: _now(one.timers.counts[KIND, "late"] == 1), within=5)
    assert one.timers.counts[KIND, "late"] == 1


async def test_a_process_that_hears_of_a_timer_handles_it_for_the_one_that_made_it_and_ended(process: Start) -> None:
    maker, hearer = await process(begin=False), await process(hears=True)
    await asyncio.sleep(0.2)
    await maker.schedule(within(0.3))
    assert await hearer.until_done() < 1.5
    assert len(hearer.handled) == 1


async def test_behind_a_transaction_pooler_a_process_wakes_for_its_own_timers_at_once(process: Start) -> None:
    one = await process(pooler=True)
    await asyncio.sleep(0.2)
    await one.schedule(within(0.3), key="egg")
    assert await one.until_done() < 1.5
    assert len(one.handled) == 1


async def test_a_process_that_hears_nothing_looks_by_itself(process: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schedule, "LONGEST_SLEEP_DEAF", 0.5)
    maker, deaf = await process(begin=False), await process()
    await asyncio.sleep(0.2)
    await maker.schedule(within(0))
    assert await deaf.until_done() < 1.5


async def test_a_lost_connection_for_notifications_does_not_lose_a_timer(process: Start) -> None:
    maker, hearer = await process(begin=False), await process(hears=True)
    async with maker.database.unit_of_work() as unit:
        await unit.session.execute(
            text(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        )
        await maker.timers.schedule(KIND, within(0.1), {}, guild_id=None, member_id=None)
    await hearer.until_done()
    assert len(hearer.handled) == 1


async def test_the_lease_of_a_process_that_was_killed_runs_out_and_another_one_follows(process: Start) -> None:
    one = await process(begin=False)
    await one.schedule(within(-1))
    table = TimerController(one.database)
    (claimed,) = await table.claim(Wanted((KIND,)), most=5, lease=timedelta(seconds=0.6))
    assert await table.claim(Wanted((KIND,)), most=5, lease=timedelta(seconds=0.6)) == ()
    one.timers.start()
    assert 0.3 < await one.until_done() < 2
    assert [due.attempts for due in one.handled] == [2]
    async with one.database.unit_of_work():
        assert not await table.end(claimed)


async def test_a_handler_that_takes_longer_than_the_lease_keeps_its_timer(
    process: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (delivery, schedule):
        monkeypatch.setattr(module, "RENEW_SECONDS", 0.1)
    monkeypatch.setattr(delivery, "LEASE", timedelta(seconds=0.5))
    one, other = await process(begin=False), await process(begin=False)

    async def slow(due: DueTimer) -> None:
        await asyncio.sleep(1.5)
        one.handled.append(due)

    one.timers.handle(KIND, slow)
    await one.schedule(within(0))
    one.timers.start()
    await asyncio.sleep(0.2)
    other.timers.start()
    await one.until_done()
    assert (len(one.handled), len(other.handled)) == (1, 0)


async def test_a_failure_is_tried_again_after_longer_and_longer_times_and_then_given_up(
    process: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    delays = (timedelta(seconds=0.1), timedelta(seconds=0.2))
    monkeypatch.setattr(outcome, "RETRY_DELAYS", delays)
    monkeypatch.setattr(outcome, "MOST_ATTEMPTS", 3)
    one = await process(begin=False)
    loop = asyncio.get_running_loop()
    attempts: list[float] = []
    given_up: list[tuple[int, str]] = []

    async def fail(_due: DueTimer) -> None:
        attempts.append(loop.time())
        raise TryLater("the stove is off")

    async def note(due: DueTimer, reason: str) -> None:
        given_up.append((due.attempts, reason))
        await one.timers.schedule("apology", within(60), {}, guild_id=None, member_id=due.member_id)

    one.timers.handle(KIND, fail, given_up=note)
    await one.schedule(within(0))
    one.timers.start()
    await eventually(lambda: _now(bool(given_up)), within=5)
    assert given_up == [(3, "the stove is off")]
    gaps = [later - earlier for earlier, later in pairwise(attempts)]
    assert [gap >= delay.total_seconds() for gap, delay in zip(gaps, delays, strict=True)] == [True, True]
    await eventually(lambda: _now(one.timers.counts[KIND, "given up"] == 1), within=5)
    assert one.timers.counts[KIND, "retried"] == 2
    assert [timer.kind for timer in await TimerController(one.database).list()] == ["apology"]


async def test_what_can_never_be_done_is_given_up_at_once(process: Start) -> None:
    one = await process(begin=False)
    reasons: list[str] = []

    async def refuse(_due: DueTimer) -> None:
        raise GiveUp("the member is gone")

    async def note(_due: DueTimer, reason: str) -> None:
        reasons.append(reason)

    one.timers.handle(KIND, refuse, given_up=note)
    await one.schedule(within(0))
    one.timers.start()
    await one.until_done()
    assert reasons == ["the member is gone"]


async def test_a_timer_that_ends_the_process_at_every_attempt_is_given_up_too(process: Start) -> None:
    one = await process(begin=False)
    await one.schedule(within(-1))
    async with one.database.unit_of_work() as unit:
        await unit.session.execute(text("UPDATE timer SET attempts = 99"))
    one.timers.start()
    await one.until_done()
    assert one.handled == []
    await eventually(lambda: _now(one.timers.counts[KIND, "given up"] == 1), within=5)


async def test_a_timer_that_its_handler_gives_another_time_goes_on(process: Start) -> None:
    one = await process(begin=False)

    async def again(due: DueTimer) -> None:
        one.handled.append(due)
        if len(one.handled) < 3:
            async with one.database.unit_of_work():
                assert await one.timers.reschedule(KIND, "daily", within(0.1))

    one.timers.handle(KIND, again)
    await one.schedule(within(0), key="daily", what="bread")
    one.timers.start()
    await one.until_done()
    assert [(due.attempts, due.payload["what"]) for due in one.handled] == [(1, "bread")] * 3


async def test_a_timer_under_a_known_key_replaces_the_one_that_was_there(process: Start) -> None:
    one = await process()
    await one.schedule(within(60), key="nap", reason="old")
    await one.schedule(within(0.1), key="nap", reason="new")
    await one.until_done()
    assert [due.payload["reason"] for due in one.handled] == ["new"]


async def test_a_cancelled_timer_does_nothing(process: Start) -> None:
    one = await process()
    await one.schedule(within(0.3), key="nap")
    async with one.database.unit_of_work():
        assert await one.timers.cancel(KIND, "nap")
        assert not await one.timers.cancel(KIND, "nap")
        assert not await one.timers.reschedule(KIND, "nap", within(0))
    await asyncio.sleep(0.5)
    assert one.handled == []


async def test_only_so_many_are_handled_at_once_and_the_rest_follow(process: Start) -> None:
    one = await process(begin=False)
    running = most = 0

    async def slow(due: DueTimer) -> None:
        nonlocal running, most
        running += 1
        most = max(most, running)
        await asyncio.sleep(0.05)
        running -= 1
        one.handled.append(due)

    one.timers.handle(KIND, slow)
    for _ in range(60):
        await one.schedule(within(0))
    one.timers.start()
    await one.until_done(within=10)
    assert (most, len(one.handled)) == (delivery.MOST_AT_ONCE, 60)


async def test_kinds_that_this_process_does_not_know_are_left_to_others(process: Start) -> None:
    one, newer = await process(), await process()
    newer.timers.handle("toast", newer.note)
    newer.timers.forget(KIND)
    async with one.database.unit_of_work():
        await one.timers.schedule("toast", within(0), {}, guild_id=None, member_id=None)
    await asyncio.sleep(0.3)
    newer.timers.handle("toast", newer.note)
    await one.until_done()
    assert (len(one.handled), len(newer.handled)) == (0, 1)


async def test_what_needs_its_server_waits_without_an_attempt_for_the_process_that_has_it(process: Start) -> None:
    one, other = await process(shards=(0,)), await process(shards=(1,), begin=False)
    guild_id = 5 << 22  # on shard 1 of two
    for each in (one, other):
        each.timers.handle("room", each.note, is_local=True)
    async with one.database.unit_of_work():
        await one.timers.schedule("room", within(0), {}, guild_id=guild_id, member_id=7)
    await asyncio.sleep(0.4)
    (waiting,) = await TimerController(one.database).list()
    assert (one.handled, waiting.attempts) == ([], 0)
    other.timers.start()
    await other.until_done()
    assert [due.guild_id for due in other.handled] == [guild_id]


async def test_at_the_end_running_handlers_finish_and_what_takes_too_long_is_left_for_later(process: Start) -> None:
    one = await process(begin=False)

    async def slow(due: DueTimer) -> None:
        await asyncio.sleep(due.payload["seconds"])
        one.handled.append(due)

    one.timers.handle(KIND, slow)
    await one.schedule(within(-2), seconds=0.3)
    await one.schedule(within(-1), seconds=30)
    one.timers.start()
    await asyncio.sleep(0.2)
    began = asyncio.get_running_loop().time()
    await one.timers.close(within=0.6)
    assert asyncio.get_running_loop().time() - began < 1
    assert [due.payload["seconds"] for due in one.handled] == [0.3]
    assert await one.pending() == 1
    await one.schedule(within(-1), seconds=0)
    await asyncio.sleep(0.2)
    assert await one.pending() == 2


async def test_prometheus_gets_the_counts(process: Start) -> None:
    one = await process()
    await one.schedule(within(-120))
    await one.until_done()
    await eventually(lambda: _now(one.timers.counts[KIND, "late"] == 1), within=5)
    family, lag = TimerCollector(one.timers).collect()
    samples = {(s.name, s.labels["kind"], s.labels["outcome"]): s.value for s in family.samples}
    assert samples == {
        ("astromorty_timers_total", KIND, "done"): 1,
        ("astromorty_timers_total", KIND, "given up"): 0,
        ("astromorty_timers_total", KIND, "late"): 1,
    }
    told = {sample.name: sample.value for sample in lag.samples if "le" not in sample.labels}
    assert told["astromorty_timer_lag_seconds_count"] == 1
    assert 120 <= told["astromorty_timer_lag_seconds_sum"] < 180
