"""A process that cannot be heard of, and a database that is away for all."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import replace

import pytest

from astromorty.database.errors import DatabaseUnavailableError
from data.sharding.fleet import ALONE, SHORT, Fleet, Process, eventually, opened
from faults.proxy import before_postgres
from fixtures.postgres import execute


@pytest.fixture
async def fleet(database_url: str) -> AsyncIterator[Fleet]:
    async with opened(database_url) as fleet:
        yield fleet


class Partition:
    """Keeps processes from the database."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._patch = monkeypatch

    def cut(self, *processes: Process) -> None:
        def refuse() -> None:
            raise DatabaseUnavailableError("cut off")

        for process in processes:
            self._patch.setattr(process.sharding._own, "unit_of_work", refuse)  # pyright: ignore[reportPrivateUsage]  # it is nobody else's

    def heal(self) -> None:
        self._patch.undo()


@pytest.fixture
def partition(monkeypatch: pytest.MonkeyPatch) -> Partition:
    return Partition(monkeypatch)


async def test_who_cannot_renew_leaves_the_gateway_before_another_takes_over(
    fleet: Fleet, partition: Partition
) -> None:
    one, other = await fleet.start(), await fleet.start()
    await eventually(lambda: len(fleet.served()) == 8)
    partition.cut(one)
    while len(other.gateway.connected) < 8:
        served = fleet.served()
        assert len(served) == len(set(served)), "a shard in two processes"
        await asyncio.sleep(0.005)
    assert (one.gateway.left, one.gateway.forgotten) == (1, 0)

    partition.heal()
    await eventually(lambda: one.sharding.state == "standby")
    assert one.gateway.forgotten == 1
    assert one.gateway.connected == set()
    assert len(other.gateway.connected) == 8


async def test_when_the_database_was_away_for_all_everybody_goes_on_with_what_they_had(
    fleet: Fleet, partition: Partition
) -> None:
    # As long as the outage allows: so long may each be held up when the database is back.
    spans = replace(SHORT, gap=1.2)
    processes = [await fleet.start(spans=spans) for _ in range(2)]
    await eventually(lambda: len(fleet.served()) == 8)
    standby = await fleet.start(spans=spans)
    await eventually(lambda: standby.sharding.state == "standby")
    had = [process.gateway.connected for process in processes]

    partition.cut(*fleet.processes)
    await asyncio.sleep(SHORT.lease + 0.4)
    assert fleet.served() == [], "the leases ended, so nobody may be sure"
    partition.heal()
    await eventually(lambda: [process.gateway.connected for process in processes] == had)
    await asyncio.sleep(spans.gap)
    assert [process.gateway.forgotten for process in fleet.processes] == [0, 0, 0]
    assert standby.gateway.connected == set()


async def test_a_process_with_a_place_of_its_own_stays_connected_without_database(
    fleet: Fleet, partition: Partition
) -> None:
    process = await fleet.start(ALONE)
    await eventually(lambda: len(fleet.served()) == 8)
    partition.cut(process)
    await asyncio.sleep(SHORT.lease + 0.4)
    assert len(process.gateway.connected) == 8
    partition.heal()
    await asyncio.sleep(SHORT.renewal * 2)
    assert (process.gateway.left, process.gateway.forgotten) == (0, 0)


async def test_who_is_stopped_in_the_middle_of_a_change_stops_nobody_else(fleet: Fleet, database_url: str) -> None:
    """Its transaction holds the fleet's row: the database ends it after two seconds."""
    stopped = await fleet.start(ALONE)
    await eventually(lambda: len(fleet.served()) == 8)
    table = stopped.sharding._table  # pyright: ignore[reportPrivateUsage]  # it can be stopped there only from within
    with pytest.raises(DatabaseUnavailableError):
        async with asyncio.timeout(6), table._alone():  # pyright: ignore[reportPrivateUsage]  # as above
            await execute(database_url, "UPDATE fleet SET seen_at = now()")


async def test_a_process_whose_pool_is_used_up_keeps_its_shards(fleet: Fleet) -> None:
    process = await fleet.start()
    await eventually(lambda: len(fleet.served()) == 8)
    async with AsyncExitStack() as stack:
        pool = process.database.pool
        for _ in range(pool.size()):
            await stack.enter_async_context(process.database.engine.connect())
        assert pool.checkedout() == pool.size()
        await asyncio.sleep(SHORT.lease + SHORT.renewal)
        assert len(process.gateway.connected) == 8
    assert (process.gateway.left, process.gateway.forgotten) == (0, 0)


async def test_after_a_connection_that_fell_silent_the_lease_is_renewed_over_another(
    fleet: Fleet, database_url: str
) -> None:
    spans = replace(SHORT, lease=5, answer=0.4)
    async with before_postgres(database_url) as (proxy, url):
        process = await fleet.start(spans=spans, url=url)
        await eventually(lambda: len(fleet.served()) == 8)
        proxy.mute()
        await eventually(lambda: process.sharding.lease_age > 2 * spans.renewal)
        await eventually(lambda: process.sharding.lease_age < spans.renewal)
        assert process.gateway.left == 0
