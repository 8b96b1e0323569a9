"""The lease on trust, renewed four times in its length: what a process has to know before it believes its tiers."""

from __future__ import annotations

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from time import monotonic
from typing import Final

from loguru import logger

from astromorty.services.cache.cached_type import CachedTypes
from astromorty.services.cache.errors import CacheError, OutboxAwayError, SecondProcessError
from astromorty.services.cache.leases import Trust
from astromorty.services.cache.outbox import Debt, Outbox, Owed
from astromorty.services.cache.time_limit import TimeLimit

DEBTS_AT_ONCE: Final = 1000
RENEWALS_PER_LEASE: Final = 4
# For clocks that do not run at one speed.
MARGIN: Final = 0.05
# How long a process is at least taken to use the database after it last said so, and how often it does (seconds).
REGISTERED: Final = 3.0
REGISTER_AGAIN: Final = 1.5
# A writer's share of the lease to pay what it owes, before who looks pays in its place.
WRITERS_TIME: Final = 0.1


class Renewal(ABC):
    """A task that renews the lease while it can."""

    def __init__(self, process: str, types: CachedTypes, trust: Trust, outbox: Outbox, *, lease: float) -> None:
        self.process = process
        self.types = types
        self.trust = trust
        self.outbox = outbox
        self.lease = lease
        self.owed = 0
        """Debts found by the last look."""
        self._believed = ""
        self._register_again = 0.0
        self._tried = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    @property
    def pause(self) -> float:
        """Seconds between two renewals."""
        return self.lease / RENEWALS_PER_LEASE

    @property
    def registered(self) -> float:
        """Seconds for which a registration counts: to the end of a lease that was renewed just before the next one."""
        return max(REGISTERED, REGISTER_AGAIN + self.lease)

    async def start(self) -> None:
        """Renew once, or go on trying in the background if that fails.

        Raises `SecondProcessError` if another process makes coherence impossible.
        """
        await self._register(patience=self.registered + REGISTER_AGAIN)
        self._task = asyncio.create_task(self._run(), name="cache: lease on trust")
        await self._tried.wait()

    async def _run(self) -> None:
        while True:
            try:
                await self.renew_for_ever()
            except Exception:
                # The task's edge. Without it nothing would be believed until the next start, and nobody would know.
                logger.exception("Renewing the lease on trust failed")
                self._tried.set()
                await asyncio.sleep(self.lease)

    async def close(self) -> None:
        """Stop believing, and say so."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        self.distrust()
        try:
            await self.outbox.leave(self.process)
        except OutboxAwayError as error:
            logger.debug("The registration runs out by itself: {}", error)

    def distrust(self) -> None:
        """Believe nothing that is held until the lease is renewed."""
        self.trust.end()
        self.types.flush()

    def believe_from(self, sent: float) -> None:
        """Renew the lease: it counts from when the first question was sent, not from when the answers came."""
        self.trust.renew(sent + self.lease * (1 - MARGIN))

    def check_generation(self, generation: str) -> None:
        """Forget everything if the database says that what was cached from it is void."""
        if generation != self._believed:
            self.distrust()
            self._believed = generation

    async def register_again(self) -> None:
        """Say in time that this process still uses the database."""
        if monotonic() >= self._register_again:
            await self._register(patience=0.0)

    async def look_for_debts(self) -> str:
        """See to it that what is owed now is paid, whoever owes it; return the database's generation."""
        owed = await self._look()
        if not owed.debts:
            return owed.generation
        # Mostly by a writer who is about to pay. To pay twice does no harm, but every process would.
        await asyncio.sleep(self.lease * WRITERS_TIME)
        due = {debt.id for debt in owed.debts}
        is_all = len(owed.debts) < DEBTS_AT_ONCE
        while True:
            owed = await self._look()
            is_all = is_all and len(owed.debts) < DEBTS_AT_ONCE
            await self._pay([debt for debt in owed.debts if debt.id in due or not is_all])
            if len(owed.debts) < DEBTS_AT_ONCE:
                return owed.generation

    async def _look(self) -> Owed:
        try:
            async with TimeLimit(self.lease):
                owed = await self.outbox.owed(DEBTS_AT_ONCE)
        except TimeoutError:
            raise OutboxAwayError("the database does not say in time what is owed") from None
        self.owed = len(owed.debts)
        return owed

    async def _pay(self, debts: Sequence[Debt]) -> None:
        if debts:
            await self.pay(frozenset[str]().union(*(debt.keys for debt in debts)))
            await self.outbox.settle([debt.id for debt in debts])

    @abstractmethod
    async def pay(self, keys: Iterable[str]) -> None:
        """Invalidate these keys everywhere."""

    @abstractmethod
    async def renew_for_ever(self) -> None:
        """Renew the lease four times in its length."""

    @abstractmethod
    async def _say_registered(self) -> None: ...

    async def _register(self, *, patience: float) -> None:
        # A process that was killed is taken for alive a little longer: wait for that before giving up.
        deadline = monotonic() + patience
        while True:
            sent = monotonic()
            try:
                await self._say_registered()
            except SecondProcessError:
                if sent >= deadline:
                    raise
                await asyncio.sleep(REGISTER_AGAIN / 3)
            else:
                self._register_again = sent + REGISTER_AGAIN
                return


class SoleRenewal(Renewal):
    """Without Redis: one process, which only has to know what was changed past it."""

    async def renew_for_ever(self) -> None:
        """Renew the lease as long as the database answers."""
        while True:
            sent = monotonic()
            try:
                await self.register_again()
                self.check_generation(await self.look_for_debts())
                self.believe_from(sent)
            except CacheError as error:
                self.trust.doubt()
                logger.debug("The cache is not believed for now: {}", error)
            self._tried.set()
            await asyncio.sleep(max(0.0, sent + self.pause - monotonic()))

    async def pay(self, keys: Iterable[str]) -> None:
        """Forget these keys."""
        self.types.invalidate(keys)

    async def _say_registered(self) -> None:
        await self.outbox.register(self.process, alone=True, seconds=self.registered)
