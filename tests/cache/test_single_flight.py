"""One load per key: who waits, who takes over, who hears of an error."""

from __future__ import annotations

import asyncio

from astromorty.services.cache.single_flight import Flight, Flights


class Loader:
    def __init__(self) -> None:
        self.runs = 0
        self.go = asyncio.Event()

    async def __call__(self, flight: Flight) -> object:
        self.runs += 1
        run = self.runs
        await self.go.wait()
        await asyncio.sleep(0.001)
        return run


async def settle() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


async def test_a_cancelled_leader_hands_over_to_those_who_wait() -> None:
    flights, load = Flights(), Loader()
    leader = asyncio.create_task(flights.run(1, load, trusted=True))
    await settle()
    waiters = [asyncio.create_task(flights.run(1, load, trusted=True)) for _ in range(3)]
    await settle()
    leader.cancel()
    await settle()
    load.go.set()
    assert await asyncio.gather(*waiters) == [2, 2, 2]


async def test_a_cancelled_waiter_hurts_nobody() -> None:
    flights, load = Flights(), Loader()
    leader, waiter, other = (asyncio.create_task(flights.run(1, load, trusted=True)) for _ in range(3))
    await settle()
    waiter.cancel()
    await settle()
    load.go.set()
    assert await asyncio.gather(leader, other) == [1, 1]


async def test_an_error_goes_to_all_waiters_and_is_not_kept() -> None:
    flights, go = Flights(), asyncio.Event()

    async def fail(flight: Flight) -> object:
        await go.wait()
        raise ValueError("no database")

    tasks = [asyncio.create_task(flights.run(1, fail, trusted=True)) for _ in range(3)]
    await settle()
    go.set()
    results = await asyncio.gather(*tasks, return_exceptions=True)
    assert [str(result) for result in results] == ["no database"] * 3
    load = Loader()
    load.go.set()
    assert await flights.run(1, load, trusted=True) == 1


async def test_a_reader_after_a_write_does_not_join_the_load_from_before_it() -> None:
    flights, load = Flights(), Loader()
    before = asyncio.create_task(flights.run(1, load, trusted=True))
    await settle()
    flights.mark(1)
    after = asyncio.create_task(flights.run(1, load, trusted=True))
    await settle()
    assert load.runs == 2
    load.go.set()
    assert await asyncio.gather(before, after) == [1, 2]


async def test_without_trust_a_reader_only_joins_a_load_that_began_after_it_asked() -> None:
    flights, load = Flights(), Loader()
    first = asyncio.create_task(flights.run(1, load, trusted=False))
    await settle()
    rest = [asyncio.create_task(flights.run(1, load, trusted=False)) for _ in range(5)]
    await settle()
    load.go.set()
    assert await first == 1
    assert await asyncio.gather(*rest) == [2] * 5
