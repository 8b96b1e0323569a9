"""The real bot on simcord's in-memory Discord, with a real Postgres behind it."""

import sys
from collections.abc import AsyncIterator, Iterator

import pytest
from loguru import logger
from simcord.env import Env
from sqlalchemy import text

from astromorty.bot import Astromorty
from astromorty.database.engine import Database
from astromorty.gateway import late_servers
from astromorty.log.fields import add_fields
from astromorty.services.cache.service import CacheService
from astromorty.settings import Settings
from behaviour.world import ComeDue, Server, new_bot, populate
from fixtures.members import eventually

OPERATOR_ID = 4_242_424_242


@pytest.fixture(autouse=True)
def _same_modules() -> Iterator[None]:
    """Keep the areas' modules, which discord.py forgets as a bot closes: a test patches what the next bot imports."""
    before = {name: module for name, module in sys.modules.items() if name.startswith("astromorty.cogs.")}
    yield
    sys.modules.update(before)


@pytest.fixture(autouse=True)
def _servers_are_noted_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Note at once a server that a test makes: each test would wait a second for others."""
    monkeypatch.setattr(late_servers, "GATHER_SECONDS", 0.0)


@pytest.fixture
def settings() -> Settings:
    return Settings(owner_ids=(OPERATOR_ID,))


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """A database of the test's own behind a cache, as the bot's process has it."""
    database = Database.from_url(database_url, pool_size=5, cache=CacheService.local())
    yield database
    await database.close()


@pytest.fixture
async def bot(settings: Settings, database: Database, known_commands: None) -> Astromorty:
    del known_commands
    return new_bot(settings, database)


@pytest.fixture
async def env(bot: Astromorty) -> AsyncIterator[Env]:
    # A refusal is an error to discord.py: what a test expects, it reads from the answer.
    env = Env(bot, check_errors=False, shard_count=1)
    await env.start()
    yield env
    await env.shutdown()


@pytest.fixture
def server(env: Env) -> Server:
    owner = env.create_user("olivia")
    return populate(env, env.create_guild("Garden", owner=owner), owner)


@pytest.fixture
def come_due(bot: Astromorty, database: Database) -> ComeDue:
    """Let all timers, reminders and announcements be due now, or so long ago, and wait until they were handled."""

    async def is_quiet() -> bool:
        async with database.unit_of_work() as unit:
            past = text("SELECT count(*) FROM timer WHERE due_at < now()")
            return (await unit.session.execute(past)).scalar_one() == 0

    async def let_them(ago: str = "0 seconds") -> None:
        due_at = f"due_at = now() - interval '{ago}'"
        async with database.unit_of_work() as unit:
            for change in (
                f"UPDATE reminder SET {due_at} WHERE delivered_at IS NULL",
                f"UPDATE announcement SET {due_at} WHERE NOT is_paused",
                f"UPDATE timer SET next_at = now(), {due_at}",
            ):
                await unit.session.execute(text(change))
        bot.timers._schedule.wake()  # pyright: ignore[reportPrivateUsage] - SQL wakes nobody
        await eventually(is_quiet, within=10)

    return let_them


@pytest.fixture
def logged() -> Iterator[list[str]]:
    """Collect the log's lines of this test."""
    lines: list[str] = []
    logger.configure(patcher=add_fields)
    sink = logger.add(lambda line: lines.append(str(line)), format="{level} {message} {extra}\n{exception}")
    yield lines
    logger.remove(sink)
