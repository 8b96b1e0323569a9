"""Experience: added by many at once, none lost, each told what it led to."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator

import pytest

from astromorty.database.controllers.level import LevelController
from astromorty.database.engine import Database
from astromorty.database.errors import XpLimitError
from astromorty.database.models.level import XP_LIMIT
from astromorty.services.xp_grants import XpGrants

GUILD = 1_100_000_000_000_000_001


@pytest.fixture
def levels(database: Database) -> LevelController:
    return LevelController(database)


@pytest.fixture
async def grants(levels: LevelController) -> AsyncGenerator[XpGrants]:
    grants = XpGrants(levels)
    yield grants
    await grants.close()


async def test_a_member_without_messages_has_no_experience(levels: LevelController):
    assert await levels.get(1, GUILD) is None
    assert await levels.rank(1, GUILD) is None


async def test_no_grant_is_lost_and_each_sees_its_own_running_result(levels: LevelController, grants: XpGrants):
    results = await asyncio.gather(*(grants.grant(member, GUILD, 20) for member in range(1, 6) for _ in range(20)))
    assert [level.xp for level in results] == [20 * count for _ in range(5) for count in range(1, 21)]
    for member in range(1, 6):
        level = await levels.get(member, GUILD)
        assert level is not None
        assert level.xp == 400


async def test_one_bad_grant_fails_only_its_caller(levels: LevelController, grants: XpGrants):
    await levels.set_xp(3, GUILD, XP_LIMIT)
    work = [grants.grant(member, GUILD, 10) for member in (1, 2, 3, 4, 5)]
    results = await asyncio.gather(*work, return_exceptions=True)
    assert isinstance(results[2], XpLimitError)
    assert [getattr(result, "xp", None) for result in results] == [10, 10, None, 10, 10]


async def test_what_is_pending_is_written_at_shutdown(levels: LevelController):
    grants = XpGrants(levels)
    pending = asyncio.gather(*(grants.grant(1, GUILD, 5) for _ in range(3)))
    await asyncio.sleep(0)
    await grants.close()
    assert [level.xp for level in await pending] == [5, 10, 15]
    with pytest.raises(RuntimeError):
        await grants.grant(1, GUILD, 5)


async def test_a_grant_is_written_even_if_its_caller_is_cancelled(levels: LevelController):
    grants = XpGrants(levels)
    caller = asyncio.create_task(grants.grant(1, GUILD, 5))
    await asyncio.sleep(0)
    caller.cancel()
    await grants.close()
    level = await levels.get(1, GUILD)
    assert level is not None
    assert level.xp == 5


async def test_taking_stops_at_nothing(levels: LevelController):
    await levels.add_xp(1, GUILD, 30)
    taken = await levels.take_xp(1, GUILD, 10)
    assert taken is not None
    assert taken.xp == 20
    taken = await levels.take_xp(1, GUILD, 100)
    assert taken is not None
    assert taken.xp == 0
    assert await levels.take_xp(2, GUILD, 5) is None


@pytest.mark.parametrize("xp", [-1, XP_LIMIT + 1])
async def test_experience_out_of_range_is_refused(levels: LevelController, xp: int):
    with pytest.raises(ValueError, match="xp"):
        await levels.set_xp(1, GUILD, xp)


async def test_the_leaderboard_and_the_rank_agree(levels: LevelController):
    for member, xp in ((1, 50), (2, 70), (3, 70), (4, 10)):
        await levels.set_xp(member, GUILD, xp)
    board = await levels.leaderboard(GUILD)
    assert [level.member_id for level in board] == [2, 3, 1, 4]
    assert [await levels.rank(level.member_id, GUILD) for level in board] == [1, 1, 3, 4]
    assert [level.member_id for level in await levels.leaderboard(GUILD, limit=2, offset=1)] == [3, 1]


async def test_a_reset_forgets_one_member_or_all(levels: LevelController):
    for member in (1, 2, 3):
        await levels.add_xp(member, GUILD, 10)
    assert await levels.reset(1, GUILD)
    assert not await levels.reset(1, GUILD)
    assert await levels.reset_guild(GUILD) == {2: 10, 3: 10}
    assert await levels.leaderboard(GUILD) == ()


async def test_a_version_is_never_given_twice(levels: LevelController):
    versions = [(await levels.add_xp(1, GUILD, 1)).version, (await levels.add_xp(1, GUILD, 1)).version]
    await levels.reset(1, GUILD)
    await levels.add_xp(1, GUILD, 1)
    [again] = await levels.leaderboard(GUILD)
    assert versions == sorted(versions)
    assert again.version > versions[-1]
