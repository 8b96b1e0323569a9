"""The two connections to Redis that live and die together: one for calls, one for invalidations."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from astromorty.services.cache.breaker import Breaker
from astromorty.services.cache.errors import RedisAwayError
from astromorty.services.cache.link import RedisLink, RedisServer, close
from astromorty.services.cache.subscription import Subscription
from astromorty.services.cache.time_limit import TimeLimit


class Session:
    """A connected server, as long as neither connection breaks."""

    def __init__(self, link: RedisLink, subscription: Subscription, run_id: str) -> None:
        self.link = link
        self.subscription = subscription
        self.run_id = run_id

    @classmethod
    async def open(
        cls, server: RedisServer, breaker: Breaker, handle: Callable[[bytes], None], channels: tuple[str, ...]
    ) -> Session:
        """Connect and subscribe. Raises `RedisAwayError` or `RedisRefusedError`."""
        calls, run_id = await server.connect()
        try:
            invalidations, other_run_id = await server.connect()
        except BaseException:
            await close(calls)
            raise
        session = cls(RedisLink(calls, breaker), Subscription(invalidations, handle), run_id)
        if run_id != other_run_id:
            await session.close()
            raise RedisAwayError("Redis restarted meanwhile")
        try:
            async with TimeLimit(server.connect_timeout):
                await session.subscription.subscribe(*channels)
        except TimeoutError:
            await session.close()
            raise RedisAwayError("Redis does not answer") from None
        except BaseException:
            await session.close()
            raise
        return session

    @property
    def is_lost(self) -> bool:
        """Tell whether either connection has broken."""
        return self.link.lost.is_set() or self.subscription.lost.is_set()

    async def wait_lost(self, seconds: float) -> bool:
        """Wait until a connection breaks, `seconds` at most; tell whether one did."""
        waits = [asyncio.create_task(lost.wait()) for lost in (self.link.lost, self.subscription.lost)]
        try:
            await asyncio.wait(waits, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for wait in waits:
                wait.cancel()
        return self.is_lost

    async def close(self) -> None:
        """Close both connections."""
        await self.link.close()
        await self.subscription.close()
