"""The bare clients that every layer above them is measured against."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from typing import Protocol, cast

import asyncpg  # pyright: ignore[reportMissingTypeStubs]  # it has none: the protocols say what is used of it
import redis.asyncio


class RedisClient(Protocol):
    """What is used of redis-py."""

    async def get(self, name: str) -> bytes | None: ...  # noqa: D102 - theirs
    async def delete(self, *names: str) -> int: ...  # noqa: D102 - theirs


class PostgresClient(Protocol):
    """What is used of asyncpg."""

    async def fetchrow(self, query: str, *args: object) -> Sequence[object] | None: ...  # noqa: D102 - theirs
    async def execute(self, query: str, *args: object) -> str: ...  # noqa: D102 - theirs


@asynccontextmanager
async def redis_client(url: str) -> AsyncGenerator[RedisClient]:
    """Yield redis-py's client as it comes, with the protocol that all servers speak."""
    async with redis.asyncio.Redis.from_url(url, protocol=2) as client:  # pyright: ignore[reportUnknownMemberType]  # theirs
        yield cast("RedisClient", client)


@asynccontextmanager
async def postgres_client(url: str) -> AsyncGenerator[PostgresClient]:
    """Yield one connection of asyncpg."""
    connection = await asyncpg.connect(url)  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]  # theirs
    try:
        yield cast("PostgresClient", connection)
    finally:
        await connection.close()  # pyright: ignore[reportUnknownMemberType]  # theirs
