"""What the cache promises its callers, alike without Redis, on Redis and on Valkey."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from astromorty.services.cache.errors import CacheUrlError, RedisRefusedError, ReservedKeyError
from astromorty.services.cache.service import CacheService
from fixtures.members import LEASE, Join, Member
from fixtures.redis import running


@pytest.fixture(params=["local", pytest.param("redis", marks=pytest.mark.second_server), "valkey"])
async def here(request: pytest.FixtureRequest, tmp_path: Path, join: Join) -> AsyncGenerator[Member]:
    if request.param == "local":
        yield await join(None)
        return
    async with running(str(request.param), tmp_path / "redis") as server:
        yield await join(server.url)


async def test_a_free_key_is_kept_until_deleted(here: Member):
    cache = here.cache
    assert await cache.get("greeting") is None
    assert await cache.get("greeting", "none yet") == "none yet"
    assert await cache.set("greeting", {"text": "hello", "count": [1, 2]})
    assert await cache.get("greeting") == {"text": "hello", "count": [1, 2]}
    assert await cache.exists("greeting")
    assert await cache.delete("greeting")
    assert not await cache.delete("greeting")
    assert not await cache.exists("greeting")


async def test_a_free_key_ends_with_its_ttl(here: Member):
    await here.cache.set("brief", 1, ttl=0.05)
    assert await here.cache.get("brief") == 1
    await asyncio.sleep(0.08)
    assert await here.cache.get("brief") is None


async def test_many_keys_are_read_at_once_and_absent_ones_left_out(here: Member):
    await here.cache.set("a", 1)
    await here.cache.set("b", 2)
    assert await here.cache.get_many(["a", "b", "c"]) == {"a": 1, "b": 2}


async def test_large_values_survive(here: Member):
    text = "long " * 10_000
    await here.cache.set("large", text)
    assert await here.cache.get("large") == text


async def test_a_key_of_a_database_backed_type_cannot_be_set(here: Member):
    for key in ("prefix:1", "guild_config:1", "levels:1:2", "~generation"):
        with pytest.raises(ReservedKeyError):
            await here.cache.set(key, "x")


async def test_none_and_a_ttl_of_nothing_are_refused(here: Member):
    with pytest.raises(ValueError, match="None"):
        await here.cache.set("key", None)
    with pytest.raises(ValueError, match="positive"):
        await here.cache.set("key", 1, ttl=0)


async def test_a_pattern_deletes_what_it_matches_and_says_how_many(here: Member):
    for guild_id in range(1, 31):
        await here.configs.update_config(guild_id, prefix="?")
    await asyncio.sleep(LEASE / 2)  # whoever has just seen one of these debts pays it once more
    for guild_id in range(1, 31):
        await here.configs.get_prefix_by_guild_id(guild_id)
        await here.configs.get_config_by_guild_id(guild_id)
    await here.cache.set("other", 1)
    assert await here.cache.exists("prefix:7")
    assert await here.cache.delete_pattern("prefix:*") == 30
    assert not await here.cache.exists("prefix:7")
    assert await here.cache.exists("guild_config:7")
    assert await here.cache.exists("other")
    assert await here.cache.delete_pattern("prefix:*") == 0


async def test_reading_a_type_s_key_gives_what_its_method_gave(here: Member):
    await here.configs.update_config(1, prefix="?")
    config = await here.configs.get_config_by_guild_id(1)
    assert await here.cache.get("guild_config:1") == config
    assert await here.cache.get_many(["guild_config:1", "guild_config:2"]) == {"guild_config:1": config}


async def test_clear_forgets_everything(here: Member):
    await here.cache.set("a", 1)
    await here.configs.get_config_by_guild_id(1)
    await here.cache.clear()
    assert await here.cache.get("a") is None
    assert len(here.cache.types["guild_config"].local) == 0


async def test_promise_8_it_can_be_seen_what_happened(here: Member):
    await here.configs.update_config(1, prefix="?")
    for _ in range(3):
        await here.configs.get_config_by_guild_id(1)
    await here.configs.get_config_by_guild_id(2)
    await here.configs.get_config_by_guild_id(2)
    seen = here.cache.stats()["guild_config"]
    assert (seen["misses"], seen["loads"], seen["local_hits"], seen["negative_hits"]) == (2, 2, 3, 1)
    assert seen["local_entries"] == 2
    assert seen["invalidations"] >= 1


async def test_the_local_tier_is_bounded_and_the_least_used_goes_first(database_url: str):
    cache = CacheService.local(local_entries=3)
    for number in range(3):
        await cache.set(str(number), number)
    await cache.get("0")
    await cache.set("3", 3)
    assert await cache.get_many("0123") == {"0": 0, "2": 2, "3": 3}


@pytest.mark.parametrize("url", ["http://host/0", "redis://", "redis://:6379", "nonsense"])
async def test_a_redis_url_that_cannot_be_used_is_refused_by_name(url: str, join: Join):
    with pytest.raises(CacheUrlError):
        await join(url)


async def test_user_names_encoded_passwords_and_database_numbers_work(tmp_path: Path, join: Join):
    async with running("redis", tmp_path / "redis") as server:
        server.ask("ACL", "SETUSER", "b@t", "on", ">p@ss:w/rd", "~*", "&*", "+@all")
        address = f"127.0.0.1:{server.port}/3"
        here = await join(f"redis://b%40t:p%40ss%3Aw%2Frd@{address}")
        assert await here.cache.set("key", 1)
        assert server.ask("INFO", "keyspace") != b""
        with pytest.raises(RedisRefusedError, match="refuses this user"):
            await join(f"redis://b%40t:wrong@{address}")


async def test_a_unix_socket_works(tmp_path: Path, join: Join):
    async with running("redis", tmp_path / "redis", "--unixsocket", str(tmp_path / "s")):
        here = await join(f"unix://{tmp_path / 's'}?db=1")
        assert await here.cache.set("key", 1)


async def test_a_cluster_is_refused(tmp_path: Path, join: Join):
    async with running("redis", tmp_path / "redis", "--cluster-enabled", "yes") as server:
        with pytest.raises(RedisRefusedError, match="cluster"):
            await join(server.url)


# What docs/cache.md tells an operator to allow.
COMMANDS = (
    *(
        "ping",
        "info",
        "select",
        "subscribe",
        "publish",
        "get",
        "mget",
        "set",
        "del",
        "unlink",
        "exists",
        "scan",
        "eval",
    ),
    *("time", "zadd", "zscore", "zrangebyscore", "zrem"),
)


@pytest.mark.parametrize("kind", ["redis", "valkey"])
async def test_no_other_command_is_used_than_those_that_are_listed(kind: str, tmp_path: Path, join: Join):
    async with running(kind, tmp_path / "redis") as server:
        allowed = [f"+{command}" for command in COMMANDS]
        server.ask("ACL", "SETUSER", "bot", "on", ">secret", "~astromorty:*", "&astromorty:*", "-@all", *allowed)
        here, there = [await join(f"redis://bot:secret@127.0.0.1:{server.port}/0") for _ in range(2)]
        await here.configs.update_config(1, prefix="?")
        await there.configs.get_config_by_guild_id(1)
        await here.configs.update_config(1, prefix="!")
        assert await here.cache.set("key", 1)
        assert await here.cache.get_many(["key"]) == {"key": 1}
        assert await here.cache.delete("key")
        await here.cache.delete_pattern("*")
        assert await here.cache.ping()
        await here.cache.clear()
        assert server.ask("ACL", "LOG") == []
