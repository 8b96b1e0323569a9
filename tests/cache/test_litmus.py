"""The races that make naive caches stale, each played by hand, step by step."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from time import monotonic

import pytest

from astromorty.database.models import GuildConfig
from astromorty.services.cache.local import MISS
from astromorty.services.cache.serializer import Codec, codec_for
from fixtures.members import LEASE, Join, Member, eventually
from fixtures.redis import RedisProcess

GUILD = 42
KEY = f"astromorty:guild_config:{GUILD}"
Loader = Callable[..., Awaitable[GuildConfig | None]]


class SlowLoad:
    """Holds a member's load back after it has read the row, until it is let go."""

    def __init__(self, member: Member, monkeypatch: pytest.MonkeyPatch) -> None:
        self.has_read = asyncio.Event()
        self.let_go = asyncio.Event()
        self._load: Loader = member.configs.get_by_id
        monkeypatch.setattr(member.configs, "get_by_id", self)

    async def __call__(self, *identity: object) -> GuildConfig | None:
        config = await self._load(*identity)
        self.has_read.set()
        await self.let_go.wait()
        return config


def prefix_of(config: GuildConfig | None) -> str | None:
    return config.prefix if config else None


async def test_a_reader_that_loaded_before_a_write_stores_nothing_after_it(
    redis_server: RedisProcess, join: Join, monkeypatch: pytest.MonkeyPatch
) -> None:
    here, there = await join(redis_server.url), await join(redis_server.url)
    await here.configs.update_config(GUILD, prefix="old")
    slow = SlowLoad(there, monkeypatch)
    reader = asyncio.create_task(there.configs.get_config_by_guild_id(GUILD))
    await slow.has_read.wait()
    await here.configs.update_config(GUILD, prefix="new")
    slow.let_go.set()
    assert prefix_of(await reader) == "old", "it asked before the write was acknowledged"
    assert redis_server.ask("EXISTS", KEY) == 0
    for member in (there, here):
        assert prefix_of(await member.configs.get_config_by_guild_id(GUILD)) == "new"


async def test_a_reader_after_the_write_does_not_share_the_load_from_before_it(
    redis_server: RedisProcess, join: Join, monkeypatch: pytest.MonkeyPatch
) -> None:
    here, there = await join(redis_server.url), await join(redis_server.url)
    await here.configs.update_config(GUILD, prefix="old")
    slow = SlowLoad(there, monkeypatch)
    before = asyncio.create_task(there.configs.get_config_by_guild_id(GUILD))
    await slow.has_read.wait()
    await here.configs.update_config(GUILD, prefix="new")
    after = asyncio.create_task(there.configs.get_config_by_guild_id(GUILD))
    await asyncio.sleep(0.01)
    slow.let_go.set()
    assert [prefix_of(config) for config in await asyncio.gather(before, after)] == ["old", "new"]


async def test_a_reader_that_dies_with_the_fill_lease_keeps_nobody_waiting_for_long(
    redis_server: RedisProcess, join: Join
) -> None:
    here = await join(redis_server.url)
    redis_server.ask("SET", KEY, "Ldead", "PX", "60000")
    async with asyncio.timeout(10):  # a busy machine's, and far from the lease's end
        assert await here.configs.get_config_by_guild_id(GUILD) is None
    assert redis_server.ask("GET", KEY) == b"Ldead", "who holds no lease stores nothing"


async def test_a_cancelled_reader_gives_its_fill_lease_back(
    redis_server: RedisProcess, join: Join, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = await join(redis_server.url)
    slow = SlowLoad(here, monkeypatch)
    reader = asyncio.create_task(here.configs.get_config_by_guild_id(GUILD))
    await slow.has_read.wait()
    assert redis_server.ask("EXISTS", KEY) == 1
    reader.cancel()

    async def released() -> bool:
        return redis_server.ask("EXISTS", KEY) == 0

    await eventually(released, within=0.2)


async def test_an_error_is_cached_nowhere(
    redis_server: RedisProcess, join: Join, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = await join(redis_server.url)

    async def fail(*_: object) -> None:
        raise OSError("no database")

    with monkeypatch.context() as patched:
        patched.setattr(here.configs, "get_by_id", fail)
        results = await asyncio.gather(
            *(here.configs.get_config_by_guild_id(GUILD) for _ in range(3)), return_exceptions=True
        )
    assert [str(result) for result in results] == ["no database"] * 3
    assert await here.configs.get_config_by_guild_id(GUILD) is None


async def test_that_there_is_no_row_is_forgotten_when_one_is_inserted(redis_server: RedisProcess, join: Join) -> None:
    here, there = await join(redis_server.url), await join(redis_server.url)
    assert await there.configs.get_config_by_guild_id(GUILD) is None
    assert await there.cache.exists("guild_config:42") is False
    await here.configs.update_config(GUILD, prefix="new")
    assert prefix_of(await there.configs.get_config_by_guild_id(GUILD)) == "new"


async def test_promise_3_what_is_not_provably_current_is_not_served_after_a_stop(
    redis_server: RedisProcess, join: Join
) -> None:
    here = await join(redis_server.url)
    await here.configs.get_config_by_guild_id(GUILD)
    table = here.cache.types["guild_config"].local
    assert table.peek(GUILD) is None
    # A stopped process runs nothing: neither may this event loop.
    blocked_until = monotonic() + LEASE * 1.1
    while monotonic() < blocked_until:
        pass
    assert table.peek(GUILD) is MISS


async def test_promise_7_deploys_are_safe_as_a_foreign_shape_is_a_miss(redis_server: RedisProcess, join: Join) -> None:
    here = await join(redis_server.url)
    await here.configs.update_config(GUILD, prefix="ours")
    # Of another shape, though it could be read as ours: a model's entry is the list of its fields' values.
    read_alike: list[object] = [*GuildConfig(prefix="theirs").model_dump().values()]
    theirs = Codec[list[object]](list[object]).dumps(read_alike, 1)
    redis_server.ask("SET", KEY, theirs)
    assert prefix_of(await here.configs.get_config_by_guild_id(GUILD)) == "ours"
    held = redis_server.ask("GET", KEY)
    assert isinstance(held, bytes)
    assert codec_for(GuildConfig).loads(held) != codec_for(GuildConfig).loads(theirs)


@pytest.mark.parametrize("garbage", [b"", b"V", b"V1-", b"pickled", b"V1-" + b"0" * 24 + b"\xc1"])
async def test_garbage_in_redis_is_a_miss(redis_server: RedisProcess, join: Join, garbage: bytes) -> None:
    here = await join(redis_server.url)
    await here.configs.update_config(GUILD, prefix="ours")
    redis_server.ask("SET", KEY, garbage)
    assert prefix_of(await here.configs.get_config_by_guild_id(GUILD)) == "ours"


async def test_a_writer_waits_for_the_process_that_does_not_acknowledge_until_its_lease_ends(
    redis_server: RedisProcess, join: Join, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = await join(redis_server.url)
    await asyncio.sleep(LEASE)  # a registry that was born a moment ago would make it wait, too
    redis_server.ask("EVAL", "local t = redis.call('TIME') redis.call('ZADD', KEYS[1], t[1] * 1000 + "
                     "math.floor(t[2] / 1000) + 300, 'silent')", "1", "astromorty:~processes")  # fmt: skip
    began = monotonic()
    await here.configs.update_config(GUILD, prefix="new")
    assert 0.2 < monotonic() - began < 0.6
    began = monotonic()
    await here.configs.update_config(GUILD, prefix="newer")
    assert monotonic() - began < 0.2
