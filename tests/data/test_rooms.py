"""Members' own voice rooms: who has which, and how often one may be renamed."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import event

from astromorty.database.engine import Database
from astromorty.errors import Conflict, Refusal
from astromorty.services.rooms.renames import MOST_RENAMES, WINDOW, Renames
from astromorty.services.rooms.service import Rooms
from astromorty.services.timers import Timers

GUILD, OWNER, GUEST, CHANNEL = 81384788765712384, 53908232506183680, 53908232506183681, 381963689470984203


async def test_a_member_has_one_room_however_often_they_come(database: Database) -> None:
    timers = Timers(database)
    rooms = Rooms(database, timers)
    room = await rooms.intend(GUILD, OWNER)
    assert room is not None
    assert await rooms.intend(GUILD, OWNER) is None, "while it is being made"
    assert await rooms.made(room, CHANNEL)
    assert await rooms.intend(GUILD, OWNER) is None
    assert await rooms.of_channel(CHANNEL) == await rooms.of_owner(GUILD, OWNER)
    await rooms.forget(room)
    assert not await rooms.made(room, CHANNEL), "nobody wants it any more"
    again = await rooms.intend(GUILD, OWNER)
    assert again is not None
    assert not await rooms.made(room, CHANNEL), "that is the earlier room's"
    with pytest.raises(Conflict):
        await rooms.hand_over(room, GUEST)
    await rooms.forget(room)
    assert await rooms.of_owner(GUILD, OWNER) == again
    await timers.close(within=1)


async def test_a_room_is_handed_over_once_and_to_nobody_who_has_one(database: Database) -> None:
    timers = Timers(database)
    rooms = Rooms(database, timers)
    room = await rooms.intend(GUILD, OWNER)
    assert room is not None
    await rooms.made(room, CHANNEL)
    given = await rooms.hand_over(room, GUEST)
    assert (given.owner_id, given.channel_id) == (GUEST, CHANNEL)
    with pytest.raises(Conflict):
        await rooms.hand_over(room, GUEST + 1)
    assert await rooms.intend(GUILD, OWNER) is not None
    with pytest.raises(Refusal, match="nobody has two at once"):
        await rooms.hand_over(given, OWNER)
    assert len(await rooms.of_guilds([GUILD])) == 2
    await timers.close(within=1)


async def test_the_database_is_asked_only_of_channels_that_are_rooms(database: Database) -> None:
    timers = Timers(database)
    there, here = Rooms(database, timers), Rooms(database, timers)
    for rooms, channel, owner in ((there, CHANNEL, OWNER), (here, CHANNEL + 1, GUEST)):
        room = await rooms.intend(GUILD, owner)
        assert room is not None
        await rooms.made(room, channel)
    assert (await here.emptied(GUILD, CHANNEL)) is not None, "a former process made it"
    own = await here.emptied(GUILD, CHANNEL + 1)
    assert own is not None
    await here.forget(own)
    assert await here.emptied(GUILD + 1, CHANNEL + 2) is None
    asked: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        asked.append(statement)

    event.listen(database.engine.sync_engine, "before_cursor_execute", note)
    for guild, channel in ((GUILD, CHANNEL + 1), (GUILD, CHANNEL + 3), (GUILD + 1, CHANNEL + 2)):
        assert await here.emptied(guild, channel) is None
    event.remove(database.engine.sync_engine, "before_cursor_execute", note)
    assert asked == []
    await timers.close(within=1)


@pytest.fixture
async def behind(database: Database) -> AsyncIterator[Rooms]:
    """The rooms as a process knows them that looked at a server's before another process made one."""
    timers = Timers(database)
    there, here = Rooms(database, timers), Rooms(database, timers)
    assert await here.of_guilds([GUILD]) == ()
    room = await there.intend(GUILD, OWNER)
    assert room is not None
    await there.made(room, CHANNEL)
    yield here
    await timers.close(within=1)


async def test_a_server_that_comes_back_has_the_rooms_that_others_made_meanwhile(behind: Rooms) -> None:
    assert len(await behind.of_guilds([GUILD])) == 1
    assert await behind.emptied(GUILD, CHANNEL) is not None


async def test_a_room_that_another_process_made_late_is_one_once_it_is_looked_at(behind: Rooms) -> None:
    assert await behind.of_owner(GUILD, OWNER) is not None
    assert await behind.emptied(GUILD, CHANNEL) is not None


def test_a_channel_is_renamed_as_often_as_discord_allows() -> None:
    now = datetime(2026, 1, 1, tzinfo=UTC)
    renames = Renames(lambda: now)
    for minute in range(MOST_RENAMES):
        now += timedelta(minutes=minute)
        assert renames.free_at(CHANNEL) is None
        renames.note(CHANNEL)
    assert renames.free_at(CHANNEL) == datetime(2026, 1, 1, tzinfo=UTC) + WINDOW
    assert renames.free_at(CHANNEL + 1) is None
    now += WINDOW
    assert renames.free_at(CHANNEL) is None
    for _ in range(MOST_RENAMES):
        renames.note(CHANNEL)
    renames.forget(CHANNEL)
    assert renames.free_at(CHANNEL) is None
