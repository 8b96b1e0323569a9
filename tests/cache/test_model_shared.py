"""Two processes' caches on one real server against a model: reads are never behind, whatever becomes of the server."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import AsyncGenerator, Collection, Coroutine, Generator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Final, TypeVar

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule, run_state_machine_as_test

from astromorty.services.cache.decorators import cache_invalidate, cached
from astromorty.services.cache.outbox import Debt, Owed
from astromorty.services.cache.service import CacheService
from astromorty.services.cache.transactions import open_transaction
from fixtures.members import eventually
from fixtures.redis import RedisProcess

T = TypeVar("T")
LEASE: Final = 0.2
members = st.integers(0, 1)
keys = st.integers(1, 3)
texts = st.sampled_from(["a", "b", "c"])


class Table:
    """A database of one dictionary, whose rows are the truth, and its outbox."""

    def __init__(self) -> None:
        self.rows: dict[int, str] = {}
        self.debts: dict[int, Debt] = {}
        self.generation = 0
        self.written = 0
        self.seconds_to_answer = 0.0

    def owe(self, key: str) -> Debt:
        """Record the debt of one change."""
        self.written += 1
        self.debts[self.written] = Debt(self.written, frozenset({key}))
        return self.debts[self.written]

    async def owed(self, limit: int) -> Owed:
        return Owed(str(self.generation), tuple(self.debts.values())[:limit])

    async def settle(self, debts: Collection[int]) -> None:
        for debt in debts:
            self.debts.pop(debt, None)

    async def register(self, process: str, *, alone: bool, seconds: float) -> None:
        """Let everybody in: both have the server."""

    async def leave(self, process: str) -> None:
        """Keep no list."""

    async def renew_generation(self) -> None:
        self.generation += 1


class Store:
    """One process's way to the table."""

    def __init__(self, table: Table, cache: CacheService) -> None:
        self.table = table
        self.cache = cache
        self.database = self

    @asynccontextmanager
    async def unit_of_work(self) -> AsyncGenerator[None]:
        with open_transaction() as owed:
            yield
            owed.debts = tuple(self.table.owe(key) for key in owed.keys)
        await self.cache.settle(owed)

    @cached("prefix")
    async def get(self, guild_id: int) -> str | None:
        row = self.table.rows.get(guild_id)
        await asyncio.sleep(self.table.seconds_to_answer)
        return row

    @cache_invalidate("prefix")
    async def put(self, guild_id: int, text: str | None) -> None:
        if text is None:
            self.table.rows.pop(guild_id, None)
        else:
            self.table.rows[guild_id] = text


class SharedModel(RuleBasedStateMachine):
    """Reads, writes, expiry, patterns, flushes and outages through either process, in any order."""

    def __init__(self, server: RedisProcess) -> None:
        super().__init__()
        self.server = server
        self.is_away = False
        self.free: dict[str, set[str]] = {}
        self.loop = asyncio.new_event_loop()
        server.ask("FLUSHALL")
        self.table = Table()
        self.stores = [Store(self.table, self.do(self.connect())) for _ in range(2)]

    async def connect(self) -> CacheService:
        return await CacheService.connect(
            self.server.url, self.table, lease=LEASE, call_timeout=0.05, connect_timeout=0.1, local_entries=2
        )

    def teardown(self) -> None:
        self.bring_back()
        for store in self.stores:
            self.do(store.cache.close())
        self.loop.close()

    def bring_back(self) -> None:
        self.server.send(signal.SIGCONT)
        self.is_away = False

    def do(self, work: Coroutine[Any, Any, T]) -> T:
        return self.loop.run_until_complete(asyncio.wait_for(work, 10))

    async def are_believed(self) -> bool:
        return all([store.cache.is_trusted and await store.cache.ping() for store in self.stores])

    @rule(member=members, key=keys)
    def read(self, member: int, key: int) -> None:
        assert self.do(self.stores[member].get(key)) == self.table.rows.get(key)

    @rule(member=members, key=keys, text=texts | st.none())
    def write(self, member: int, key: int, text: str | None) -> None:
        self.do(self.stores[member].put(key, text))
        for store in self.stores:
            assert self.do(store.get(key)) == text

    @rule(member=members, key=keys, text=texts)
    def write_during_a_read_of_the_other(self, member: int, key: int, text: str) -> None:
        async def race() -> None:
            self.table.seconds_to_answer = 0.02
            reader = asyncio.create_task(self.stores[1 - member].get(key))
            await asyncio.sleep(0.008)
            await self.stores[member].put(key, text)
            await reader
            self.table.seconds_to_answer = 0.0
            assert [await store.get(key) for store in self.stores] == [text, text]

        self.do(race())

    @rule(member=members, key=keys)
    def expire_here(self, member: int, key: int) -> None:
        entry = self.stores[member].cache.types["prefix"].local.entry(key)
        if entry is not None:
            entry.expires_at = 0.0

    @precondition(lambda self: not self.is_away)
    @rule(key=keys)
    def expire_in_redis(self, key: int) -> None:
        self.server.ask("PEXPIRE", f"astromorty:prefix:{key}", "0")

    @rule(member=members, key=keys, text=texts)
    def set_a_free_key(self, member: int, key: int, text: str) -> None:
        is_set = self.do(self.stores[member].cache.set(f"free:{key}", text))
        assert is_set or self.is_away
        # Without an answer nobody knows whether it arrived.
        self.free[f"free:{key}"] = {text} if is_set else self.free.get(f"free:{key}", set()) | {text}

    @rule(member=members, key=keys)
    def read_a_free_key(self, member: int, key: int) -> None:
        held = self.do(self.stores[member].cache.get(f"free:{key}"))
        assert held is None or held in self.free.get(f"free:{key}", set())

    @precondition(lambda self: not self.is_away)
    @rule(member=members, key=keys)
    def delete_a_free_key(self, member: int, key: int) -> None:
        self.do(self.stores[member].cache.delete(f"free:{key}"))
        self.free.pop(f"free:{key}", None)
        for store in self.stores:
            assert self.do(store.cache.get(f"free:{key}")) is None

    @rule(member=members, pattern=st.sampled_from(["prefix:*", "prefix:1", "free:?", "*"]))
    def delete_a_pattern(self, member: int, pattern: str) -> None:
        self.do(self.stores[member].cache.delete_pattern(pattern))
        if not self.is_away:
            assert self.do(self.stores[1 - member].cache.delete_pattern(pattern)) == 0

    @rule(member=members)
    def flush(self, member: int) -> None:
        self.do(self.stores[member].cache.clear())

    @precondition(lambda self: not self.is_away)
    @rule()
    def lose_redis(self) -> None:
        self.server.send(signal.SIGSTOP)
        self.is_away = True

    @precondition(lambda self: self.is_away)
    @rule()
    def find_redis_again(self) -> None:
        self.bring_back()
        self.do(eventually(self.are_believed, within=5))


@pytest.fixture(params=[pytest.param("redis", marks=pytest.mark.second_server), "valkey"])
def server(request: pytest.FixtureRequest, tmp_path: Path) -> Generator[RedisProcess]:
    """A server of the test's own, for a test that runs its own event loops."""
    process = RedisProcess(str(request.param), tmp_path / "redis")
    process.start()
    yield process
    process.kill()


def test_two_processes_say_what_the_database_says_whatever_becomes_of_redis(server: RedisProcess) -> None:
    class OnServer(SharedModel):
        def __init__(self) -> None:
            super().__init__(server)

    run_state_machine_as_test(OnServer, settings=settings(max_examples=8, stateful_step_count=20, deadline=None))
