"""Critical sections that only one process may be in."""

import asyncio
import time

import pytest

from astromorty.database.controllers.operator_state import OperatorStateController
from astromorty.database.engine import Database
from astromorty.services.locks import Lock, LockLostError, Locks


async def test_only_one_is_in_the_section_and_all_get_their_turn(database: Database) -> None:
    inside = most = 0
    fencing: list[int] = []

    async def enter() -> None:
        nonlocal inside, most
        async with Locks(database).hold("section", seconds=30) as lock:
            inside += 1
            most = max(most, inside)
            fencing.append(lock.fencing)
            await asyncio.sleep(0.02)
            inside -= 1

    await asyncio.gather(*(enter() for _ in range(4)))
    assert most == 1
    assert sorted(fencing) == fencing == [1, 2, 3, 4]


async def test_other_names_do_not_wait(database: Database) -> None:
    async with asyncio.timeout(5), Locks(database).hold("one", seconds=30), Locks(database).hold("other", seconds=30):
        pass


async def test_an_error_in_the_section_lets_the_next_one_in(database: Database) -> None:
    with pytest.raises(ZeroDivisionError):
        async with Locks(database).hold("section", seconds=30):
            raise ZeroDivisionError
    async with asyncio.timeout(5), Locks(database).hold("section", seconds=30):
        pass


async def remember(state: OperatorStateController, lock: Lock, value: str) -> None:
    async with state.database.unit_of_work():
        await state.remember("key", value)
        await lock.fence()


async def test_who_is_long_in_the_section_keeps_the_others_out(database: Database) -> None:
    entered = asyncio.Event()

    async def enter() -> None:
        async with Locks(database).hold("section", seconds=30):
            entered.set()

    async with Locks(database).hold("section", seconds=0.5):
        waiting = asyncio.create_task(enter())
        await asyncio.sleep(1.2)
        assert not entered.is_set()
    await asyncio.wait_for(waiting, 5)


def oversleep() -> None:
    """Keep the event loop from everything, as a process that is stopped."""
    time.sleep(0.2)


async def test_who_overslept_the_lease_writes_nothing_and_does_not_release_the_follower(database: Database) -> None:
    state = OperatorStateController(database)
    async with Locks(database).hold("section", seconds=0.05) as sleeper:
        oversleep()
        async with Locks(database).hold("section", seconds=30) as follower:
            with pytest.raises(LockLostError):
                await remember(state, sleeper, "of the sleeper")
            assert await state.read("key") is None
            await remember(state, follower, "of the follower")
    assert await state.read("key") == "of the follower"
