"""When a shard may begin a session."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest
from loguru import logger

from astromorty.database.controllers.identify_gate import IdentifyGateController, NotHeldError, Turn
from astromorty.services.sharding import gate as gate_module
from astromorty.services.sharding.gate import LATE, RESERVE
from data.sharding.fleet import ALONE, SHORT, Fleet, Process, eventually, opened

# Twice as far apart as a shard may be late.
SPACED = replace(SHORT, spacing=0.6)


@pytest.fixture
async def fleet(database_url: str) -> AsyncIterator[Fleet]:
    async with opened(database_url) as fleet:
        yield fleet


async def enter(process: Process, shard_id: int, times: list[tuple[int, float]], *, connecting: float = 0) -> None:
    """Go through the gate as a shard does, that takes so long to connect."""
    async with process.sharding.gate.turn(shard_id):
        await asyncio.sleep(connecting)
        await process.sharding.gate.enter(shard_id)
        times.append((shard_id, asyncio.get_running_loop().time()))


def gaps(times: list[tuple[int, float]]) -> list[float]:
    """Return the time between each session and the one before it."""
    return [after - before for before, after in pairwise(sorted(at for _, at in times))]


async def test_sessions_keep_their_distance_over_all_processes(fleet: Fleet) -> None:
    slow, quick = await asyncio.gather(fleet.start(spans=SPACED), fleet.start(spans=SPACED))
    await eventually(lambda: len(fleet.served()) == 8)
    times: list[tuple[int, float]] = []
    # One is slower to connect than its turn allows: it comes later, and not in between two others.
    await asyncio.gather(
        enter(slow, slow.sharding.held[0], times, connecting=1.3),
        *(enter(quick, shard, times) for shard in quick.sharding.held),
    )
    assert len(times) == 5
    assert min(gaps(times)) > SPACED.spacing - LATE


async def test_a_turn_of_which_a_process_heard_late_is_moved(fleet: Fleet, monkeypatch: pytest.MonkeyPatch) -> None:
    late, quick = await asyncio.gather(fleet.start(spans=SPACED), fleet.start(spans=SPACED))
    await eventually(lambda: len(fleet.served()) == 8)
    take, slow = IdentifyGateController.take, late.sharding.held[0]

    async def take_slowly(self: IdentifyGateController, shard_id: int, **claim: Any) -> Turn:
        turn = await take(self, shard_id, **claim)
        await asyncio.sleep(0.45 if shard_id == slow else 0)
        return turn

    monkeypatch.setattr(IdentifyGateController, "take", take_slowly)
    times: list[tuple[int, float]] = []
    await asyncio.gather(enter(late, slow, times), *(enter(quick, shard, times) for shard in quick.sharding.held[:2]))
    assert len(times) == 3
    assert min(gaps(times)) > SPACED.spacing - LATE


async def test_shards_of_different_buckets_need_not_wait_for_each_other(fleet: Fleet) -> None:
    fleet.discord.max_concurrency = 2
    process = await fleet.start(ALONE, replace(SHORT, spacing=30))
    await eventually(lambda: len(fleet.served()) == 8)
    times: list[tuple[int, float]] = []
    async with asyncio.timeout(10):
        await asyncio.gather(*(enter(process, shard, times) for shard in range(2)))
    assert len(times) == 2, "side by side, one of each bucket"


async def test_who_lost_a_shard_gets_no_turn(fleet: Fleet) -> None:
    first = await fleet.start(ALONE)
    await eventually(lambda: len(first.sharding.held) == 8)
    await first.kill()
    second = await fleet.start(ALONE)
    await eventually(lambda: len(second.sharding.held) == 8)
    with pytest.raises(NotHeldError):
        await enter(first, 0, [])
    await enter(second, 0, [])


async def test_the_last_sessions_of_the_day_are_kept_and_the_shard_waits_until_there_are_more(
    fleet: Fleet, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gate_module, "LOOK_SECONDS", 0.2)
    fleet.discord.starts_left = RESERVE + 1
    process = await fleet.start(ALONE)
    await eventually(lambda: len(process.sharding.held) == 8)
    lines: list[str] = []
    sink = logger.add(lambda line: lines.append(str(line)), format="{message}")
    times: list[tuple[int, float]] = []
    await enter(process, 0, times)
    fleet.discord.starts_left = RESERVE
    waiting = asyncio.create_task(enter(process, 1, times))
    await eventually(lambda: any("Shard 1 waits: only 5 sessions are left" in line for line in lines))
    assert len(times) == 1
    fleet.discord.starts_left = 1000
    await asyncio.wait_for(waiting, 5)
    logger.remove(sink)
    assert len(times) == 2
