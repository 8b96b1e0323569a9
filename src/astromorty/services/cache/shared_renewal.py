"""The lease on trust with Redis: the session, the heartbeat on it, and the generation of what Redis holds."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from time import monotonic
from typing import Final, cast

from loguru import logger
from redis.exceptions import ResponseError

from astromorty.services.cache.breaker import Breaker
from astromorty.services.cache.cached_type import CachedTypes
from astromorty.services.cache.coherence import Announcer
from astromorty.services.cache.errors import CacheError, OutboxAwayError, RedisAwayError, RedisRefusedError
from astromorty.services.cache.leases import Trust
from astromorty.services.cache.link import RedisServer
from astromorty.services.cache.outbox import Outbox
from astromorty.services.cache.redis_tier import RedisTier
from astromorty.services.cache.renewal import Renewal
from astromorty.services.cache.scripts import GENERATION, MARK, REGISTRY
from astromorty.services.cache.session import Session
from astromorty.services.cache.time_limit import TimeLimit

RECONNECT: Final = (0.05, 1.0)


class SharedRenewal(Renewal):
    """Holds the session with Redis and renews the lease on it.

    The order within a renewal is what makes it a proof. The mark is set and the database asked for debts first; the
    ping goes last, on the connection that brings the invalidations. So whatever a writer published before it could see
    the new mark, or before the debts were looked at, was handled when the ping is answered.
    """

    def __init__(
        self,
        server: RedisServer,
        tier: RedisTier,
        announcer: Announcer,
        types: CachedTypes,
        trust: Trust,
        outbox: Outbox,
        *,
        lease: float,
    ) -> None:
        super().__init__(announcer.process, types, trust, outbox, lease=lease)
        self._server = server
        self._tier = tier
        self._announcer = announcer
        self._breaker = Breaker()
        self._refused: RedisRefusedError | None = None
        self._is_away = False

    async def start(self) -> None:
        """Connect once; without an answer go on trying in the background.

        Raises `RedisRefusedError` for a server that cannot be used, `SecondProcessError` beside one without Redis.
        """
        await super().start()
        if self._refused is not None:
            await self.close()
            raise self._refused

    async def pay(self, keys: Iterable[str]) -> None:
        """Invalidate these keys here and everywhere."""
        self.types.invalidate(keys)
        # Not patient: a session that broke meanwhile is not opened anew before this has failed.
        if not await self._announcer.publish(dict.fromkeys(keys), wait=False, patient=False):
            raise RedisAwayError("Redis is away")

    async def _say_registered(self) -> None:
        await self.outbox.register(self.process, alone=False, seconds=self.registered)

    async def renew_for_ever(self) -> None:
        """Keep a session, and renew the lease on it."""
        pause, longest = RECONNECT
        while True:
            try:
                session = await self._open()
            except (RedisAwayError, RedisRefusedError) as error:
                self._refused = error if isinstance(error, RedisRefusedError) else None
                self._report_away(error)
                await asyncio.sleep(pause)
                pause = min(pause * 2, longest)
            else:
                pause = RECONNECT[0]
                await self._live(session)

    async def _open(self) -> Session:
        """Connect; a registry that came back from an old snapshot is void before a writer can read it.

        Its marks are older than the leases that are running, and its birth would hide that it lacks newer ones.
        """
        session = await Session.open(self._server, self._breaker, self._announcer.handle, self._announcer.channels)
        try:
            held = cast("bytes | None", await session.link.call("GET", GENERATION, within=self.lease, probe=True))
            if held is not None and held.decode().rpartition("|")[2] != session.run_id:
                await session.link.call("DEL", REGISTRY, within=self.lease, probe=True)
        except BaseException as error:
            await session.close()
            if isinstance(error, ResponseError):
                raise RedisAwayError(str(error)) from error
            raise
        return session

    async def _live(self, session: Session) -> None:
        """Renew the lease until the session breaks or Redis stops answering."""
        self._tier.link = self._announcer.link = session.link
        self._breaker.succeeded()
        last_renewed = monotonic()
        try:
            while not session.is_lost:
                sent = monotonic()
                try:
                    await self._renew(session, sent)
                except OutboxAwayError as error:
                    self.trust.doubt()
                    self._tried.set()
                    last_renewed = sent  # not for Redis to answer for
                    logger.debug("The cache is not believed for now: {}", error)
                except (CacheError, ResponseError, TimeoutError) as error:
                    self._report_away(error)
                    if monotonic() - last_renewed >= 2 * self.lease:
                        return
                else:
                    last_renewed = sent
                    self._report_back()
                await session.wait_lost(max(0.0, sent + self.pause - monotonic()))
        finally:
            self._tier.link = self._announcer.link = None
            self.distrust()
            await self._unmark(session)
            await session.close()

    async def _renew(self, session: Session, sent: float) -> None:
        held = await self._mark(session)
        await self.register_again()
        generation = f"{await self.look_for_debts()}|{session.run_id}"
        self.check_generation(generation)
        if held != generation:
            # Older than what the database calls current, or a server come back from an old snapshot.
            await self._tier.clear()
            await self._tier.call("SET", GENERATION, generation)
            await self._mark(session)
        async with TimeLimit(self.lease):
            await session.subscription.ping()
        self.believe_from(sent)

    async def _mark(self, session: Session) -> str:
        """Say that this process believes its tiers for one lease; return the generation that Redis holds."""
        held = await session.link.call(
            "EVAL", MARK, 2, REGISTRY, GENERATION, self.process, round(self.lease * 1000),
            within=self.lease, probe=True,
        )  # fmt: skip
        return cast("bytes", held).decode()

    async def _unmark(self, session: Session) -> None:
        """Tell the writers that they need not wait for this process."""
        try:
            await session.link.call("ZREM", REGISTRY, self.process, within=self._tier.call_timeout)
        except (RedisAwayError, ResponseError) as error:
            logger.debug("The mark runs out by itself: {}", error)

    def _report_away(self, error: Exception) -> None:
        self.trust.doubt()
        self._tried.set()
        if not self._is_away:
            self._is_away = True
            logger.warning("Redis is away, reads go to the database: {}", str(error) or "no answer in time")

    def _report_back(self) -> None:
        self._tried.set()
        if self._is_away:
            self._is_away = False
            logger.info("Redis is back at {}: the cache is believed again", self._server.name)
