"""Prefixes that are there before anybody asks: warmed in batches, known without a wait, dropped when the bot leaves."""

from __future__ import annotations

import asyncio
from collections.abc import Generator
from contextlib import contextmanager

import pytest
from sqlalchemy import event

from astromorty.database.engine import Database
from astromorty.prefix import DEFAULT_PREFIX
from astromorty.services import warming
from astromorty.services.guild_settings import GuildSettings
from astromorty.services.prefixes import PrefixManager
from astromorty.services.warming import WARM_AT_ONCE
from fixtures.members import Join, Member
from fixtures.postgres import execute
from fixtures.redis import RedisProcess

SERVERS = range(1, 2501)
BATCHES = len(SERVERS) // WARM_AT_ONCE
OWN = {7: "?", 1500: "bot!"}


def manager(member: Member) -> PrefixManager:
    return PrefixManager(member.configs, GuildSettings(member.configs, {}))


@contextmanager
def statements(database: Database) -> Generator[list[str]]:
    """Collect what the controllers ask the database."""
    seen: list[str] = []

    def note(_c: object, _k: object, statement: str, *_: object) -> None:
        seen.append(statement)

    event.listen(database.engine.sync_engine, "before_cursor_execute", note)
    yield seen
    event.remove(database.engine.sync_engine, "before_cursor_execute", note)


def without_waiting(manager: PrefixManager, guild_id: int) -> str:
    """Ask for a prefix and fail if that has to wait for anything."""
    asking = manager.get_prefix(guild_id)
    try:
        asking.send(None)
    except StopIteration as answer:
        return str(answer.value)
    asking.close()
    pytest.fail("the prefix was not at hand")


@pytest.fixture(params=["alone", "shared"])
async def here(request: pytest.FixtureRequest, join: Join, valkey: RedisProcess, database_url: str) -> Member:
    """A member that starts when two servers have prefixes of their own."""
    rows = ", ".join(f"({guild_id}, '{prefix}')" for guild_id, prefix in OWN.items())
    await execute(
        database_url,
        f"INSERT INTO guild (guild_id) VALUES {', '.join(f'({guild_id})' for guild_id in OWN)}",
        f"INSERT INTO guild_config (guild_id, prefix) VALUES {rows}",
    )
    return await join(valkey.url if request.param == "shared" else None)


async def test_warmed_servers_are_known_without_a_wait_and_cost_one_statement_per_batch(here: Member) -> None:
    with statements(here.database) as asked:
        assert await manager(here).warm(SERVERS) == 2 * len(SERVERS)
        assert len(asked) == BATCHES
        for number, guild_id in enumerate(SERVERS):
            if number % 100 == 0:
                await asyncio.sleep(0.01)  # the cache's lease is renewed meanwhile
            assert without_waiting(manager(here), guild_id) == OWN.get(guild_id, DEFAULT_PREFIX)
        assert await manager(here).warm(SERVERS) == 0, "nothing is asked for twice"
        assert len(asked) == BATCHES
    assert manager(here).get_cache_stats()["local_entries"] == len(SERVERS)


async def test_a_write_while_warming_is_not_overwritten_by_what_was_loaded_before(
    here: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    loaded, go_on = asyncio.Event(), asyncio.Event()
    load = here.configs.of_guilds

    async def slowly(*where: object, **options: object) -> object:
        rows = await load(*where, **options)  # pyright: ignore[reportArgumentType, reportCallIssue] - handed through
        loaded.set()
        await go_on.wait()
        return rows

    monkeypatch.setattr(here.configs, "of_guilds", slowly)
    warming = asyncio.create_task(manager(here).warm([7, 8]))
    await loaded.wait()
    await manager(here).set_prefix(7, "new")
    go_on.set()
    assert await warming == 2, "only the untouched server's entries are kept"
    assert await manager(here).get_prefix(7) == "new"
    assert without_waiting(manager(here), 8) == DEFAULT_PREFIX


async def test_a_message_during_warming_waits_for_it_instead_of_asking_again(
    here: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on = asyncio.Event()
    load = here.configs.of_guilds

    async def slowly(*where: object, **options: object) -> object:
        await go_on.wait()
        return await load(*where, **options)  # pyright: ignore[reportArgumentType, reportCallIssue] - handed through

    monkeypatch.setattr(here.configs, "of_guilds", slowly)
    with statements(here.database) as asked:
        warming = asyncio.create_task(manager(here).warm([7]))
        await asyncio.sleep(0.01)
        message = asyncio.create_task(manager(here).get_prefix(7))
        await asyncio.sleep(0.01)
        go_on.set()
        assert (await message, await warming) == ("?", 2)
        assert len(asked) == 1


async def test_warming_that_fails_leaves_messages_to_load_by_themselves(
    here: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(*_: object, **_options: object) -> object:
        await asyncio.sleep(0.02)
        raise TimeoutError

    monkeypatch.setattr(here.configs, "of_guilds", fail)
    warming = asyncio.create_task(manager(here).warm([7]))
    await asyncio.sleep(0.005)
    assert await manager(here).get_prefix(7) == OWN[7]
    assert await warming == 0


async def test_warming_ends_in_time(here: Member, monkeypatch: pytest.MonkeyPatch) -> None:
    async def hang(*_: object, **_options: object) -> object:
        return await asyncio.Event().wait()

    monkeypatch.setattr(here.configs, "of_guilds", hang)
    monkeypatch.setattr(warming, "WARM_WITHIN", 0.1)
    async with asyncio.timeout(2):
        assert await manager(here).warm([7]) == 0


async def test_a_server_that_the_bot_leaves_is_forgotten(here: Member) -> None:
    await manager(here).warm([7, 8])
    await here.cache.forget_guild(7)
    assert here.cache.types["prefix"].local.identities() == [8]
    assert here.cache.types["guild_config"].local.identities() == [8]


async def test_a_forgotten_prefix_is_looked_up_again(here: Member) -> None:
    await manager(here).warm([7, 8])
    await manager(here).invalidate_cache(7)
    assert here.cache.types["prefix"].local.identities() == [8]
    await manager(here).invalidate_cache()
    assert here.cache.types["prefix"].local.identities() == []
    assert here.cache.types["guild_config"].local.identities() == [7, 8]
