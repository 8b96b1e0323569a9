"""One transaction for all that is done inside it, whatever ends it."""

from __future__ import annotations

import asyncio
import contextlib
import contextvars

import pytest
from sqlalchemy import text

from astromorty.database.controllers.guild import GuildController
from astromorty.database.controllers.guild_config import GuildConfigController
from astromorty.database.engine import Database
from astromorty.database.errors import UnitOfWorkError
from astromorty.database.unit_of_work import UnitOfWork


@pytest.fixture
def guilds(database: Database) -> GuildController:
    return GuildController(database)


async def test_nested_blocks_are_one_transaction(database: Database, guilds: GuildController):
    async with database.unit_of_work():
        await guilds.joined(1, "one")
        async with database.unit_of_work():
            await guilds.joined(2, "two")
        assert await guilds.count() == 2
        assert await count_from_outside(guilds) == 0
    assert await guilds.count() == 2


async def test_an_error_undoes_everything(database: Database, guilds: GuildController):
    async def change() -> None:
        async with database.unit_of_work():
            await guilds.joined(1, "one")
            await GuildConfigController(database).set_setting(1, "prefix", "?")
            raise RuntimeError("a bug")

    with pytest.raises(RuntimeError, match="a bug"):
        await change()
    assert await guilds.count() == 0


@pytest.mark.parametrize("error", [FileNotFoundError("picture.png"), TimeoutError("the other site is slow")])
async def test_what_fails_in_the_callers_own_code_is_not_the_database_being_away(
    database: Database, guilds: GuildController, error: OSError
):
    async def fail_after_a_read() -> None:
        async with database.unit_of_work():
            await guilds.get_by_id(1)
            raise error

    async def fail_in_a_session() -> None:
        async with database.session():
            raise error

    for failing in (fail_after_a_read, fail_in_a_session):
        with pytest.raises(type(error)) as raised:
            await failing()
        assert raised.value is error


async def test_a_callers_own_time_limit_is_not_the_database_being_away(database: Database):
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.1), database.unit_of_work() as unit:
            await unit.session.execute(text("SELECT pg_sleep(10)"))


async def test_an_inner_failure_that_is_swallowed_still_undoes_everything(database: Database, guilds: GuildController):
    async def fail() -> None:
        async with database.unit_of_work():
            await guilds.joined(2, "two")
            raise RuntimeError("a bug")

    async def change() -> None:
        async with database.unit_of_work():
            await guilds.joined(1, "one")
            with contextlib.suppress(RuntimeError):
                await fail()

    with pytest.raises(UnitOfWorkError, match="rolled back"):
        await change()
    assert await guilds.count() == 0


async def test_another_task_cannot_slip_into_the_transaction(database: Database, guilds: GuildController):
    async with database.unit_of_work():
        for work in (guilds.count(), guilds.joined(1, "one")):
            with pytest.raises(UnitOfWorkError, match="another task"):
                await asyncio.create_task(work)


async def test_a_task_that_outlives_the_transaction_has_its_own(database: Database, guilds: GuildController):
    closed = asyncio.Event()

    async def later() -> None:
        await closed.wait()
        await guilds.joined(1, "one")

    async with database.unit_of_work():
        task = asyncio.create_task(later())
    closed.set()
    await task
    assert await guilds.count() == 1


async def test_cancelled_at_any_moment_a_change_is_whole_or_not_at_all(database: Database, guilds: GuildController):
    """Two rows in one transaction, cancelled after 0 to 60 turns of the event loop: commits included."""
    outcomes: set[int] = set()

    async def change(number: int) -> None:
        async with database.unit_of_work():
            await guilds.joined(2 * number + 1, "one")
            await guilds.joined(2 * number + 2, "two")

    for number in range(60):
        task = asyncio.create_task(change(number))
        for turn in range(number):
            await asyncio.sleep(0 if turn < 50 else 0.02)  # the last ones commit, however slow the server is
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        found = await guilds.list(limit=2, after=(2 * number,))
        outcomes.add(len(found))
    assert outcomes == {0, 2}


async def test_when_the_caller_hears_of_its_cancellation_the_commit_is_over(
    database: Database, guilds: GuildController, monkeypatch: pytest.MonkeyPatch
):
    committing = asyncio.Event()
    units = database._units  # pyright: ignore[reportPrivateUsage]  # no other way to be cancelled just then
    commit = units._commit  # pyright: ignore[reportPrivateUsage]

    async def slow_commit(unit: UnitOfWork) -> None:
        committing.set()
        await asyncio.sleep(0.05)
        await commit(unit)

    monkeypatch.setattr(units, "_commit", slow_commit)
    task = asyncio.create_task(guilds.joined(1, "one"))
    await committing.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await guilds.count() == 1


async def test_no_connection_is_lost_to_cancellation(database: Database, guilds: GuildController):
    for number in range(40):
        tasks = [asyncio.create_task(guilds.joined(number + 1, "name")) for _ in range(8)]
        await asyncio.sleep(number / 10_000)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    async with asyncio.timeout(5):
        await asyncio.gather(*(guilds.count() for _ in range(20)))


async def count_from_outside(guilds: GuildController) -> int:
    """Count in a context of its own, as another command would."""
    return await asyncio.create_task(guilds.count(), context=contextvars.Context())
