"""Cases in the database: numbers without gaps or doubles, one case for an intent, ends that come."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from datetime import UTC, datetime, timedelta

import pytest

from astromorty.database.engine import Database
from astromorty.database.models.moderation_case import Kind
from astromorty.errors import Conflict, InvalidInput
from astromorty.services.cases import Case, Cases, NewMeasure
from astromorty.services.timers import Timers

GUILD, MIA, MOD = 1_100_000_000_000_000_001, 7, 8


def measure(kind: Kind = "ban", *, member_id: int = MIA, hours: int | None = None, guild_id: int = GUILD) -> NewMeasure:
    expires_at = None if hours is None else datetime.now(UTC) + timedelta(hours=hours)
    return NewMeasure(guild_id, kind, member_id, MOD, "rude", expires_at)


@pytest.fixture
async def here(database: Database) -> AsyncGenerator[Cases]:
    timers = Timers(database)
    yield Cases(database, timers)
    await timers.close(within=1)


@pytest.fixture
async def there(database_url: str) -> AsyncGenerator[Cases]:
    """What another process has."""
    database = Database.from_url(database_url, pool_size=5)
    timers = Timers(database)
    yield Cases(database, timers)
    await timers.close(within=1)
    await database.close()


async def numbers(cases: Cases) -> list[int]:
    return sorted(case.number for case in await cases.list(GUILD, limit=2_000))


class Broken(Exception):
    pass


async def broken(_case: Case) -> None:
    raise Broken


async def test_a_thousand_cases_of_two_processes_at_once_are_numbered_without_gap_or_double(here: Cases, there: Cases):
    """Every eleventh fails after it had its number."""
    # More wait for their turn than there are connections, but none so long that it gives up.
    turns = asyncio.Semaphore(40)

    async def record(n: int) -> None:
        async with turns:
            cases = (here, there)[n % 2]
            await cases.record_now(measure("warn", member_id=n), also=broken if n % 11 == 10 else None)

    results = await asyncio.gather(*map(record, range(1, 1_101)), return_exceptions=True)
    failed = [result for result in results if isinstance(result, BaseException)]
    assert {type(error) for error in failed} == {Broken}
    assert len(failed) == 100
    assert await numbers(here) == list(range(1, 1_001))


async def test_each_server_counts_for_itself(here: Cases):
    for guild_id in (GUILD, GUILD + 1):
        assert (await here.record_now(measure("note", guild_id=guild_id))).number == 1


async def test_an_intent_becomes_one_case_however_often_and_by_whomever_it_is_recorded(here: Cases, there: Cases):
    intent = await here.open(measure())
    cases = await asyncio.gather(*(each.record(intent) for each in (here, there) for _ in range(5)))
    assert len(set(cases)) == 1
    assert await numbers(here) == [1]
    assert await here.intent(intent.id) is None


async def test_what_discord_refused_leaves_nothing(here: Cases):
    intent = await here.open(measure())
    await here.drop(intent)
    assert await numbers(here) == []
    assert await here.intent(intent.id) is None


async def test_what_was_dropped_for_lost_and_happened_after_all_becomes_a_case(here: Cases):
    intent = await here.open(measure())
    await here.drop(intent)
    assert (await here.record(intent)).number == 1


async def test_a_case_takes_the_place_of_what_it_replaces(here: Cases):
    first = await here.record_now(measure("tempban", hours=1))
    other = await here.record_now(measure("tempban", hours=1, member_id=MIA + 1))
    second = await here.record_now(measure("tempban", hours=2))
    assert await here.open_measure(GUILD, MIA, "tempban") == second
    assert not (await here.find(GUILD, first.number)).is_open
    await here.record_now(measure("unban"))
    assert await here.open_measure(GUILD, MIA, "tempban") is None
    assert await here.open_measure(GUILD, MIA + 1, "tempban") == other


async def test_of_two_edits_that_saw_the_same_the_second_is_told(here: Cases, there: Cases):
    seen = await here.record_now(measure("warn"))
    edited = await there.edit_reason(seen, " politely rude ")
    assert (edited.reason, edited.version) == ("politely rude", seen.version + 1)
    with pytest.raises(Conflict, match="Somebody else changed case 1"):
        await here.edit_reason(seen, "mine")
    assert (await here.find(GUILD, 1)).reason == "politely rude"
    with pytest.raises(InvalidInput, match="at most 512 characters"):
        await here.edit_reason(edited, "x" * 513)


async def test_a_case_is_closed_once_and_opened_again(here: Cases):
    case = await here.record_now(measure("warn"))
    closed = await here.close(case)
    with pytest.raises(InvalidInput, match="is closed already"):
        await here.close(case)
    reopened = await here.reopen(closed)
    assert reopened.is_open
    with pytest.raises(InvalidInput, match="is open"):
        await here.reopen(closed)


async def test_what_still_runs_is_not_closed_by_hand_and_what_is_over_not_opened(here: Cases):
    case = await here.record_now(measure("tempban", hours=1))
    with pytest.raises(InvalidInput, match="`unban` ends it"):
        await here.close(case)
    await here.record_now(measure("unban"))
    with pytest.raises(InvalidInput, match="`tempban` opens a new case"):
        await here.reopen(await here.find(GUILD, case.number))
