"""What becomes of reminders when several things happen at once, or when they cannot be delivered."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from astromorty.database.controllers.guild_config import GuildConfigController
from astromorty.database.controllers.timer import TimerController, Wanted
from astromorty.database.engine import Database
from astromorty.database.models import DueTimer, Reminder
from astromorty.errors import Conflict, InvalidInput
from astromorty.services.cache.service import CacheService
from astromorty.services.guild_settings import GuildSettings
from astromorty.services.reminders import KEPT, KIND, MOST_ACTIVE, MemberZone, Origin, Reminders
from astromorty.services.timers import GiveUp, Timers, TryLater
from astromorty.services.times import Meant, Rule
from fixtures.members import eventually

UTC_ZONE = MemberZone("UTC", is_own=False)
ORIGIN = Origin(guild_id=1, channel_id=2, member_id=3)


def after(hours: float) -> Meant:
    at = (datetime.now(UTC) + timedelta(hours=hours)).replace(microsecond=0)
    return Meant(at, at.replace(tzinfo=None))


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    database = Database.from_url(database_url, pool_size=10, cache=CacheService.local())
    yield database
    await database.close()


@pytest.fixture
async def timers(database: Database) -> AsyncIterator[Timers]:
    timers = Timers(database)
    yield timers
    await timers.close(within=1)


@pytest.fixture
def reminders(database: Database, timers: Timers) -> Reminders:
    return Reminders(database, timers, GuildSettings(GuildConfigController(database), {}))


async def claimed(database: Database) -> DueTimer:
    """Claim the only timer as if it were due."""
    async with database.unit_of_work() as unit:
        await unit.session.execute(text("UPDATE timer SET next_at = now()"))
    (due,) = await TimerController(database).claim(Wanted((KIND,)), most=9, lease=timedelta(seconds=15))
    return due


async def timer_due(database: Database) -> datetime:
    (timer,) = await TimerController(database).list()
    return timer.due_at


async def deliver(reminders: Reminders, database: Database) -> Reminder:
    due = await claimed(database)
    seen = await reminders.due(due)
    assert seen is not None
    await reminders.note_delivery(seen)
    return seen


async def test_of_many_set_at_once_only_as_many_are_there_as_may_be(reminders: Reminders, database: Database) -> None:
    async def one(number: int) -> bool:
        try:
            await reminders.add(ORIGIN, after(1), f"number {number}")
        except InvalidInput:
            return False
        return True

    set_ = await asyncio.gather(*(one(number) for number in range(40)))
    assert sum(set_) == MOST_ACTIVE == len(await reminders.of_member(3))
    assert await TimerController(database).count() == MOST_ACTIVE


async def test_what_its_member_changed_while_it_was_delivered_comes_at_its_new_time(
    reminders: Reminders, database: Database
) -> None:
    reminder = await reminders.add(ORIGIN, after(1), "old")
    due = await claimed(database)
    seen = await reminders.due(due)
    assert seen is not None
    later = after(5)
    await reminders.edit(reminder, UTC_ZONE, when=later, text="new")
    await reminders.note_delivery(seen)
    (pending,) = await reminders.of_member(3)
    assert (pending.text, pending.due_at, pending.is_active) == ("new", later.at, True)
    # The next delivery is another one to Discord.
    assert pending.deliveries == seen.deliveries + 1
    assert await timer_due(database) == later.at
    async with database.unit_of_work():
        assert not await TimerController(database).end(due)


async def test_what_was_delivered_in_the_meantime_is_not_changed(reminders: Reminders, database: Database) -> None:
    reminder = await reminders.add(ORIGIN, after(1), "old")
    await deliver(reminders, database)
    with pytest.raises(Conflict, match="delivered, deleted or changed"):
        await reminders.edit(reminder, UTC_ZONE, when=after(5), text=None)


async def test_what_was_deleted_while_it_was_delivered_stays_deleted(reminders: Reminders, database: Database) -> None:
    reminder = await reminders.add(ORIGIN, after(1), "gone")
    seen = await reminders.due(await claimed(database))
    assert seen is not None
    assert await reminders.delete(reminder)
    await reminders.note_delivery(seen)
    assert await reminders.of_member(3) == ()
    assert await TimerController(database).count() == 0


async def test_a_delivered_reminder_is_kept_for_its_buttons_and_then_forgotten(
    reminders: Reminders, database: Database
) -> None:
    await reminders.add(ORIGIN, after(1), "hello")
    seen = await deliver(reminders, database)
    assert await reminders.of_member(3) == ()
    kept = await reminders.delivered_one(1, seen.reminder_id)
    assert kept.delivered_at is not None
    assert await timer_due(database) == kept.delivered_at + KEPT
    assert await reminders.due(await claimed(database)) is None
    with pytest.raises(InvalidInput, match="gone"):
        await reminders.delivered_one(1, seen.reminder_id)


async def test_of_two_presses_one_puts_the_reminder_off(reminders: Reminders, database: Database) -> None:
    await reminders.add(ORIGIN, after(1), "hello")
    seen = await deliver(reminders, database)
    kept = await reminders.delivered_one(1, seen.reminder_id)
    until = after(2)
    results = await asyncio.gather(reminders.snooze(kept, until), reminders.snooze(kept, until), return_exceptions=True)
    assert sorted(type(result).__name__ for result in results) == ["Conflict", "Reminder"]
    (pending,) = await reminders.of_member(3)
    assert pending.due_at == until.at == await timer_due(database)


async def test_snoozing_counts_as_one_of_the_twenty_five(reminders: Reminders, database: Database) -> None:
    await reminders.add(ORIGIN, after(1), "hello")
    seen = await deliver(reminders, database)
    for number in range(MOST_ACTIVE):
        await reminders.add(ORIGIN, after(1), f"number {number}")
    with pytest.raises(InvalidInput, match="25 reminders already"):
        await reminders.snooze(await reminders.delivered_one(1, seen.reminder_id), after(2))


async def test_what_can_never_be_delivered_is_shown_with_its_reason_and_a_new_time_brings_it_back(
    reminders: Reminders, timers: Timers, database: Database
) -> None:
    async def refuse(_due: DueTimer) -> None:
        raise GiveUp("nobody lets me in")

    timers.handle(KIND, refuse, given_up=reminders.note_failure)
    await reminders.add(ORIGIN, after(-1), "hello")
    timers.start()

    async def has_failed() -> bool:
        return any(reminder.failure for reminder in await reminders.of_member(3))

    await eventually(has_failed, within=5)
    await eventually(lambda: _is(timers.counts[KIND, "given up"] == 1), within=5)
    (failed,) = await reminders.of_member(3)
    assert (failed.failure, failed.is_active) == ("nobody lets me in", False)
    assert await timer_due(database) > datetime.now(UTC) + KEPT - timedelta(minutes=1)
    again = await reminders.edit(failed, UTC_ZONE, when=after(3), text=None)
    assert again.is_active
    assert await timer_due(database) == again.due_at


async def _is(value: bool) -> bool:
    return value


async def test_what_fails_for_now_stays_pending(reminders: Reminders, timers: Timers) -> None:
    async def fail(_due: DueTimer) -> None:
        raise TryLater("Discord is away")

    timers.handle(KIND, fail, given_up=reminders.note_failure)
    await reminders.add(ORIGIN, after(-1), "hello")
    timers.start()
    await eventually(lambda: _is(timers.counts[KIND, "retried"] == 1), within=5)
    (pending,) = await reminders.of_member(3)
    assert pending.is_active


async def test_what_repeats_comes_next_after_now_and_not_for_every_time_that_was_missed(
    reminders: Reminders, database: Database
) -> None:
    berlin = MemberZone("Europe/Berlin", is_own=True)
    await reminders.add_repeating(ORIGIN, Rule("day"), after(20), berlin, "stretch")
    async with database.unit_of_work() as unit:
        await unit.session.execute(
            text("UPDATE reminder SET due_at = due_at - interval '9 days', first_at = first_at - interval '9 days'")
        )
    seen = await deliver(reminders, database)
    (pending,) = await reminders.of_member(3)
    assert pending.is_active
    assert timedelta(0) < pending.due_at - datetime.now(UTC) <= timedelta(hours=25)
    assert pending.due_at == await timer_due(database)
    assert pending.first_at is not None
    assert pending.due_at.astimezone(berlin.info).time() == pending.first_at.time()
    assert pending.deliveries == seen.deliveries + 1


async def test_a_reminder_read_through_the_cache_is_never_the_one_before_a_change(
    reminders: Reminders, database: Database
) -> None:
    reminder = await reminders.add(ORIGIN, after(1), "one")
    for word in ("two", "three"):
        seen = await reminders.delivered_one(1, reminder.reminder_id)
        await reminders.edit(seen, UTC_ZONE, when=None, text=word)
        assert (await reminders.delivered_one(1, reminder.reminder_id)).text == word
    async with database.unit_of_work() as unit:
        await unit.session.execute(text("UPDATE reminder SET text = 'by psql'"))
    assert (await reminders.delivered_one(1, reminder.reminder_id)).text == "by psql"


async def test_a_button_does_not_reach_the_reminder_of_another_server(reminders: Reminders) -> None:
    reminder = await reminders.add(ORIGIN, after(1), "hello")
    with pytest.raises(InvalidInput, match="gone"):
        await reminders.delivered_one(2, reminder.reminder_id)


async def test_a_chosen_zone_comes_before_the_servers_and_can_be_taken_back(
    reminders: Reminders, database: Database
) -> None:
    assert await reminders.zone_of(3, None) == MemberZone("UTC", is_own=False)
    await GuildConfigController(database).set_setting(1, "timezone", "Asia/Tokyo")
    assert await reminders.zone_of(3, 1) == MemberZone("Asia/Tokyo", is_own=False)
    assert await reminders.set_zone(3, "berlin") == "Europe/Berlin"
    assert await reminders.zone_of(3, 1) == MemberZone("Europe/Berlin", is_own=True)
    await reminders.set_zone(3, None)
    assert await reminders.zone_of(3, 1) == MemberZone("Asia/Tokyo", is_own=False)
