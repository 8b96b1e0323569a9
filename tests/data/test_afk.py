"""Who is away: recorded once, ended once, and told about every mention."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from astromorty.database.controllers.afk import AfkController, EndedAfk
from astromorty.database.controllers.afk_mention import MOST_KEPT, AfkMentionController
from astromorty.database.controllers.afk_nickname import AfkNicknameController
from astromorty.database.engine import Database
from astromorty.database.models import Afk, AfkNickname
from astromorty.services.afk import Absences
from astromorty.services.timers import Timers
from fixtures.members import member

GUILD, ELSEWHERE = 1_100_000_000_000_000_001, 1_100_000_000_000_000_002
MEMBER, OTHER, AUTHOR = 7, 8, 9
NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)


@pytest.fixture
def afks(database: Database) -> AfkController:
    return AfkController(database)


@pytest.fixture
def mentions(database: Database) -> AfkMentionController:
    return AfkMentionController(database)


@pytest.fixture
def nicknames(database: Database) -> AfkNicknameController:
    return AfkNicknameController(database)


async def leave(afks: AfkController, who: int = MEMBER, guild: int = GUILD, reason: str | None = None) -> Afk:
    return await afks.begin(who, guild, since=NOON, channel_id=1, reason=reason)


async def mention(mentions: AfkMentionController, number: int, *members: int) -> None:
    await mentions.record(GUILD, members or (MEMBER,), author_id=AUTHOR, channel_id=2, message_id=number)


async def test_who_is_away_is_known_by_server(afks: AfkController):
    await leave(afks, MEMBER)
    await leave(afks, OTHER)
    await leave(afks, MEMBER, ELSEWHERE)
    assert await afks.members(GUILD) == {MEMBER, OTHER}
    assert await afks.members(ELSEWHERE) == {MEMBER}
    assert await afks.end(MEMBER, GUILD)
    assert await afks.members(GUILD) == {OTHER}
    assert await afks.members(ELSEWHERE) == {MEMBER}


async def test_away_anew_replaces_the_reason_and_keeps_the_mentions(
    afks: AfkController, mentions: AfkMentionController
):
    await leave(afks, reason="lunch")
    await mention(mentions, 1)
    again = await leave(afks, reason="nap")
    assert (await afks.get(MEMBER, GUILD)) == again
    assert again.reason == "nap"
    ended = await afks.end(MEMBER, GUILD)
    assert ended is not None
    assert ended.mention_count == 1


async def test_of_many_who_end_an_absence_one_does(afks: AfkController):
    await leave(afks)
    results = await asyncio.gather(*(afks.end_by_message(MEMBER, GUILD, NOON) for _ in range(8)))
    assert [type(result) for result in results if result is not None] == [EndedAfk]


@pytest.mark.parametrize(
    ("ends", "until", "by_message", "by_time"),
    [("message", None, True, False), ("command", None, False, False), ("time", NOON, False, True)],
)
async def test_each_kind_is_ended_by_its_own_end_only(
    afks: AfkController, ends: str, until: datetime | None, by_message: bool, by_time: bool
):
    async def begin() -> None:
        await afks.begin(MEMBER, GUILD, since=NOON, channel_id=1, ends=ends, until=until)  # pyright: ignore[reportArgumentType] - one of the three

    await begin()
    assert (await afks.end_by_message(MEMBER, GUILD, NOON) is not None) is by_message
    await begin()
    assert (await afks.end_by_time(MEMBER, GUILD, NOON) is not None) is by_time
    await begin()
    assert await afks.end(MEMBER, GUILD) is not None


async def test_a_message_within_the_grace_ends_nothing(afks: AfkController):
    await leave(afks)
    assert await afks.end_by_message(MEMBER, GUILD, NOON - timedelta(milliseconds=1)) is None
    assert await afks.members(GUILD) == {MEMBER}


async def test_a_timer_for_a_former_time_ends_nothing(afks: AfkController):
    await afks.begin(MEMBER, GUILD, since=NOON, channel_id=1, ends="time", until=NOON + timedelta(hours=2))
    assert await afks.end_by_time(MEMBER, GUILD, NOON + timedelta(hours=1)) is None


async def test_the_last_mentions_are_kept_and_all_are_counted(afks: AfkController, mentions: AfkMentionController):
    await leave(afks)
    for number in range(1, 13):
        await mention(mentions, number)
    ended = await afks.end(MEMBER, GUILD)
    assert ended is not None
    assert [each.message_id for each in ended.mentions] == [8, 9, 10, 11, 12]
    assert len(ended.mentions) == MOST_KEPT
    assert ended.mention_count == 12


async def test_mentions_at_the_same_time_are_all_counted(afks: AfkController, mentions: AfkMentionController):
    await leave(afks, MEMBER)
    await leave(afks, OTHER)
    both = [(MEMBER, OTHER), (OTHER, MEMBER)]
    await asyncio.gather(*(mention(mentions, number, *both[number % 2]) for number in range(1, 21)))
    for who in (MEMBER, OTHER):
        ended = await afks.end(who, GUILD)
        assert ended is not None
        assert ended.mention_count == 20


async def test_a_mention_of_somebody_who_is_there_is_not_recorded(afks: AfkController, mentions: AfkMentionController):
    await leave(afks)
    await afks.end(MEMBER, GUILD)
    await mention(mentions, 1, MEMBER, OTHER)
    assert await mentions.count() == 0


async def test_a_mention_is_told_of_or_not_recorded_when_the_member_is_just_coming_back(
    afks: AfkController, mentions: AfkMentionController
):
    for _ in range(10):
        await leave(afks)
        ended, *_ = await asyncio.gather(afks.end(MEMBER, GUILD), *(mention(mentions, number) for number in (1, 2)))
        assert ended is not None
        assert await mentions.count() == 0


async def record(
    database: Database, nicknames: AfkNicknameController, original: str | None, marked: str
) -> AfkNickname:
    async with database.unit_of_work():
        return await nicknames.record(MEMBER, GUILD, original=original, marked=marked)


async def test_a_nickname_outlives_the_absence_until_it_is_forgotten(
    database: Database, afks: AfkController, nicknames: AfkNicknameController
):
    await leave(afks)
    recorded = await record(database, nicknames, None, "[AFK] mia")
    assert await nicknames.left_behind([GUILD, ELSEWHERE]) == ()
    await afks.end(MEMBER, GUILD)
    assert await nicknames.left_behind([GUILD, ELSEWHERE]) == (recorded,)
    assert await nicknames.left_behind([ELSEWHERE]) == ()
    await nicknames.forget(recorded)
    assert await nicknames.get_by_id(GUILD, MEMBER) is None


async def test_what_was_recorded_anew_is_not_forgotten_by_who_read_the_former(
    database: Database, afks: AfkController, nicknames: AfkNicknameController
):
    await leave(afks)
    read = await record(database, nicknames, None, "[AFK] mia")
    newer = await record(database, nicknames, None, "[AFK] mia")
    await nicknames.forget(read)
    await nicknames.correct(read, "[AFK] other")
    assert await nicknames.get_by_id(GUILD, MEMBER) == newer
    await nicknames.correct(newer, "[AFK] MIA")
    corrected = await nicknames.get_by_id(GUILD, MEMBER)
    assert corrected is not None
    assert corrected.marked == "[AFK] MIA"


async def test_out_of_range_is_refused(afks: AfkController):
    with pytest.raises(ValueError, match="reason"):
        await leave(afks, reason="x" * 101)
    with pytest.raises(ValueError, match="ends"):
        await afks.begin(MEMBER, GUILD, since=NOON, channel_id=1, ends="never")  # pyright: ignore[reportArgumentType] - the point


async def test_who_is_away_is_loaded_for_many_servers_at_once(database_url: str, afks: AfkController):
    await leave(afks)
    async with member(None, database_url) as here:
        warmed = AfkController(here.database)
        assert await Absences(here.database, Timers(here.database)).warm([GUILD, ELSEWHERE]) == 2
        assert [await warmed.members(guild) for guild in (GUILD, ELSEWHERE)] == [{MEMBER}, frozenset()]
        assert here.cache.types["afk_members"].counts.loads == 0
