"""Who holds which shards: registration, standbys, take-over, placement, and the agreed number."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
from loguru import logger

from astromorty.database.controllers.fleet import FleetController
from astromorty.errors import StartError
from astromorty.services.sharding import Placement
from data.sharding.fleet import ALONE, AT_ONCE, SHARED, SHORT, Fleet, eventually, opened

ALL = list(range(8))


@pytest.fixture
async def fleet(database_url: str) -> AsyncIterator[Fleet]:
    async with opened(database_url) as fleet:
        yield fleet


async def test_processes_that_start_together_share_the_shards_and_ask_discord_once(fleet: Fleet) -> None:
    first = await fleet.start()
    assert first.sharding.state == "registering"
    await asyncio.gather(*(fleet.start() for _ in range(3)))
    await eventually(lambda: fleet.served() == ALL)
    assert [len(process.sharding.held) for process in fleet.processes] == [2, 2, 2, 2]
    assert first.sharding.state == "holding"
    assert first.sharding.count == 8
    assert first.sharding.lease_age < 1
    assert fleet.discord.asked == 1


async def test_a_late_one_stands_by_and_takes_over_when_the_lease_of_a_dead_one_ends(fleet: Fleet) -> None:
    one, other = await fleet.start(), await fleet.start()
    await eventually(lambda: fleet.served() == ALL)
    late = await fleet.start()
    await eventually(lambda: late.sharding.state == "standby")
    await asyncio.sleep(1.4)
    assert late.gateway.connected == set(), "nobody is taken for dead who renews the lease"

    had = one.gateway.connected
    await one.kill()
    one.gateway.connected = set()
    await eventually(lambda: late.gateway.connected == had)
    assert one.sharding.lease_age > SHORT.lease, "not before the lease ends"
    assert len(other.gateway.connected) == 4
    assert fleet.served() == ALL


async def test_without_a_standby_the_others_take_over(fleet: Fleet) -> None:
    processes = [await fleet.start() for _ in range(3)]
    await eventually(lambda: fleet.served() == ALL)
    await processes[0].kill()
    processes[0].gateway.connected = set()
    await eventually(lambda: fleet.served() == ALL)
    assert [len(process.gateway.connected) for process in processes[1:]] == [4, 4]


async def test_who_stops_in_order_is_followed_by_a_standby_at_once_and_by_others_after_its_lease(fleet: Fleet) -> None:
    spans = replace(AT_ONCE, registration=SHORT.registration)
    one, other = await fleet.start(spans=spans), await fleet.start(spans=spans)
    await eventually(lambda: fleet.served() == ALL)
    standby = await fleet.start(spans=spans)
    await eventually(lambda: standby.sharding.state == "standby")
    await one.stop()
    await eventually(lambda: fleet.served() == ALL)
    assert len(standby.gateway.connected) == 4

    await standby.stop()
    await asyncio.sleep(0.3)
    assert len(other.gateway.connected) == 4, "its place is kept for its return"
    again = await fleet.start(spans=spans)
    await eventually(lambda: fleet.served() == ALL)
    assert len(again.gateway.connected) == 4


async def test_a_process_without_redis_has_all_and_its_successor_takes_them_at_once(fleet: Fleet) -> None:
    killed = await fleet.start(ALONE, AT_ONCE)
    await eventually(lambda: fleet.served() == ALL)
    await killed.kill()
    killed.gateway.connected = set()
    await fleet.start(ALONE, AT_ONCE)
    await eventually(lambda: fleet.served() == ALL)


async def test_of_two_in_one_place_the_first_gives_way_and_waits(fleet: Fleet) -> None:
    first = await fleet.start(ALONE)
    await eventually(lambda: fleet.served() == ALL)
    second = await fleet.start(ALONE)
    await eventually(lambda: first.sharding.state == "standby")
    await asyncio.sleep(0.3)
    assert (first.gateway.connected, first.gateway.forgotten) == (set(), 1)
    assert sorted(second.gateway.connected) == ALL
    await second.stop()
    await eventually(lambda: sorted(first.gateway.connected) == ALL)


async def test_shards_of_a_fixed_place_are_taken_by_nobody_else_and_by_who_follows_there_at_once(fleet: Fleet) -> None:
    place = Placement(shared=False, count=8, ids=(0, 5))
    fixed = await fleet.start(place, AT_ONCE)
    await eventually(lambda: fixed.gateway.connected == {0, 5})
    await fleet.start()
    await eventually(lambda: fleet.served() == ALL)
    await fixed.kill()
    fixed.gateway.connected = set()
    again = await fleet.start(place, AT_ONCE)
    await eventually(lambda: again.gateway.connected == {0, 5})


async def test_who_follows_in_a_fixed_place_has_its_shards_from_the_first_moment(fleet: Fleet) -> None:
    place = Placement(shared=False, count=8, ids=(0, 5))
    fixed = await fleet.start(place, AT_ONCE)
    await eventually(lambda: fixed.gateway.connected == {0, 5})
    sharing = await fleet.start()
    await eventually(lambda: fleet.served() == ALL)
    await fixed.kill()
    table = FleetController(fixed.database, lease=60, registration=60, longest_registration=60, gap=60)
    await table.join(place.member(), wanted=8, advised=8, displace=True)
    await asyncio.sleep(2 * SHORT.renewal)
    assert sharing.gateway.connected == {1, 2, 3, 4, 6, 7}


async def test_a_process_with_another_number_of_shards_is_refused_until_the_others_have_stopped(fleet: Fleet) -> None:
    running = await fleet.start(Placement(shared=True, count=4))
    await eventually(lambda: len(running.gateway.connected) == 4)
    other = Placement(shared=True, count=6)
    with pytest.raises(StartError, match="SHARDING__COUNT=6, but 1 processes run with 4 shards"):
        await fleet.start(other)
    unset = await fleet.start(SHARED)
    assert unset.sharding.count == 4
    await running.stop()
    await unset.stop()
    last = await fleet.start(other)
    await eventually(lambda: len(last.gateway.connected) == 6)


async def test_another_number_of_shards_waits_for_the_leases_of_processes_that_were_killed(fleet: Fleet) -> None:
    killed = await fleet.start(Placement(shared=True, count=4))
    await eventually(lambda: len(killed.gateway.connected) == 4)
    await killed.kill()
    killed.gateway.connected = set()
    lines: list[str] = []
    sink = logger.add(lambda line: lines.append(str(line)), format="{message}")
    one, other = await asyncio.gather(*(fleet.start(Placement(shared=True, count=6)) for _ in range(2)))
    logger.remove(sink)
    assert "SHARDING__COUNT=6, but 1 processes ran with 4 shards: waiting until their leases end" in "".join(lines)
    await eventually(lambda: fleet.served() == list(range(6)))
    assert [len(process.sharding.held) for process in (one, other)] == [3, 3]
