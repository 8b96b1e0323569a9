"""Cases without a moderator: what came of an intent whose process died, and the ends of measures."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from astromorty.database.controllers.member_data import MemberDataController
from astromorty.database.engine import Database
from astromorty.database.models import Case, Intent
from astromorty.database.models.moderation_case import Kind
from astromorty.services.cases import Cases, NewMeasure
from astromorty.services.timers import GiveUp, Timers, TryLater
from fixtures.members import eventually

GUILD, MIA, MOD = 1_100_000_000_000_000_001, 7, 8
HOUR = timedelta(hours=1)


class Process:
    """One process: what it asked Discord, and what Discord says."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.timers = Timers(database)
        self.cases = Cases(database, self.timers)
        self.asked: list[Intent] = []
        self.ended: list[Case] = []
        self.shown: list[Case] = []
        self.took_place: bool | Exception | None = True
        self.refusal: Exception | None = None
        self.cases.reconcile_with("ban", self.ask)
        self.cases.end_with("tempban", self.end)
        self.cases.show_with(self.show)

    async def ask(self, intent: Intent) -> bool | None:
        self.asked.append(intent)
        if isinstance(self.took_place, Exception):
            raise self.took_place
        return self.took_place

    async def end(self, case: Case) -> None:
        self.ended.append(case)
        if self.refusal is not None:
            raise self.refusal

    async def show(self, case: Case) -> None:
        self.shown.append(case)

    async def all_cases(self) -> list[tuple[int, Kind, bool]]:
        return [(case.number, case.kind, case.is_open) for case in await self.cases.list(GUILD, limit=10)]

    async def timers_left(self) -> list[tuple[str, int]]:
        """Return kind and attempts of all timers."""
        async with self.database.engine.connect() as connection:
            found = await connection.execute(text("SELECT kind, attempts FROM timer ORDER BY kind, id"))
        return [(kind, attempts) for kind, attempts in found]

    async def come_due(self, kind: str, *, left: list[tuple[str, int]]) -> None:
        """Let timers of a kind be due; wait until they were handled and only these are left."""
        before = self._handled(kind)
        async with self.database.unit_of_work() as unit:
            due = text("UPDATE timer SET due_at = now(), next_at = now() WHERE kind = :kind")
            await unit.session.execute(due, {"kind": kind})
        self.timers._schedule.wake()  # pyright: ignore[reportPrivateUsage] - SQL wakes nobody

        async def is_so() -> bool:
            return self._handled(kind) > before and await self.timers_left() == left

        await eventually(is_so, within=5)

    def _handled(self, kind: str) -> int:
        return sum(count for (each, _), count in self.timers.counts.items() if each == kind)


Start = Callable[[], Awaitable[Process]]


@pytest.fixture
async def start(database_url: str) -> AsyncIterator[Start]:
    """Start a process; all end with the test."""
    async with AsyncExitStack() as stack:

        async def begin() -> Process:
            database = Database.from_url(database_url, pool_size=5)
            stack.push_async_callback(database.close)
            process = Process(database)
            stack.push_async_callback(process.timers.close, within=1)
            process.timers.start()
            return process

        yield begin


def measure(kind: Kind = "ban", within: timedelta | None = None) -> NewMeasure:
    return NewMeasure(GUILD, kind, MIA, MOD, "rude", None if within is None else datetime.now(UTC) + within)


async def killed_between(start: Start) -> Intent:
    """Let a process die after it wrote an intent down; Discord may have been asked or not."""
    dead = await start()
    intent = await dead.cases.open(measure())
    await dead.timers.close(within=1)
    assert await dead.timers_left() == [("case_intent", 0)]
    return intent


async def test_what_took_place_becomes_one_case_after_the_next_start(start: Start) -> None:
    intent = await killed_between(start)
    process = await start()
    await process.come_due("case_intent", left=[])
    assert process.asked == [intent]
    assert await process.all_cases() == [(1, "ban", True)]
    case = await process.cases.find(GUILD, 1)
    assert (case.member_id, case.moderator_id, case.reason) == (MIA, MOD, "rude")
    assert case.created_at == intent.created_at
    assert process.shown == [case]


@pytest.mark.parametrize("answer", [False, None])
async def test_what_did_not_or_cannot_be_known_leaves_no_case(start: Start, answer: bool | None) -> None:
    intent = await killed_between(start)
    process = await start()
    process.took_place = answer
    await process.come_due("case_intent", left=[])
    assert process.asked == [intent]
    assert await process.all_cases() == []
    assert await process.cases.intent(intent.id) is None


async def test_while_discord_does_not_tell_it_is_asked_again(start: Start) -> None:
    intent = await killed_between(start)
    process = await start()
    process.took_place = TryLater("Discord has a problem")
    await process.come_due("case_intent", left=[("case_intent", 1)])
    assert await process.cases.intent(intent.id) == intent
    process.took_place = True
    await process.come_due("case_intent", left=[])
    assert await process.all_cases() == [(1, "ban", True)]


async def test_what_was_recorded_or_refused_is_not_asked_about(start: Start) -> None:
    process = await start()
    await process.cases.record(await process.cases.open(measure()))
    await process.cases.drop(await process.cases.open(measure()))
    assert await process.timers_left() == [("case_log", 0)]


async def test_a_process_that_records_while_another_asks_makes_no_second_case(start: Start) -> None:
    slow = await start()
    intent = await slow.cases.open(measure())
    await slow.timers.close(within=1)
    other = await start()

    async def ask(_intent: Intent) -> bool:
        await slow.cases.record(intent)
        return True

    other.cases.reconcile_with("ban", ask)
    await other.come_due("case_intent", left=[("case_log", 0)])
    assert await other.all_cases() == [(1, "ban", True)]


async def test_what_is_dropped_while_another_asks_becomes_no_case(start: Start) -> None:
    """Discord refused it; it says yes since the member was banned before."""
    process = await start()
    intent = await process.cases.open(measure())

    async def ask(_intent: Intent) -> bool:
        await process.cases.drop(intent)
        return True

    process.cases.reconcile_with("ban", ask)
    await process.come_due("case_intent", left=[])
    assert await process.all_cases() == []


async def test_the_end_of_a_measure_outlives_its_process_and_closes_the_case(start: Start) -> None:
    dead = await start()
    case = await dead.cases.record(await dead.cases.open(measure("tempban", HOUR)))
    await dead.timers.close(within=1)
    process = await start()
    await process.come_due("case_end", left=[])
    assert process.ended == [case]
    assert [(shown.number, shown.is_open) for shown in process.shown] == [(1, False)]
    assert await process.all_cases() == [(1, "tempban", False)]


async def test_an_end_that_fails_is_tried_again_and_leaves_the_case_open_until_then(start: Start) -> None:
    process = await start()
    await process.cases.record_now(measure("tempban", HOUR))
    process.refusal = TryLater("Discord has a problem")
    await process.come_due("case_end", left=[("case_end", 1), ("case_log", 0)])
    assert await process.all_cases() == [(1, "tempban", True)]
    assert await process.cases.open_measure(GUILD, MIA, "tempban") is not None
    process.refusal = None
    await process.come_due("case_end", left=[])
    assert await process.all_cases() == [(1, "tempban", False)]


async def test_an_end_that_is_given_up_leaves_the_case_open_and_the_log_shows_that(start: Start) -> None:
    process = await start()
    await process.cases.record_now(measure("tempban", HOUR))
    await process.come_due("case_log", left=[("case_end", 0)])
    process.shown.clear()
    process.refusal = GiveUp("I may not unban anybody")
    await process.come_due("case_end", left=[])
    assert [(case.number, case.is_open) for case in process.shown] == [(1, True)]


async def test_a_timeout_ends_at_discord_and_its_case_is_closed(start: Start) -> None:
    process = await start()
    await process.cases.record_now(measure("timeout", HOUR))
    await process.come_due("case_end", left=[])
    assert await process.all_cases() == [(1, "timeout", False)]


async def test_what_nobody_can_end_is_not_closed_as_if_it_were(start: Start) -> None:
    process = await start()
    await process.cases.record_now(measure("jail", HOUR))
    await process.come_due("case_end", left=[("case_end", 1), ("case_log", 0)])
    assert await process.all_cases() == [(1, "jail", True)]


async def test_what_was_lifted_or_replaced_does_not_end_what_came_after(start: Start) -> None:
    process = await start()
    await process.cases.record_now(measure("tempban", HOUR))
    await process.cases.record_now(measure("tempban", 2 * HOUR))
    assert [kind for kind, _ in await process.timers_left()].count("case_end") == 1
    await process.cases.record_now(measure("unban"))
    assert "case_end" not in dict(await process.timers_left())


async def test_who_has_their_data_erased_is_not_released(start: Start) -> None:
    process = await start()
    await process.cases.record_now(measure("tempban", HOUR))
    await process.cases.open(measure())
    before = await process.timers_left()
    await MemberDataController(process.database).erase(MIA)
    assert await process.timers_left() == before
    assert await process.all_cases() == [(1, "tempban", True)]
