"""One bot process of a run, as far as the cache goes: real cache, real controllers, and parts that fail on order."""

from __future__ import annotations

import asyncio
import random
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import Final

import uvloop
from loguru import logger

from astromorty.database.controllers.guild_config import GuildConfigController
from astromorty.database.controllers.level import LevelController
from astromorty.database.engine import Database
from astromorty.services.xp_grants import XpGrants
from faults.board import Board, Count, Order, Phase, Tally
from faults.faulty_parts import MortalCache, SlowDatabase, StoppableOutbox
from faults.grants import GRANTED_MEMBER, LEASE, Grants
from faults.later_deploy import become_later_deploy
from faults.load import GUILD, MEMBER, Load

# Seconds after a write: in the shortest run, too, an entry that is behind is looked at twice.
SAMPLE_AFTER: Final = (0.3, 1.0)
BELIEVES_WITHIN: Final = 8.0


@dataclass(frozen=True, slots=True)
class Plan:
    """What a process needs to know."""

    process: int
    processes: int
    keys: int
    folder: Path
    redis_url: str
    database_url: str
    seed: str
    slow_loads: bool
    bursts: bool
    is_later_deploy: bool

    def board(self) -> Board:
        """Open the run's board."""
        return Board(self.folder / "board", self.processes, self.keys)

    def tell(self, line: str) -> None:
        """Note what went wrong; the run's end shows it."""
        with (self.folder / "violations").open("a") as file:
            file.write(line + "\n")


def main(plan: Plan) -> None:
    """Run one process to the end of the run."""
    logger.remove()
    logger.add(plan.folder / f"process-{plan.process}.log", level="DEBUG")
    random.seed(plan.seed)
    if plan.is_later_deploy:
        become_later_deploy()
    try:
        # As the bot on most systems, and as it where there is no uvloop: the two end connections differently.
        loop_factory = uvloop.new_event_loop if plan.process % 2 == 0 else asyncio.new_event_loop
        with asyncio.Runner(loop_factory=loop_factory) as runner:
            runner.run(Worker(plan).run())
    except BaseException as error:
        plan.tell(f"process {plan.process} ended: {error!r}")
        logger.exception("ended")
        raise


class Worker:
    """The process's way through the phases."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.board = plan.board()

    def take_order(self, order: Order) -> bool:
        """Tell whether this was ordered, once."""
        if self.board.count(Count.ORDER, self.plan.process) != order:
            return False
        self.board.set_count(Count.ORDER, self.plan.process, Order.NONE)
        return True

    async def run(self) -> None:
        """Join, load, come to rest, compare."""
        plan = self.plan
        async with AsyncExitStack() as stack:
            outbox = StoppableOutbox.from_url(plan.database_url)
            stack.push_async_callback(outbox.close)
            outbox.take_order = self.take_order
            cache = await MortalCache.connect(plan.redis_url, outbox, lease=LEASE, sample_after=SAMPLE_AFTER)
            stack.push_async_callback(cache.close)
            cache.take_order = self.take_order
            kind = SlowDatabase if plan.slow_loads else Database
            database = kind.from_url(plan.database_url, pool_size=6, cache=cache)
            stack.push_async_callback(database.close)
            configs, levels = GuildConfigController(database), LevelController(database)
            xp_grants = XpGrants(levels)
            stack.push_async_callback(xp_grants.close)

            await self._reached(Phase.STARTING, until=Phase.LOAD)
            async with asyncio.TaskGroup() as tasks:
                load = Load(self.board, plan.process, configs, levels, bursts=plan.bursts, tell=plan.tell)
                tasks.create_task(load.run())
                tasks.create_task(Grants(self.board, plan.process, levels, xp_grants, plan.tell).run())
            self._report(cache)
            await self._believe_again(cache)
            await self._reached(Phase.QUIET, until=Phase.VERIFY)
            await self._compare(cache, configs, levels)
            self._report_samples(cache)
            await self._reached(Phase.VERIFY, until=Phase.DONE)

    async def _reached(self, phase: Phase, *, until: Phase) -> None:
        self.board.set_count(Count.REACHED, self.plan.process, phase + 1)
        while self.board.phase < until:  # noqa: ASYNC110 - another process sets it
            await asyncio.sleep(0.005)

    async def _believe_again(self, cache: MortalCache) -> None:
        deadline = monotonic() + BELIEVES_WITHIN
        while not (cache.is_believed and await cache.ping()):
            if monotonic() > deadline:
                raise TimeoutError("the cache is not believed again")
            await asyncio.sleep(0.01)

    async def _compare(self, cache: MortalCache, configs: GuildConfigController, levels: LevelController) -> None:
        """Compare what each tier answers with the database: what is held here first, then what Redis holds."""
        for tier in ("local", "redis"):
            for key in self.board.keys:
                guild = GUILD + key
                row = await configs.get_by_id(guild)
                pairs = (
                    (row, await configs.get_config_by_guild_id(guild)),
                    (row.prefix if row else None, await configs.get_prefix_by_guild_id(guild)),
                    (await levels.get_by_id(guild, MEMBER), await levels.get(MEMBER, guild)),
                    (await levels.get_by_id(guild, GRANTED_MEMBER), await levels.get(GRANTED_MEMBER, guild)),
                )
                for expected, found in pairs:
                    if found != expected:
                        self.board.set_tally(Tally.STUCK, self.plan.process, key, 1)
                        self.plan.tell(f"stuck: process {self.plan.process}, {tier} tier: {found!r}, not {expected!r}")
            cache.forget_local()

    def _report(self, cache: MortalCache) -> None:
        hits = sum(counts["local_hits"] + counts["redis_hits"] for counts in cache.stats().values())
        self.board.set_count(Count.CACHED, self.plan.process, int(hits))

    def _report_samples(self, cache: MortalCache) -> None:
        assert cache.sampler is not None
        self.board.set_count(Count.SAMPLED, self.plan.process, cache.sampler.looks.total())
        self.board.set_count(Count.BEHIND, self.plan.process, cache.sampler.inconsistent.total())
        for (name, tier, window), times in cache.sampler.inconsistent.items():
            self.plan.tell(f"behind: process {self.plan.process}: {name} in the {tier} tier, {window} s, {times} times")
