"""What was written is compared with the database a while later, and what differs is counted and logged."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Generator
from contextlib import AsyncExitStack

import pytest
from loguru import logger
from prometheus_client import CollectorRegistry

from astromorty.database.models import GuildConfig
from astromorty.services.cache.sampler import COMPARED_AT_ONCE, Comparison, some_of
from astromorty.services.cache.serializer import codec_for
from astromorty.services.cache_metrics import CacheCollector
from fixtures.members import LEASE, Member, eventually, member
from fixtures.redis import RedisProcess

GUILD = 42
KEY = f"prefix:{GUILD}"
WINDOWS = (0.4, 0.8, 1.2)
# After the last window comes the second look, one lease later.
ALL_LOOKS = WINDOWS[-1] + LEASE + 0.3


@pytest.fixture
def warnings() -> Generator[list[str]]:
    lines: list[str] = []
    sink = logger.add(lambda line: lines.append(str(line)), level="WARNING", format="{message}")
    yield lines
    logger.remove(sink)


@pytest.fixture
async def fleet(valkey: RedisProcess, database_url: str) -> AsyncGenerator[tuple[Member, Member]]:
    async with AsyncExitStack() as stack:
        here, there = [
            await stack.enter_async_context(member(valkey.url, database_url, sample_after=WINDOWS)) for _ in range(2)
        ]
        yield here, there


def counted(of: Member) -> dict[tuple[str, str], float]:
    """Return what Prometheus is told of, by tier and window, zeros left out."""
    registry = CollectorRegistry()
    registry.register(CacheCollector(of.cache))
    return {
        (sample.labels["tier"], sample.labels["window"]): sample.value
        for metric in registry.collect()
        for sample in metric.samples
        if sample.name == "astromorty_cache_inconsistent_total" and sample.value
    }


def looks(of: Member) -> int:
    assert of.cache.sampler is not None
    return of.cache.sampler.looks.total()


async def write(fleet: tuple[Member, Member], prefix: str) -> None:
    """Write one key's row in the first process and have both hold the new value."""
    here, there = fleet
    for each in fleet:
        await each.configs.get_prefix_by_guild_id(GUILD)
        await each.configs.get_config_by_guild_id(GUILD)
    await here.configs.update_config(GUILD, prefix=prefix)
    for each in (here, there):
        assert await each.configs.get_prefix_by_guild_id(GUILD) == prefix
        await each.configs.get_config_by_guild_id(GUILD)


def falsify_here(of: Member) -> None:
    """Put a stale value into the local tier under both keys that a write to the row concerns."""
    of.cache.types["prefix"].local.store(GUILD, "stale", 0, 60)
    of.cache.types["guild_config"].local.store(GUILD, stale(), 1, 60)


def stale() -> GuildConfig:
    return GuildConfig.model_construct(prefix="stale", timezone="UTC", version=1)


async def test_writes_that_go_as_they_should_count_nothing(fleet: tuple[Member, Member], warnings: list[str]) -> None:
    here, there = fleet
    await write(fleet, "?")
    for number in range(30):
        await here.configs.update_config(GUILD, prefix=f"{number}")
        assert await there.configs.get_prefix_by_guild_id(GUILD) == f"{number}"
        await asyncio.sleep(0.03)
    await asyncio.sleep(LEASE)
    assert looks(here) >= len(WINDOWS)
    assert looks(there) >= len(WINDOWS), "who heard of the write looks too"
    assert counted(here) == counted(there) == {}
    assert warnings == []


def test_of_too_many_entries_others_are_compared_each_time() -> None:
    seen = [some_of(range(10), 4) for _ in range(200)]
    assert {len(each) for each in seen} == {4}
    assert set().union(*seen) == set(range(10))
    assert some_of(range(4), 4) == range(4)


async def test_a_few_entries_are_compared_side_by_side(
    fleet: tuple[Member, Member], monkeypatch: pytest.MonkeyPatch
) -> None:
    here, _ = fleet
    await write(fleet, "?")
    asked = most = 0

    async def answer(_guild_id: object) -> str:
        nonlocal asked, most
        asked += 1
        most = max(most, asked)
        await asyncio.sleep(0.01)
        asked -= 1
        return "?"

    prefixes = here.cache.types["prefix"]
    monkeypatch.setattr(prefixes, "source", answer)
    for number in range(20):
        prefixes.local.store(number + 1, "?", 0, 60)
    assert here.cache.sampler is not None
    assert (await here.cache.sampler.compare_all()).behind == ()
    assert most == COMPARED_AT_ONCE


async def test_all_that_is_held_can_be_compared_at_once(fleet: tuple[Member, Member], valkey: RedisProcess) -> None:
    here, there = fleet
    await write(fleet, "?")
    assert here.cache.sampler is not None
    assert there.cache.sampler is not None
    assert (await here.cache.sampler.compare_all()) == Comparison(2, ())

    async def both_are_found() -> bool:
        falsify_here(here)
        assert here.cache.sampler is not None
        return set((await here.cache.sampler.compare_all()).behind) == {KEY, f"guild_config:{GUILD}"}

    async def what_redis_holds_is_found() -> bool:
        valkey.ask("SET", f"astromorty:{KEY}", codec_for(str).dumps("stale", 0))
        await there.configs.get_config_by_guild_id(GUILD)
        assert there.cache.sampler is not None
        return KEY in (await there.cache.sampler.compare_all()).behind

    # On a busy machine a process may not believe its entries for a moment.
    await eventually(both_are_found, within=15)
    assert (await there.cache.sampler.compare_all()).behind == ()
    await eventually(what_redis_holds_is_found, within=15)


async def test_a_value_falsified_in_redis_is_counted_for_redis(
    fleet: tuple[Member, Member], valkey: RedisProcess, warnings: list[str]
) -> None:
    here, _ = fleet
    await write(fleet, "?")

    async def is_counted() -> bool:
        valkey.ask("SET", f"astromorty:{KEY}", codec_for(str).dumps("stale", 0))
        valkey.ask("SET", f"astromorty:guild_config:{GUILD}", codec_for(GuildConfig).dumps(stale(), 1))
        return bool(counted(here))

    await eventually(is_counted, within=5)
    assert {tier for tier, _ in counted(here)} == {"redis"}
    assert any(f":{GUILD} in the redis tier" in line for line in warnings)


async def test_a_stale_value_in_a_process_that_heard_of_the_write_is_counted_there(
    fleet: tuple[Member, Member], warnings: list[str]
) -> None:
    here, there = fleet
    await write(fleet, "?")

    async def is_counted() -> bool:
        falsify_here(there)
        return bool(counted(there))

    await eventually(is_counted, within=5)
    assert {tier for tier, _ in counted(there)} == {"local"}
    assert counted(here) == {}
    assert any(f":{GUILD} in the local tier" in line for line in warnings)


async def test_an_entry_written_again_between_the_two_looks_is_not_counted(
    valkey: RedisProcess, database_url: str
) -> None:
    async with member(valkey.url, database_url, lease=1.0, sample_after=(0.5,)) as here:
        await write((here, here), "?")

        async def looked() -> bool:
            falsify_here(here)
            return looks(here) == 1

        await eventually(looked, within=3)
        await here.configs.update_config(GUILD, prefix="!")
        for _ in range(13):
            falsify_here(here)
            await asyncio.sleep(0.1)
        # Had the second write been taken too, its second look would not be due yet.
        assert counted(here) == {}


async def test_a_database_that_fails_is_no_inconsistency(fleet: tuple[Member, Member], warnings: list[str]) -> None:
    here, _ = fleet
    await write(fleet, "?")

    async def fail(_identity: object) -> object:
        raise OSError("the database is away")

    here.cache.types["prefix"].source = here.cache.types["guild_config"].source = fail
    falsify_here(here)
    await asyncio.sleep(ALL_LOOKS)
    assert counted(here) == {}
    assert looks(here) == 0
    assert warnings == []
