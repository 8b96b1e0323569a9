"""Redis away breaks nothing: what a member does while it is hung, dead, refused, empty or back from the past."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Generator
from time import monotonic, sleep
from typing import NoReturn

import pytest
from loguru import logger

from astromorty.services.cache import fill
from astromorty.services.cache.errors import RedisAwayError
from astromorty.services.cache.outbox import Owed
from astromorty.services.cache.scripts import REGISTRY
from fixtures.members import LEASE, Join, Member, eventually, member
from fixtures.ports import free_port
from fixtures.redis import RedisProcess

GUILD = 42


@pytest.fixture
def log() -> Generator[list[str]]:
    lines: list[str] = []
    sink = logger.add(lambda message: lines.append(message.record["message"]), level="INFO")
    yield lines
    logger.remove(sink)


async def timed_read(member: Member, guild_id: int) -> float:
    began = monotonic()
    await member.configs.get_config_by_guild_id(guild_id)
    return monotonic() - began


async def believed(member: Member) -> bool:
    before = member.cache.types["guild_config"].counts.bypassed
    member.cache.types["guild_config"].local.drop(GUILD)
    await member.configs.get_config_by_guild_id(GUILD)
    return member.cache.types["guild_config"].counts.bypassed == before and await member.cache.ping()


async def test_promise_6_redis_away_breaks_nothing_and_is_reported_once(
    redis_server: RedisProcess, database_url: str, log: list[str]
) -> None:
    # Long enough that a busy machine still asks Redis, as long as it believes what it holds.
    lease = 1.0
    async with member(redis_server.url, database_url, lease=lease) as here:
        await here.configs.update_config(GUILD, prefix="?")
        redis_server.send(signal.SIGSTOP)
        assert await timed_read(here, 1001) < 0.25
        await asyncio.gather(*(timed_read(here, guild) for guild in range(1002, 1010)))
        assert max([await timed_read(here, guild) for guild in range(1010, 1020)]) < 0.09
        await asyncio.sleep(lease * 2)
        began = monotonic()
        assert (await here.configs.update_config(GUILD, prefix="!")).prefix == "!"
        assert monotonic() - began < lease + 0.3
        config = await here.configs.get_config_by_guild_id(GUILD)
        assert config is not None
        assert config.prefix == "!"
        redis_server.send(signal.SIGCONT)
        await eventually(lambda: believed(here), within=5)
        config = await here.configs.get_config_by_guild_id(GUILD)
        assert config is not None
        assert config.prefix == "!"
        assert len([line for line in log if "Redis is away" in line]) == 1
        assert len([line for line in log if "Redis is back" in line]) == 1


async def test_a_lease_that_is_only_late_is_waited_for(valkey: RedisProcess, join: Join) -> None:
    here = await join(valkey.url)
    await here.configs.update_config(GUILD, prefix="?")
    await here.configs.get_config_by_guild_id(GUILD)
    counts = here.cache.types["guild_config"].counts
    loads, bypassed = counts.loads, counts.bypassed
    asyncio.get_running_loop().call_soon(sleep, LEASE)  # the loop is held up: nothing is renewed
    await asyncio.sleep(0)
    assert not here.cache.is_trusted
    found = await asyncio.gather(*(here.configs.get_config_by_guild_id(GUILD) for _ in range(100)))
    assert {config.prefix for config in found if config is not None} == {"?"}
    assert (counts.loads, counts.bypassed) == (loads, bypassed), "nobody asked the database, nor Redis"


async def test_a_loop_that_was_held_up_is_not_taken_for_redis_away(
    valkey: RedisProcess, join: Join, log: list[str]
) -> None:
    here, there = await join(valkey.url), await join(valkey.url)
    for guild in range(2001, 2005):
        await there.configs.update_config(guild, prefix="?")
        await there.configs.get_config_by_guild_id(guild)
    counts = here.cache.types["guild_config"].counts
    for guild in range(2001, 2005):
        await eventually(lambda: believed(here), within=5)
        asyncio.get_running_loop().call_soon(sleep, 0.3)
        config = await here.configs.get_config_by_guild_id(guild)
        assert config is not None
        assert config.prefix == "?"
    # A busy machine may have kept one or the other from getting into Redis in time.
    assert counts.redis_hits >= 2, "the values were read from Redis all the same"
    # Longer than the lease, and than two: whatever the renewal was doing, it has its answer.
    for held_up in (LEASE * 1.2, LEASE * 2.5):
        for _ in range(3):
            asyncio.get_running_loop().call_soon(sleep, held_up)
            await asyncio.sleep(0.03)
    await eventually(lambda: believed(here), within=5)
    assert [line for line in log if "Redis is" in line] == []


async def test_a_killed_redis_is_survived_and_found_again(redis_server: RedisProcess, join: Join) -> None:
    here, there = await join(redis_server.url), await join(redis_server.url)
    await here.configs.update_config(GUILD, prefix="?")
    await there.configs.get_config_by_guild_id(GUILD)
    redis_server.kill()
    assert (await here.configs.update_config(GUILD, prefix="!")).prefix == "!"
    for each in (here, there):
        config = await each.configs.get_config_by_guild_id(GUILD)
        assert config is not None
        assert config.prefix == "!"
    redis_server.start()
    await eventually(lambda: believed(here), within=5)
    await eventually(lambda: believed(there), within=5)
    await here.configs.update_config(GUILD, prefix="a")
    config = await there.configs.get_config_by_guild_id(GUILD)
    assert config is not None
    assert config.prefix == "a"


async def test_a_member_starts_without_its_redis(join: Join, database_url: str) -> None:
    here = await join(f"redis://127.0.0.1:{free_port()}/0")
    assert not await here.cache.ping()
    assert await here.cache.get("anything") is None
    assert not await here.cache.set("anything", 1)
    assert (await here.configs.update_config(GUILD, prefix="?")).prefix == "?"
    config = await here.configs.get_config_by_guild_id(GUILD)
    assert config is not None
    assert config.prefix == "?"


async def test_a_member_cut_off_from_redis_keeps_nothing_stale(
    redis_server: RedisProcess, join: Join, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The writer cannot reach Redis; when its write returns, the other has paid for it."""
    here, there = await join(redis_server.url), await join(redis_server.url)
    await here.configs.update_config(GUILD, prefix="?")
    assert here.cache._shared is not None  # pyright: ignore[reportPrivateUsage] - cuts the cable
    monkeypatch.setattr(here.cache._shared.announcer, "_write", cut)  # pyright: ignore[reportPrivateUsage]
    # More than once: the other may by chance look for debts just after a commit.
    for prefix in ("a", "b", "c", "d"):
        await eventually(lambda: believed(there), within=5)
        await there.configs.get_config_by_guild_id(GUILD)
        await here.configs.update_config(GUILD, prefix=prefix)
        for each in (here, there):
            config = await each.configs.get_config_by_guild_id(GUILD)
            assert config is not None
            assert config.prefix == prefix


async def cut(*_: object) -> dict[str, float]:
    raise RedisAwayError("cut off")


async def test_what_an_old_snapshot_brings_back_is_not_believed(redis_server: RedisProcess, join: Join) -> None:
    here = await join(redis_server.url)
    await here.configs.update_config(GUILD, prefix="old")
    await here.configs.get_config_by_guild_id(GUILD)
    redis_server.ask("SAVE")
    await here.configs.update_config(GUILD, prefix="new")
    redis_server.kill()
    redis_server.start()
    assert redis_server.ask("GET", f"astromorty:guild_config:{GUILD}") is not None, "the snapshot came back"
    await eventually(lambda: believed(here), within=5)
    there = await join(redis_server.url)
    for each in (here, there):
        config = await each.configs.get_config_by_guild_id(GUILD)
        assert config is not None
        assert config.prefix == "new"


async def test_a_writer_waits_for_who_believes_more_than_an_old_snapshot_knows(
    redis_server: RedisProcess, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    lease = 2.0
    async with member(redis_server.url, database_url, lease=lease) as here:
        # The snapshot has an old registry, without the process that comes now.
        redis_server.ask("ZADD", REGISTRY, "1", "")
        redis_server.ask("SAVE")
        async with member(redis_server.url, database_url, lease=lease) as there:
            assert await there.configs.get_config_by_guild_id(GUILD) is None
            asking, look = asyncio.Event(), here.outbox.owed

            async def no_answer(_most: int) -> NoReturn:
                asking.set()
                await asyncio.sleep(10 * lease)
                raise AssertionError("the lease is over long since")

            async def late_answer(most: int) -> Owed:
                await asyncio.sleep(0.4)
                return await look(most)

            # Kept from noticing that its session broke, the one believes what it holds for the rest of its lease; the
            # other writes before it has found out that what Redis holds is void.
            monkeypatch.setattr(there.outbox, "owed", no_answer)
            monkeypatch.setattr(here.outbox, "owed", late_answer)
            await asking.wait()
            redis_server.kill()
            redis_server.start()
            await here.configs.update_config(GUILD, prefix="new")
            config = await there.configs.get_config_by_guild_id(GUILD)
            assert config is not None
            assert config.prefix == "new"


async def test_a_reader_who_waits_while_redis_comes_back_does_not_get_what_a_snapshot_held(
    redis_server: RedisProcess, join: Join, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = await join(redis_server.url)
    await here.configs.update_config(GUILD, prefix="old")
    await here.configs.get_config_by_guild_id(GUILD)
    redis_server.ask("SAVE")
    await here.configs.update_config(GUILD, prefix="new")
    await eventually(lambda: believed(here), within=5)
    redis_server.ask("SET", f"astromorty:guild_config:{GUILD}", "L" + "0" * 16)
    here.cache.types["guild_config"].local.drop(GUILD)
    monkeypatch.setattr(fill, "WAIT_STEP", (LEASE * 3, LEASE * 3))
    reading = asyncio.create_task(here.configs.get_config_by_guild_id(GUILD))
    await asyncio.sleep(LEASE / 10)

    async def no_answer(_most: int) -> NoReturn:
        await asyncio.sleep(LEASE * 10)
        raise AssertionError("the reader has its answer long since")

    # The new session is up, but what Redis holds is not yet known to be void.
    monkeypatch.setattr(here.outbox, "owed", no_answer)
    redis_server.kill()
    redis_server.start()
    config = await reading
    assert config is not None
    assert config.prefix == "new"


async def test_a_flushed_redis_fills_again(redis_server: RedisProcess, join: Join) -> None:
    here, there = await join(redis_server.url), await join(redis_server.url)
    await here.configs.update_config(GUILD, prefix="?")
    await there.configs.get_config_by_guild_id(GUILD)
    redis_server.ask("FLUSHALL")
    await here.configs.update_config(GUILD, prefix="!")
    config = await there.configs.get_config_by_guild_id(GUILD)
    assert config is not None
    assert config.prefix == "!"
    await eventually(lambda: believed(there), within=5)
