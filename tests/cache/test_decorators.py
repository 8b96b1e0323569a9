"""The decorators: which entry a call means, and what a write owes."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace

import pytest

from astromorty.services.cache.decorators import (
    UndeclaredIdentityError,
    Written,
    cache_invalidate,
    cached,
    write_through,
)
from astromorty.services.cache.service import CacheService
from astromorty.services.cache.transactions import open_transaction


@dataclass(frozen=True)
class Config:
    prefix: str | None
    version: int = 1


class Rows:
    """A database of one dictionary."""

    def __init__(self, cache: CacheService) -> None:
        self.cache = cache
        self.rows: dict[object, Config] = {}
        self.loads = 0

    @asynccontextmanager
    async def unit_of_work(self) -> AsyncGenerator[None]:
        with open_transaction() as transaction:
            yield
        await self.cache.settle(transaction)


class Configs:
    def __init__(self, database: Rows) -> None:
        self.database = database
        self.cache = database.cache

    @cached("guild_config")
    async def get(self, guild_id: int) -> Config | None:
        self.database.loads += 1
        await asyncio.sleep(0.001)
        return self.database.rows.get(guild_id)

    @cache_invalidate("guild_config")
    async def update(self, guild_id: int, *, prefix: str | None) -> Config:
        self.database.rows[guild_id] = Config(prefix)
        return self.database.rows[guild_id]


class Levels:
    def __init__(self, database: Rows) -> None:
        self.database = database
        self.cache = database.cache

    @cached("levels")
    async def get(self, guild_id: int, member_id: int) -> Config | None:
        self.database.loads += 1
        return self.database.rows.get((member_id, guild_id))

    @write_through("levels")
    async def put(self, member_id: int, guild_id: int, text: str) -> Written[Config]:
        before = self.database.rows.get((member_id, guild_id))
        row = Config(text) if before is None else replace(before, prefix=text, version=before.version + 1)
        self.database.rows[member_id, guild_id] = row
        return Written(row, row.version, updated=before is not None)


@pytest.fixture
def rows() -> Rows:
    return Rows(CacheService.local())


async def test_a_second_read_is_served_from_the_cache(rows: Rows) -> None:
    configs = Configs(rows)
    await configs.update(1, prefix="?")
    assert await configs.get(1) == await configs.get(1) == Config("?")
    assert rows.loads == 1


async def test_positional_and_keyword_calls_and_other_instances_mean_one_entry(rows: Rows) -> None:
    await Configs(rows).get(1)
    await Configs(rows).get(guild_id=1)
    await Levels(rows).get(1, 2)
    await Levels(rows).get(1, member_id=2)
    await Levels(rows).get(member_id=2, guild_id=1)
    assert rows.loads == 2


async def test_a_missing_row_is_cached_until_it_is_created(rows: Rows) -> None:
    configs = Configs(rows)
    assert await configs.get(1) is None
    assert await configs.get(1) is None
    assert rows.loads == 1
    await configs.update(1, prefix="!")
    assert await configs.get(1) == Config("!")


async def test_a_write_argument_named_like_a_cached_type_clashes_with_nothing(rows: Rows) -> None:
    assert await Configs(rows).update(guild_id=1, prefix="!") == Config("!")


async def test_none_is_not_dropped_from_what_is_written(rows: Rows) -> None:
    configs = Configs(rows)
    await configs.update(1, prefix="!")
    await configs.update(1, prefix=None)
    assert await configs.get(1) == Config(None)


async def test_many_concurrent_misses_load_once(rows: Rows) -> None:
    await asyncio.gather(*(Configs(rows).get(1) for _ in range(50)))
    assert rows.loads == 1


async def test_a_read_inside_a_unit_of_work_sees_the_transaction_and_fills_nothing(rows: Rows) -> None:
    configs = Configs(rows)
    await configs.get(1)
    async with rows.unit_of_work():
        rows.rows[1] = Config("inside")
        assert await configs.get(1) == Config("inside")
        del rows.rows[1]
    assert await configs.get(1) is None


async def test_write_through_replaces_what_is_cached_and_creates_nothing(rows: Rows) -> None:
    levels = Levels(rows)
    await levels.put(1, 2, "a")
    assert await levels.get(2, 1) == Config("a")
    await levels.put(1, 2, "b")
    loads = rows.loads
    assert await levels.get(2, 1) == Config("b", version=2)
    assert rows.loads == loads, "the written value was served"
    await levels.put(3, 2, "c")
    await levels.put(3, 2, "d")
    assert not await rows.cache.exists("levels:3:2")


def test_a_method_without_the_identity_fails_at_import() -> None:
    with pytest.raises(UndeclaredIdentityError, match="no parameter named guild_id"):

        class Wrong(Configs):  # pyright: ignore[reportUnusedClass] - its body is the test
            @cached("guild_config")
            async def read(self, guild: int) -> Config | None: ...


def test_an_unknown_type_is_named_with_the_nearest_one() -> None:
    with pytest.raises(LookupError, match="did you mean 'guild_config'"):
        cached("guild_confg")


async def test_an_identity_of_the_wrong_type_is_refused(rows: Rows) -> None:
    with pytest.raises(TypeError, match="guild_id must be int"):
        await Configs(rows).get("1")  # pyright: ignore[reportArgumentType] - what the check is for
