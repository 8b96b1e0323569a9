"""A process that ends drops its connections to a database that does not answer."""

import asyncio
from pathlib import Path

import pytest
from sqlalchemy import text

from astromorty.database.connections import drop_all_connections
from astromorty.database.engine import Database
from astromorty.database.errors import DatabaseUnavailableError


async def test_what_waits_for_an_answer_fails_at_once_and_so_does_what_comes_later(database: Database):
    async def wait_long() -> None:
        async with database.unit_of_work() as unit:
            await unit.session.execute(text("SELECT pg_sleep(30)"))

    waiting = asyncio.create_task(wait_long())
    await database.ping()
    await asyncio.sleep(0.1)
    async with asyncio.timeout(2):
        drop_all_connections()
        with pytest.raises(DatabaseUnavailableError):
            await waiting
        with pytest.raises(DatabaseUnavailableError):
            await database.ping()
        await database.close()


async def test_what_is_still_connecting_fails_at_once(tmp_path: Path):
    async def say_nothing(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(30)
        writer.close()

    server = await asyncio.start_unix_server(say_nothing, tmp_path / ".s.PGSQL.5432")
    database = Database.from_url(f"postgresql://bot@/d?host={tmp_path}&port=5432", pool_size=1)
    connecting = asyncio.create_task(database.ping())
    await asyncio.sleep(0.1)
    async with asyncio.timeout(2):
        drop_all_connections()
        with pytest.raises(DatabaseUnavailableError, match="no answer in time"):
            await connecting
        await database.close()
    server.close()
