"""Write-through: a write replaces what is there and older, and never creates an entry."""

from __future__ import annotations

import pytest

from astromorty.database.controllers.level import LEVELS, LevelController
from astromorty.database.models import Level
from astromorty.services.cache.outbox import Owed
from astromorty.services.cache.serializer import Stored, codec_for
from astromorty.services.cache.transactions import Replacement, open_transaction
from fixtures.members import Join, Member
from fixtures.redis import RedisProcess

MEMBER, GUILD = 7, 42
KEY = f"astromorty:levels:{MEMBER}:{GUILD}"


def held(server: RedisProcess) -> Level | None:
    """Return the level that Redis holds."""
    stored = codec_for(Level).loads(server.ask("GET", KEY))  # pyright: ignore[reportArgumentType] - bytes or None
    return stored.value if isinstance(stored, Stored) else None


async def put(member: Member, level: Level) -> None:
    """Settle an update that gave the row this level, as a writer does that was held up after its commit."""
    with open_transaction() as owed:
        owed.replace(Replacement(LEVELS, (MEMBER, GUILD), level, level.version))
    await member.cache.settle(owed)


@pytest.fixture
async def here(redis_server: RedisProcess, join: Join, monkeypatch: pytest.MonkeyPatch) -> Member:
    """A member that never finds its own debts: who pays for a put that is on its way deletes it, which is no wrong."""
    here = await join(redis_server.url)
    owed = here.outbox.owed

    async def nothing_owed(_limit: int) -> Owed:
        return await owed(0)

    monkeypatch.setattr(here.outbox, "owed", nothing_owed)
    return here


@pytest.fixture
def levels(here: Member) -> LevelController:
    return LevelController(here.database)


async def test_a_write_replaces_the_value_in_both_tiers_without_a_load(
    here: Member, levels: LevelController, redis_server: RedisProcess
) -> None:
    await levels.add_xp(MEMBER, GUILD, 10)
    await levels.get(MEMBER, GUILD)
    loads = here.cache.types["levels"].counts.loads
    for write in (levels.add_xp(MEMBER, GUILD, 5), levels.set_xp(MEMBER, GUILD, 99), levels.take_xp(MEMBER, GUILD, 9)):
        level = await write
        assert level == held(redis_server)
        assert level == await levels.get(MEMBER, GUILD)
    assert here.cache.types["levels"].counts.loads == loads


async def test_a_write_creates_no_entry(levels: LevelController, redis_server: RedisProcess) -> None:
    await levels.add_xp(MEMBER, GUILD, 10)
    await levels.add_xp(MEMBER, GUILD, 10)
    assert redis_server.ask("EXISTS", KEY) == 0


async def test_a_member_s_first_experience_ends_the_entry_that_there_is_none(
    levels: LevelController, redis_server: RedisProcess
) -> None:
    assert await levels.get(MEMBER, GUILD) is None
    assert redis_server.ask("EXISTS", KEY) == 1
    await levels.add_xp(MEMBER, GUILD, 10)
    level = await levels.get(MEMBER, GUILD)
    assert level is not None
    assert level.xp == 10


async def test_promise_5_a_late_put_loses_to_a_newer_value(
    here: Member, levels: LevelController, redis_server: RedisProcess
) -> None:
    await levels.add_xp(MEMBER, GUILD, 10)
    late = await levels.add_xp(MEMBER, GUILD, 10)
    newer = await levels.add_xp(MEMBER, GUILD, 10)
    await levels.get(MEMBER, GUILD)
    await put(here, late)
    assert held(redis_server) == newer
    assert await levels.get(MEMBER, GUILD) == newer


async def test_a_late_put_brings_back_no_deleted_row(
    here: Member, levels: LevelController, redis_server: RedisProcess
) -> None:
    await levels.add_xp(MEMBER, GUILD, 10)
    late = await levels.add_xp(MEMBER, GUILD, 10)
    await levels.reset(MEMBER, GUILD)
    await put(here, late)
    assert await levels.get(MEMBER, GUILD) is None
    await put(here, late)
    assert held(redis_server) is None
    assert await levels.get(MEMBER, GUILD) is None


async def test_a_late_put_of_a_former_life_loses_to_the_row_that_was_inserted_again(
    here: Member, levels: LevelController, redis_server: RedisProcess
) -> None:
    await levels.add_xp(MEMBER, GUILD, 10)
    late = await levels.add_xp(MEMBER, GUILD, 10)
    await levels.reset(MEMBER, GUILD)
    await levels.add_xp(MEMBER, GUILD, 1)
    reborn = await levels.get(MEMBER, GUILD)
    await put(here, late)
    assert reborn is not None
    assert reborn.xp == 1
    assert held(redis_server) == await levels.get(MEMBER, GUILD) == reborn


async def test_a_put_kills_the_lease_of_a_load_that_may_have_missed_it(
    here: Member, levels: LevelController, redis_server: RedisProcess
) -> None:
    await levels.add_xp(MEMBER, GUILD, 10)
    level = await levels.add_xp(MEMBER, GUILD, 10)
    redis_server.ask("SET", KEY, "Lsomebody")
    await put(here, level)
    assert redis_server.ask("EXISTS", KEY) == 0


async def test_what_is_written_and_then_deleted_in_one_transaction_is_deleted(
    here: Member, levels: LevelController
) -> None:
    await levels.add_xp(MEMBER, GUILD, 10)
    await levels.get(MEMBER, GUILD)
    async with here.database.unit_of_work():
        await levels.set_xp(MEMBER, GUILD, 50)
        await levels.delete_by_id(GUILD, MEMBER)
    assert await levels.get(MEMBER, GUILD) is None


async def test_set_xp_is_seen_by_the_other_member_at_once(
    here: Member, levels: LevelController, redis_server: RedisProcess, join: Join
) -> None:
    there = LevelController((await join(redis_server.url)).database)
    for xp in (10, 20, 30):
        await levels.set_xp(MEMBER, GUILD, xp)
        level = await there.get(MEMBER, GUILD)
        assert level is not None
        assert level.xp == xp
