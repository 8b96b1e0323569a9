"""Keeps this process's place among those that share the gateway's shards.

| state | who changes it |
|---|---|
| who is there, who holds which shard | each process, for itself, in one transaction under the fleet's row |
| that a process is dead | any other, when its lease ended on the database's clock and the living could be heard of |
| the agreed number of shards | the first process of a fleet; a fleet ends with its last process |
| whether this process serves its shards | itself: it leaves the gateway before its lease ends on its own clock |
"""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Mapping
from contextvars import Context
from datetime import datetime
from typing import Literal, Protocol

from loguru import logger

from astromorty.database.controllers.fleet import AnotherShardCountError, FleetController, Standing
from astromorty.database.controllers.identify_gate import IdentifyGateController
from astromorty.database.engine import Database
from astromorty.database.errors import DatabaseUnavailableError
from astromorty.errors import StartError
from astromorty.services.locks import Locks
from astromorty.services.sharding.advice import Ask, NoAdviceError, SharedAdvice
from astromorty.services.sharding.gate import IdentifyGate
from astromorty.services.sharding.placement import Placement
from astromorty.services.sharding.spans import Spans

State = Literal["registering", "standby", "holding"]


class ShardHolder(Protocol):
    """Has the connections to the gateway."""

    def hold(self, shard_ids: Collection[int], count: int, gateway: str) -> None:
        """Begin to connect those of these shards that are not connected, and go on with those that were left."""
        ...

    def leave(self) -> None:
        """Leave the gateway at once; the sessions may be resumed."""
        ...

    async def forget(self) -> None:
        """Leave the gateway for good: somebody else has the shards."""
        ...

    def fail(self, error: Exception) -> None:
        """End the bot with this error."""
        ...


class Sharding:
    """This process's lease and shards.

    Args:
        database: Where all processes meet.
        placement: What the operator decided.
        ask: Asks Discord where its gateway is.
        spans: How long everything takes.

    Attributes:
        gate: Through which every shard goes to begin a session.
        state: ``registering`` until shards are given out, then ``holding`` or ``standby`` (well, and without a shard).
        count: How many shards there are in all; 0 before the start.
    """

    def __init__(self, database: Database, placement: Placement, ask: Ask, *, spans: Spans) -> None:
        self.state: State = "registering"
        self.count = 0
        table = IdentifyGateController(database, spacing=spans.spacing)
        self._advice = SharedAdvice(table, Locks(database), ask)
        self.gate = IdentifyGate(table, self._advice, self._claim)
        self._held: Mapping[int, int] = {}
        self._gateway = ""
        self._placement = placement
        self._spans = spans
        # One connection that nothing else uses: a crowd at the pool must not look like a dead process.
        self._own = database.apart(connections=1)
        self._table = FleetController(
            self._own,
            lease=spans.lease,
            registration=spans.registration,
            longest_registration=spans.longest_registration,
            gap=spans.gap,
        )
        self._member = placement.member()
        self._is_member = False
        # When the last lease ends of processes with another number of shards: a later one tells that they live.
        self._others_until: datetime | None = None
        # Whether the last renewal failed: one warning of that, and none while it lasts.
        self._is_unheard = False
        self._renewed_at = 0.0
        self._deadline: asyncio.TimerHandle | None = None
        self._task: asyncio.Task[None] | None = None

    @property
    def held(self) -> tuple[int, ...]:
        """The shards that this process holds."""
        return tuple(self._held)

    @property
    def lease_age(self) -> float:
        """Seconds since the lease was renewed last."""
        return asyncio.get_running_loop().time() - self._renewed_at

    async def start(self, holder: ShardHolder) -> None:
        """Register, and keep the place from now on.

        Raises `StartError` where the others run with another number of shards, or somebody does not answer.
        """
        try:
            while not await self._join(displace=True):  # noqa: ASYNC110 - leases of other processes end by the clock
                await asyncio.sleep(self._spans.watch)
        except (DatabaseUnavailableError, NoAdviceError) as error:
            raise StartError("sharding", f"{error}.", "`astromorty doctor` tells more.") from error
        # An empty context: it must not believe itself inside a unit of work of whoever made it.
        self._task = asyncio.create_task(self._keep(holder), name="keep shards", context=Context())

    async def stop(self) -> None:
        """Renew the lease no more; it stays until `release` or its end."""
        if self._deadline is not None:
            self._deadline.cancel()
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def release(self) -> None:
        """Give the shards back, once they are disconnected, so that another process takes them now."""
        if self._is_member:
            self._is_member = False
            self._held = {}
            try:
                async with asyncio.timeout(self._spans.answer):
                    await self._table.leave(self._member)
            except (DatabaseUnavailableError, TimeoutError) as error:
                logger.warning("The lease on the shards runs out by itself: {}", error)
        await self._own.close()

    def _claim(self, shard_id: int) -> tuple[str, int]:
        """Return this process's identity and the fencing number with which it holds a shard; -1 where it does not."""
        return self._member.id, self._held.get(shard_id, -1)

    async def _join(self, *, displace: bool) -> bool:
        """Register; return False where that has to wait for leases of others with another number of shards.

        Raises `StartError` once one of them is heard of.
        """
        # Who was here before knows where the gateway is, and waits for no answer of Discord.
        if not self._gateway:
            advice = await self._advice.get()
            self._gateway, self.count = advice.url, advice.shards
        began = asyncio.get_running_loop().time()
        wanted = self._placement.count
        try:
            self.count = await self._table.join(self._member, wanted=wanted, advised=self.count, displace=displace)
        except AnotherShardCountError as others:
            self._judge(others)
            return False
        self._others_until = None
        self._is_member = True
        self._renewed_at = began
        return True

    def _judge(self, others: AnotherShardCountError) -> None:
        """Raise `StartError` where processes with another number of shards live, and were not killed a moment ago."""
        said = f"SHARDING__COUNT={self._placement.count}, but {others.living} processes"
        if self._others_until is None:
            logger.warning("{} ran with {} shards: waiting until their leases end", said, others.agreed)
        elif others.until > self._others_until:
            raise StartError(
                "sharding",
                f"{said} run with {others.agreed} shards.",
                "Give all the same number. To change it, stop all; this one may be started again and again meanwhile.",
            )
        self._others_until = others.until

    async def _keep(self, holder: ShardHolder) -> None:
        try:
            pause = 0.0
            while True:
                await asyncio.sleep(pause)
                pause = await self._renew(holder)
        except Exception as error:
            logger.exception("Keeping the shards failed")
            holder.fail(error)

    async def _renew(self, holder: ShardHolder) -> float:
        """Renew the lease and do what follows; return when to do it again, in seconds."""
        began = asyncio.get_running_loop().time()
        try:
            async with asyncio.timeout(self._spans.answer):
                if not self._is_member and not await self._join(displace=False):
                    return self._spans.watch
                standing = await self._table.renew(self._member)
        except (DatabaseUnavailableError, NoAdviceError, TimeoutError) as error:
            if not self._is_unheard:
                logger.warning("The lease on the shards cannot be renewed: {}", str(error) or "no answer in time")
            self._is_unheard = True
            return self._spans.watch
        self._is_unheard = False
        if standing is None:
            await self._lose(holder)
            return 0
        self._renewed_at = began
        self._watch_the_clock(holder, began)
        self._follow(standing, holder)
        return self._pause(standing)

    def _watch_the_clock(self, holder: ShardHolder, began: float) -> None:
        """Leave the gateway in time should the next renewals fail: another process may then take the shards.

        Who has a place of its own stays: nobody else is to take it.
        """
        if self._placement.shared:
            if self._deadline is not None:
                self._deadline.cancel()
            deadline = began + self._spans.lease - self._spans.margin
            self._deadline = asyncio.get_running_loop().call_at(deadline, self._leave, holder)

    def _leave(self, holder: ShardHolder) -> None:
        if self._held:
            logger.warning("The lease on the shards ends: leaving the gateway until it is renewed")
        holder.leave()

    def _follow(self, standing: Standing, holder: ShardHolder) -> None:
        self.count = standing.count
        if standing.held.keys() != self._held.keys() or (self.state == "registering" and not standing.registering):
            which = ", ".join(map(str, standing.held)) or "none, and waits"
            logger.info("{} holds of {} shards: {}", self._member.name, standing.count, which)
        self._held = standing.held
        if standing.held:
            self.state = "holding"
            holder.hold(standing.held.keys(), standing.count, self._gateway)
        elif not standing.registering:
            self.state = "standby"

    async def _lose(self, holder: ShardHolder) -> None:
        logger.warning("{} was taken for dead and lost its shards", self._member.name)
        self._held = {}
        self.state = "standby"
        self._is_member = False
        await holder.forget()
        self._member = self._placement.member()

    def _pause(self, standing: Standing) -> float:
        """Return when to look again: at the end of the registration, or when a lease may end."""
        times = [self._spans.renewal if standing.held else self._spans.watch]
        times += [standing.registering] if standing.registering else []
        times += [] if standing.next_end is None else [standing.next_end]
        # Not sooner: the lease of one that the database judges later would keep us busy.
        return max(0.1, min(times))
