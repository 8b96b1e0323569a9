"""The cache against a model: whatever is done to it, it says what the database says."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Coroutine
from contextlib import asynccontextmanager
from math import inf
from typing import Any, TypeVar

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from astromorty.services.cache.cached_type import CachedTypes
from astromorty.services.cache.decorators import cache_invalidate, cached
from astromorty.services.cache.leases import Trust
from astromorty.services.cache.service import CacheService
from astromorty.services.cache.transactions import open_transaction

T = TypeVar("T")
keys = st.integers(1, 4)
texts = st.sampled_from(["a", "b", "c"])


class Store:
    """A database of one dictionary, whose rows are the truth."""

    def __init__(self, cache: CacheService) -> None:
        self.cache = cache
        self.database = self
        self.rows: dict[int, str] = {}

    @asynccontextmanager
    async def unit_of_work(self) -> AsyncGenerator[None]:
        with open_transaction() as owed:
            yield
        await self.cache.settle(owed)

    @cached("prefix")
    async def get(self, guild_id: int) -> str | None:
        row = self.rows.get(guild_id)
        await asyncio.sleep(0)
        return row

    @cache_invalidate("prefix")
    async def put(self, guild_id: int, text: str | None) -> None:
        if text is None:
            self.rows.pop(guild_id, None)
        else:
            self.rows[guild_id] = text


class CacheModel(RuleBasedStateMachine):
    """Reads, writes, expiry, patterns, flushes and lost trust in any order, on a table smaller than the keys."""

    @initialize()
    def begin(self) -> None:
        self.loop = asyncio.new_event_loop()
        self.trust = Trust(inf)
        self.store = Store(CacheService(CachedTypes(3, self.trust), self.trust))
        self.free: dict[str, str] = {}

    def teardown(self) -> None:
        self.loop.close()

    def do(self, work: Coroutine[Any, Any, T]) -> T:
        return self.loop.run_until_complete(work)

    @rule(key=keys)
    def read(self, key: int) -> None:
        assert self.do(self.store.get(key)) == self.store.rows.get(key)

    @rule(key=keys, text=texts | st.none())
    def write(self, key: int, text: str | None) -> None:
        self.do(self.store.put(key, text))

    @rule(key=keys, text=texts)
    def write_during_a_read(self, key: int, text: str) -> None:
        async def race() -> None:
            reader = asyncio.create_task(self.store.get(key))
            await asyncio.sleep(0)
            await self.store.put(key, text)
            await reader
            assert await self.store.get(key) == text

        self.do(race())

    @rule(key=keys, text=texts)
    def write_in_a_transaction_that_reads(self, key: int, text: str) -> None:
        async def work() -> None:
            async with self.store.unit_of_work():
                await self.store.put(key, text)
                assert await self.store.get(key) == text

        self.do(work())

    @rule(key=keys)
    def expire(self, key: int) -> None:
        entry = self.store.cache.types["prefix"].local.entry(key)
        if entry is not None:
            entry.expires_at = 0.0

    @rule(key=keys, text=texts)
    def set_a_free_key(self, key: int, text: str) -> None:
        assert self.do(self.store.cache.set(f"free:{key}", text))
        self.free[f"free:{key}"] = text

    @rule(key=keys)
    def read_a_free_key(self, key: int) -> None:
        if self.trust.holds():
            assert self.do(self.store.cache.get(f"free:{key}")) in {None, self.free.get(f"free:{key}")}

    @rule(key=keys)
    def delete_a_free_key(self, key: int) -> None:
        self.do(self.store.cache.delete(f"free:{key}"))
        self.free.pop(f"free:{key}", None)
        assert self.do(self.store.cache.get(f"free:{key}")) is None

    @rule(pattern=st.sampled_from(["prefix:*", "prefix:1", "free:?", "*"]))
    def delete_a_pattern(self, pattern: str) -> None:
        self.do(self.store.cache.delete_pattern(pattern))
        assert self.do(self.store.cache.delete_pattern(pattern)) == 0

    @rule()
    def flush(self) -> None:
        self.do(self.store.cache.clear())

    @rule(holds=st.booleans())
    def lose_or_regain_trust(self, holds: bool) -> None:
        self.trust.until = inf if holds else 0.0


TestCache = CacheModel.TestCase
TestCache.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
