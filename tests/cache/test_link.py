"""The connection to Redis: what its callers hear when it breaks under them, hangs, or is only looked at late."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable
from time import monotonic, sleep

import pytest
import uvloop
from redis.asyncio.connection import Connection

from astromorty.services.cache.breaker import Breaker
from astromorty.services.cache.errors import RedisAwayError
from astromorty.services.cache.link import RedisLink, RedisServer
from fixtures.redis import RedisProcess

LoopFactory = Callable[[], asyncio.AbstractEventLoop]
both_loops = pytest.mark.parametrize("loop_factory", [asyncio.new_event_loop, uvloop.new_event_loop])


@both_loops
@pytest.mark.parametrize("turns", range(4))
def test_a_call_on_a_connection_that_just_broke_hears_that_redis_is_away(
    valkey: RedisProcess, loop_factory: LoopFactory, turns: int
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
        # The next connections get the broken one's file descriptor, and the loop must not take them for it.
        for _ in range(3):
            connection, _ = await RedisServer(valkey.url, connect_timeout=2).connect()
            await connection.disconnect()

    with asyncio.Runner(loop_factory=loop_factory) as runner:
        runner.run(call_after_the_break())


@both_loops
@pytest.mark.parametrize("held_up_after", [0, 0.05], ids=["before-the-reply", "while-redis-is-slow"])
def test_a_reply_that_the_loop_was_late_to_read_is_no_sign_of_redis_away(
    valkey: RedisProcess, loop_factory: LoopFactory, held_up_after: float
) -> None:
    async def call_while_the_loop_is_held_up() -> None:
        connection, _ = await RedisServer(valkey.url, connect_timeout=2).connect()
        breaker = Breaker()
        link = RedisLink(connection, breaker)
        if held_up_after:
            valkey.ask("CLIENT", "PAUSE", "80")
        asyncio.get_running_loop().call_later(held_up_after, sleep, 0.3)
        assert await asyncio.gather(*(link.call("ECHO", word, within=0.1) for word in "abc")) == [b"a", b"b", b"c"]
        assert breaker.opened == 0
        await link.close()

    with asyncio.Runner(loop_factory=loop_factory) as runner:
        runner.run(call_while_the_loop_is_held_up())


@both_loops
@pytest.mark.parametrize("held_up", [0, 0.3])
def test_a_hung_redis_is_noticed_in_time_however_late_the_loop_is(
    valkey: RedisProcess, loop_factory: LoopFactory, held_up: float
) -> None:
    async def call_the_hung_server() -> None:
        connection, _ = await RedisServer(valkey.url, connect_timeout=2).connect()
        link = RedisLink(connection, Breaker())
        valkey.send(signal.SIGSTOP)
        asyncio.get_running_loop().call_soon(sleep, held_up)
        began = monotonic()
        with pytest.raises(RedisAwayError):
            await link.call("PING", within=0.1)
        # Counted from when the loop turns again, the time-out may run twice where it was held up, never longer.
        assert 0.1 <= monotonic() - began < (held_up + 0.25 if held_up else 0.15)
        await link.close()

    with asyncio.Runner(loop_factory=loop_factory) as runner:
        runner.run(call_the_hung_server())
