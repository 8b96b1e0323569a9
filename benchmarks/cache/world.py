"""What the cache is measured in: a private Postgres as users get it, a Redis, and rows of servers."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from sqlalchemy import text
from tests.fixtures.members import Member, member
from tests.fixtures.redis import running

from astromorty.database import migrate
from astromorty.database.embedded import EmbeddedPostgres
from astromorty.services.guild_settings import GuildSettings
from astromorty.services.prefixes import PrefixManager

SEEDED_GUILDS: Final = 2_000
# Snowflakes of a server, as large as real ones.
FIRST_GUILD: Final = 1_100_000_000_000_000_000
GUILDS: Final = tuple(range(FIRST_GUILD, FIRST_GUILD + SEEDED_GUILDS))
LEASE: Final = 1.0

SEED: Final = (
    "INSERT INTO guild (guild_id) SELECT generate_series(CAST(:first AS bigint), CAST(:last AS bigint))",
    "INSERT INTO guild_config (guild_id, prefix) SELECT guild_id, '!' FROM guild",
)


@dataclass(frozen=True, slots=True)
class World:
    """The servers, and this process as a member of the fleet."""

    database_url: str
    redis_url: str
    redis_port: int
    here: Member
    prefixes: PrefixManager


@asynccontextmanager
async def world() -> AsyncGenerator[World]:
    """Yield a world with `GUILDS` in it, each with a configuration of its own."""
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="astromorty-bench-")))
        postgres = await stack.enter_async_context(EmbeddedPostgres(folder))
        redis = await stack.enter_async_context(running("redis", folder / "redis"))
        await migrate.upgrade(postgres.url)
        here = await stack.enter_async_context(member(redis.url, postgres.url, lease=LEASE))
        await seed(here)
        prefixes = PrefixManager(here.configs, GuildSettings(here.configs, {}))
        yield World(postgres.url, redis.url, redis.port, here, prefixes)


async def seed(here: Member) -> None:
    """Insert the servers and their configurations."""
    async with here.database.unit_of_work() as unit:
        for statement in SEED:
            await unit.session.execute(text(statement), {"first": GUILDS[0], "last": GUILDS[-1]})


async def warm(here: Member, guilds: tuple[int, ...]) -> None:
    """Have this process hold the servers' prefixes and configurations."""
    for guild_id in guilds:
        await here.configs.get_prefix_by_guild_id(guild_id)
        await here.configs.get_config_by_guild_id(guild_id)
