"""The connection to Redis: what its callers hear when it breaks under them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest
import uvloop
from redis.asyncio.connection import Connection

from astromorty.services.cache.breaker import Breaker
from astromorty.services.cache.errors import RedisAwayError
from astromorty.services.cache.link import RedisLink, RedisServer
from fixtures.redis import RedisProcess


@pytest.mark.parametrize("loop_factory", [asyncio.new_event_loop, uvloop.new_event_loop])
@pytest.mark.parametrize("turns", range(4))
def test_a_call_on_a_connection_that_just_broke_hears_that_redis_is_away(
    valkey: RedisProcess, loop_factory: Callable[[], asyncio.AbstractEventLoop], turns: int
) -> None:
    async def call_after_the_break() -> None:
        connection, _ = await RedisServer(valkey.url, connect_timeout=2).connect()
        link = RedisLink(connection, Breaker())
        assert await link.call("PING", within=1) == b"PONG"
        assert isinstance(connection, Connection)
        writer = connection._writer  # pyright: ignore[reportPrivateUsage] - breaks it from within
        assert writer is not None
        writer.transport.abort()
        for _ in range(turns):
            await asyncio.sleep(0)
        with pytest.raises(RedisAwayError):
            await link.call("PING", within=1)
        await link.close()

    with asyncio.Runner(loop_factory=loop_factory) as runner:
        runner.run(call_after_the_break())
