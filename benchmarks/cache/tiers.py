"""Reads of what this process does not hold: from Redis, and from Postgres."""

from __future__ import annotations

from contextlib import AsyncExitStack
from typing import Final

from sqlmodel.ext.asyncio.session import AsyncSession

from astromorty.database.models import GuildConfig, GuildConfigRow
from astromorty.services.cache.keys import NAMESPACE
from astromorty.services.cache.serializer import codec_for
from benchmarks.cache.clients import postgres_client, redis_client
from benchmarks.cache.loops import each_awaited
from benchmarks.cache.peers import aiocache_redis, cashews_redis
from benchmarks.cache.world import GUILDS, World, warm
from benchmarks.figures import Section
from benchmarks.interleave import Contender, interleave

READ: Final = GUILDS[:50]
ONE_ROW: Final = "SELECT guild_id, prefix, timezone, version FROM guild_config WHERE guild_id = $1"

BARE, OURS = "redis-py GET and decode", "ours, Redis tier"
SQLMODEL, ASYNCPG, MISS = "SQLModel session get", "asyncpg SELECT by key", "ours, miss: lease, load and fill"


def key_in_redis(guild_id: int) -> str:
    """Return where Redis keeps a server's configuration."""
    return f"{NAMESPACE}guild_config:{guild_id}"


async def measure_redis(world: World, *, rounds: int) -> Section:
    """Measure the read of a configuration that Redis holds and this process does not."""
    here, codec = world.here, codec_for(GuildConfig)
    await warm(here, READ)
    table = here.cache.types["guild_config"].local

    async def ours(guild_id: int) -> object:
        table.drop(guild_id)
        return await here.configs.get_config_by_guild_id(guild_id)

    async with AsyncExitStack() as stack:
        client = await stack.enter_async_context(redis_client(world.redis_url))

        async def bare(guild_id: int) -> object:
            return codec.loads(await client.get(key_in_redis(guild_id)))

        contenders = [
            Contender(BARE, len(READ), each_awaited(bare, READ)),
            Contender(OURS, len(READ), each_awaited(ours, READ)),
        ]
        for opening in (aiocache_redis(world.redis_port, codec), cashews_redis(world.redis_url)):
            peer = await stack.enter_async_context(opening)
            keys = [f"peer:{guild_id}" for guild_id in READ]
            for guild_id, key in zip(READ, keys, strict=True):
                await peer.set(key, await here.configs.get_config_by_guild_id(guild_id))
            contenders.append(Contender(peer.name, len(READ), each_awaited(peer.get, keys)))
        return await interleave("Redis-tier hit of a configuration", contenders, rounds=rounds)


async def measure_postgres(world: World, *, rounds: int) -> Section:
    """Measure the read of a configuration that only Postgres holds."""
    here = world.here
    table = here.cache.types["guild_config"].local
    async with AsyncExitStack() as stack:
        client = await stack.enter_async_context(redis_client(world.redis_url))
        connection = await stack.enter_async_context(postgres_client(world.database_url))

        async def session_get(guild_id: int) -> object:
            async with AsyncSession(here.database.engine) as session:
                return await session.get(GuildConfigRow, guild_id)

        async def fetch(guild_id: int) -> object:
            return await connection.fetchrow(ONE_ROW, guild_id)

        async def forget() -> None:
            await client.delete(*(key_in_redis(guild_id) for guild_id in READ))
            for guild_id in READ:
                table.drop(guild_id)

        contenders = [
            Contender(SQLMODEL, len(READ), each_awaited(session_get, READ)),
            Contender(ASYNCPG, len(READ), each_awaited(fetch, READ)),
            Contender("our controller without a cache", len(READ), each_awaited(here.configs.get_by_id, READ)),
            Contender(MISS, len(READ), each_awaited(here.configs.get_config_by_guild_id, READ), forget),
        ]
        return await interleave("Read of a configuration from Postgres", contenders, rounds=rounds)
