"""Races between several processes that need a hand to happen: each played step by step."""

from __future__ import annotations

import asyncio
from time import monotonic

import pytest

from astromorty.database.models import GuildConfig
from astromorty.services.cache.coherence import Announcer
from astromorty.services.cache.messages import Acknowledgement
from astromorty.services.cache.redis_tier import RedisTier
from fixtures.members import LEASE, Join, Member
from fixtures.redis import RedisProcess

GUILD = 42
SLOW = 0.15


class HeldLoad:
    """Holds a member's load back after it has read the row, until it is let go."""

    def __init__(self, member: Member, monkeypatch: pytest.MonkeyPatch) -> None:
        self.has_read = asyncio.Event()
        self.let_go = asyncio.Event()
        self._load = member.configs.get_by_id
        monkeypatch.setattr(member.configs, "get_by_id", self)

    async def __call__(self, *identity: object) -> GuildConfig | None:
        config = await self._load(*identity)
        self.has_read.set()
        await self.let_go.wait()
        return config


async def prefix_seen_by(member: Member) -> str | None:
    config = await member.configs.get_config_by_guild_id(GUILD)
    return config.prefix if config else None


async def test_a_process_alone_stores_no_load_that_a_write_overtook(
    join: Join, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Fill: without Redis, the mark on the flight is all there is."""
    here = await join(None)
    await here.configs.update_config(GUILD, prefix="old")
    held = HeldLoad(here, monkeypatch)
    reader = asyncio.create_task(prefix_seen_by(here))
    await held.has_read.wait()
    await here.configs.update_config(GUILD, prefix="new")
    held.let_go.set()
    assert await reader == "old", "it asked before the write"
    assert await prefix_seen_by(here) == "new"


async def test_a_reader_that_found_the_old_value_in_redis_keeps_it_not_in_its_process(
    redis_server: RedisProcess, join: Join, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Reorder: the answer to GET arrives after the invalidation that overtook it on the other connection."""
    here, there = await join(redis_server.url), await join(redis_server.url)
    await here.configs.update_config(GUILD, prefix="old")
    assert await prefix_seen_by(here) == "old"
    tier = shared_tier(there)
    has_read, let_go = asyncio.Event(), asyncio.Event()
    get = tier.get

    async def late(key: str) -> object:
        found = await get(key)
        has_read.set()
        await let_go.wait()
        return found

    with monkeypatch.context() as patched:
        patched.setattr(tier, "get", late)
        reader = asyncio.create_task(prefix_seen_by(there))
        await has_read.wait()
        await here.configs.update_config(GUILD, prefix="new")
        let_go.set()
        assert await reader == "new", "what it found may be of any time before the write"
    assert await prefix_seen_by(there) == "new"


async def test_a_writer_returns_only_when_the_slow_process_has_forgotten(
    redis_server: RedisProcess, join: Join, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Acknowledgement: until the slow one has handled the message it serves the old value, rightly."""
    here, there = await join(redis_server.url), await join(redis_server.url)
    await here.configs.update_config(GUILD, prefix="old")
    assert await prefix_seen_by(there) == "old"
    await asyncio.sleep(LEASE)  # the registry's youth would make the writer wait, too
    types = there.cache._types  # pyright: ignore[reportPrivateUsage] - delays its messages
    invalidate = types.invalidate

    def later(keys: tuple[str, ...]) -> None:
        monkeypatch.setattr(types, "invalidate", invalidate)
        # Everything in this event loop stands still: to the others, the process is slow.
        asyncio.get_running_loop().call_later(SLOW, invalidate, keys)

    async def slow_acknowledgement(channel: str, acknowledgement: Acknowledgement) -> None:
        await asyncio.sleep(SLOW * 1.2)
        await say(channel, acknowledgement)

    announcer = shared_announcer(there)
    say = announcer._say  # pyright: ignore[reportPrivateUsage]
    monkeypatch.setattr(types, "invalidate", later)
    monkeypatch.setattr(announcer, "_say", slow_acknowledgement)
    began = monotonic()
    await here.configs.update_config(GUILD, prefix="new")
    assert SLOW < monotonic() - began < LEASE + SLOW
    assert await prefix_seen_by(there) == "new"


async def test_a_registry_that_was_lost_makes_the_writer_wait_one_lease(redis_server: RedisProcess, join: Join) -> None:
    """Crash: an emptied Redis knows of no process, and there may be some that believe what they hold."""
    here = await join(redis_server.url)
    await asyncio.sleep(LEASE)
    redis_server.ask("FLUSHALL")
    began = monotonic()
    await here.configs.update_config(GUILD, prefix="new")
    assert monotonic() - began > LEASE * 0.5
    took: list[float] = []
    for prefix in ("a", "b", "c"):
        began = monotonic()
        await here.configs.update_config(GUILD, prefix=prefix)
        took.append(monotonic() - began)
    assert min(took) < LEASE * 0.5


async def test_what_was_not_there_is_found_by_all_once_it_is_inserted(redis_server: RedisProcess, join: Join) -> None:
    """Negative, then insert."""
    here, there = await join(redis_server.url), await join(redis_server.url)
    for member in (here, there):
        assert await prefix_seen_by(member) is None
    await here.configs.update_config(GUILD, prefix="new")
    for member in (there, here):
        assert await prefix_seen_by(member) == "new"


def shared_tier(member: Member) -> RedisTier:
    shared = member.cache._shared  # pyright: ignore[reportPrivateUsage] - delays its answers
    assert shared is not None
    return shared.tier


def shared_announcer(member: Member) -> Announcer:
    shared = member.cache._shared  # pyright: ignore[reportPrivateUsage] - delays its words
    assert shared is not None
    return shared.announcer
