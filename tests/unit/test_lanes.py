"""Background work: in order for each server, servers side by side, failures and the end dealt with."""

import asyncio

from astromorty.services.lanes import Lanes


async def test_work_is_done_in_order_by_server_and_servers_do_not_wait_for_each_other():
    lanes, done, gate = Lanes(), list[str](), asyncio.Event()

    async def wait() -> None:
        await gate.wait()
        done.append("1a")

    async def note(name: str) -> None:
        done.append(name)

    lanes.put(1, wait)
    lanes.put(1, lambda: note("1b"))
    lanes.put(2, lambda: note("2a"))
    await asyncio.sleep(0.01)
    assert done == ["2a"]
    gate.set()
    await lanes.close(seconds=1)
    assert done == ["2a", "1a", "1b"]


async def test_a_failure_stops_nothing():
    lanes, done = Lanes(), list[int]()

    async def fail() -> None:
        raise ValueError

    async def note() -> None:
        done.append(1)

    lanes.put(1, fail)
    lanes.put(1, note)
    await lanes.close(seconds=1)
    assert done == [1]


async def test_what_is_not_done_in_time_is_dropped():
    lanes, done = Lanes(), list[int]()

    async def hang() -> None:
        await asyncio.sleep(60)
        done.append(1)

    lanes.put(1, hang)
    lanes.put(1, hang)
    await asyncio.wait_for(lanes.close(seconds=0.01), 1)
    lanes.put(1, hang)
    assert done == []
    assert not [task for task in asyncio.all_tasks() if task.get_name().startswith("lane of")]
