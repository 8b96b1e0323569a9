"""Connecting: readable failures, no password in any of them, and a server that restarts."""

from __future__ import annotations

import asyncio
import logging
import time
import traceback
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import URL, func, make_url, select, text

from astromorty.database.controllers.guild import GuildController
from astromorty.database.engine import Database, create_engine
from astromorty.database.errors import DatabaseUnavailableError, WriteOutsideUnitOfWorkError
from astromorty.database.models import GuildRow
from astromorty.services.cache.service import CacheService
from fixtures.postgres import execute

SECRET = "correct-horse-battery"
UNREACHABLE: list[tuple[Callable[[URL], URL], str]] = [
    (lambda url: url.set(database="nowhere"), "does not exist"),
    (lambda url: url.set(query={"host": "/nonexistent"}), "No such file"),
    (lambda url: url.set(host="127.0.0.1", port=1, query={}), "refused|Connect call failed"),
]


async def test_a_database_that_answers_answers(database: Database):
    await database.ping()


@pytest.mark.parametrize(("change", "said"), UNREACHABLE)
async def test_a_database_that_does_not_says_why_but_never_the_password(
    database_url: str, change: Callable[[URL], URL], said: str, caplog: pytest.LogCaptureFixture
):
    caplog.set_level(logging.DEBUG)
    url = change(make_url(database_url).set(password=SECRET)).render_as_string(hide_password=False)
    database = Database.from_url(url, pool_size=1)
    with pytest.raises(DatabaseUnavailableError, match=said) as refused:
        await database.ping()
    await database.close()
    shown = "".join(traceback.format_exception(refused.value)) + caplog.text + repr(database.engine) + database.name
    assert SECRET not in shown


async def test_a_server_that_hangs_is_given_up_on(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.setattr("astromorty.database.engine.CONNECT_TIMEOUT", 0.2)
    hanging = asyncio.Event()

    async def accept(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await hanging.wait()
        writer.close()

    server = await asyncio.start_unix_server(accept, tmp_path / ".s.PGSQL.5432")
    database = Database.from_url(f"postgresql://bot@/d?host={tmp_path}&port=5432", pool_size=1)
    async with asyncio.timeout(3):
        with pytest.raises(DatabaseUnavailableError, match="no answer in time"):
            await database.ping()
    await database.close()
    hanging.set()
    server.close()


async def test_what_is_asked_of_a_database_that_hangs_is_not_waited_for(
    database: Database, monkeypatch: pytest.MonkeyPatch
):
    async def hang_and_be_long_in_giving_up() -> None:
        nonlocal asked
        asked += 1
        try:
            await asyncio.sleep(30)
        finally:
            await asyncio.sleep(0.5)

    asked = 0
    assert await database.answers(within=3)
    monkeypatch.setattr(database, "ping", hang_and_be_long_in_giving_up)
    async with asyncio.timeout(0.4):
        assert not await database.answers(within=0.05)
        assert not await database.answers(within=0.05)
    assert asked == 1


async def test_a_database_that_refuses_does_not_answer(database_url: str):
    nowhere = make_url(database_url).set(database="nowhere").render_as_string(hide_password=False)
    database = Database.from_url(nowhere, pool_size=1)
    assert not await database.answers(within=3)
    await database.close()


async def test_who_waits_for_a_connection_is_counted(monkeypatch: pytest.MonkeyPatch, database_url: str):
    monkeypatch.setattr("astromorty.database.engine.CHECKOUT_TIMEOUT", 0.3)
    database = Database.from_url(database_url, pool_size=1)
    pool = database.pool
    async with database.unit_of_work() as unit:
        await unit.session.execute(text("SELECT 1"))
        assert (pool.size(), pool.checkedout(), pool.waits) == (1, 1, 0)
        with pytest.raises(DatabaseUnavailableError, match="no answer in time"):
            await database.ping()
        waiting = asyncio.create_task(database.ping())
        await asyncio.sleep(0.05)
    await waiting
    assert (pool.waits, pool.timeouts, pool.checkedout()) == (2, 1, 0)
    assert 0.3 < pool.wait_seconds < 3
    await database.close()


async def test_a_statement_that_hangs_is_given_up_on(database_url: str):
    engine = create_engine(database_url, pool_size=1, statement_timeout=0.2)
    database = Database(engine, database_url, prepared_statements=True, cache=CacheService.unused(), notifications=None)
    started = time.monotonic()
    with pytest.raises(DatabaseUnavailableError, match="no answer in time"):
        async with database.unit_of_work() as unit:
            await unit.session.execute(text("SELECT pg_sleep(30)"))
    assert time.monotonic() - started < 5
    await database.ping()
    await database.close()


async def test_connections_the_server_closed_are_replaced_unnoticed(database: Database, database_url: str):
    guilds = GuildController(database)
    await guilds.joined(1, "Home")
    await asyncio.gather(*(guilds.get_by_id(1) for _ in range(5)))
    await execute(
        database_url,
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        "WHERE datname = current_database() AND pid <> pg_backend_pid()",
    )
    await asyncio.sleep(0.05)
    assert all(await asyncio.gather(*(guilds.get_by_id(1) for _ in range(5))))


async def test_a_reading_session_lets_no_write_through(database: Database):
    async with database.session() as session:
        with pytest.raises(WriteOutsideUnitOfWorkError):
            await session.execute(text("INSERT INTO guild (guild_id) VALUES (1)"))
        session.add(GuildRow(guild_id=1, joined_at=datetime.now(UTC)))
        with pytest.raises(WriteOutsideUnitOfWorkError):
            await session.flush()
    async with database.session() as session:
        assert (await session.execute(select(func.count()).select_from(GuildRow))).scalar_one() == 0


async def test_the_server_is_not_asked_what_a_list_of_ids_is(database: Database):
    asked: list[str] = []
    async with database.engine.connect() as connection:
        driver: Any = (await connection.get_raw_connection()).driver_connection
        # It is told of what the driver says by itself.
        driver.add_query_logger(lambda record: asked.append(record.query))  # pyright: ignore[reportUnknownLambdaType, reportUnknownMemberType, reportUnknownArgumentType]
        ids = text("SELECT CAST(:ids AS bigint[])")
        assert (await connection.execute(ids, {"ids": [1, 2**40]})).scalar_one() == [1, 2**40]
    assert {statement.rstrip(";") for statement in asked} == {"BEGIN", "ROLLBACK"}
