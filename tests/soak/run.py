"""One run: start everything, let people act while things break, come to rest, and check every promise."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from time import time
from typing import Final

from discord_sandbox.client import SandboxClient
from discord_sandbox.server import Sandbox
from faults.__main__ import postgres_in
from fixtures.postgres import copied_database
from fixtures.redis import running
from soak.acts import Replies
from soak.checks.memory import LEAST_SAMPLES, WARM_UP_SAMPLES
from soak.disturbances import ALONE, DISTURBANCES, LONG, disturb, group
from soak.fleet import Fleet
from soak.ledger import Ledger
from soak.machine import watch_machine
from soak.people import inhabitants
from soak.rest import before_the_load
from soak.scene import Scene, Server, build, set_up
from soak.shard_watch import watch_shards
from soak.stage import RECOVERS_WITHIN, Stage, recovered
from soak.verdict import Verdict, Watched, judge
from soak.windows import Windows

# Fewer than there are shards, so that shards of different processes have to begin their sessions one after the other.
BUCKETS: Final = 2
# Commands that come all at once are answered too late.
SET_UP_AT_ONCE: Final = 4
# Between two sessions of a bucket, in seconds.
SPACING: Final = 6.0
POOL: Final = 10
# Of a run's time: at first nothing is broken, so that the processes get warm; then for the rest, except at the end.
WARM_UP: Final = 0.15
CALM_AT_THE_END: Final = 0.08
# One process is never ended in a run in which it lives long enough to be judged, even if a sample comes late.
ENOUGH_SAMPLES: Final = 1.2
TWO_AT_ONCE: Final = 0.25
LONG_RUN: Final = 4.0
"""Minutes."""


@dataclass(frozen=True, slots=True)
class Options:
    """What the command line asks for."""

    minutes: float
    processes: int
    shards: int
    seed: str
    only: tuple[str, ...] = ()

    @property
    def disturbances(self) -> list[str]:
        """What is broken."""
        if self.only:
            return list(self.only)
        return [name for name in DISTURBANCES if name != LONG or self.minutes >= LONG_RUN]


async def soak(options: Options, folder: Path, tell: Callable[[str], None]) -> Verdict:
    """Run once in a folder of its own; `tell` gets a line for each thing that happens."""
    async with (
        postgres_in(folder) as postgres,
        copied_database(postgres.server, postgres.server.template) as url,
        running("redis", folder / "redis") as redis,
        Sandbox(rate_limits=False, max_concurrency=BUCKETS) as discord,
        SandboxClient(discord.url) as client,
    ):
        settings = {
            "DATABASE_URL": url,
            "EXTERNAL_SERVICES__REDIS_URL": redis.url,
            "DATABASE__POOL_SIZE": str(POOL),
        }
        windows = Windows()
        fleet = Fleet(discord, windows, folder, options.processes, settings, shard_count=options.shards)
        scene = Scene(discord, client, Ledger(), windows, fleet.shard_count)
        rng = random.Random(options.seed)
        lives = (1 - WARM_UP) * options.minutes * 60
        judged = ENOUGH_SAMPLES * (LEAST_SAMPLES + WARM_UP_SAMPLES)
        spared = rng.randrange(options.processes) if lives > judged else None
        stage = Stage(scene, fleet, redis, postgres, url, rng, spared=spared, unrecovered=[])
        await build(scene)
        try:
            return await _Run(options, stage, tell).run()
        finally:
            await fleet.kill_all()


class _Run:
    """The phases of a run."""

    def __init__(self, options: Options, stage: Stage, tell: Callable[[str], None]) -> None:
        self._options = options
        self._stage = stage
        self._scene = stage.scene
        self._fleet = stage.fleet
        self._tell = tell

    async def run(self) -> Verdict:
        """Go through them."""
        watched = Watched(POOL)
        beside = [
            asyncio.create_task(self._fleet.sample_memory(), name="sample memory"),
            asyncio.create_task(watch_machine(self._fleet, self._scene.windows), name="watch the machine"),
        ]
        try:
            await self._start(watched)
            beside.append(asyncio.create_task(watch_shards(self._scene, watched.gaps), name="watch the shards"))
            await self._load()
            return await judge(self._stage, watched, self._tell)
        finally:
            for task in beside:
                task.cancel()
            await asyncio.gather(*beside, return_exceptions=True)

    async def _start(self, watched: Watched) -> None:
        """Start all processes, set the bot up in every server, and look at what the processes have then."""
        began = time()
        await asyncio.gather(*(self._fleet.start(slot) for slot in self._fleet.slots))
        turns = self._fleet.shard_count / BUCKETS * SPACING
        assert await recovered(self._stage, within=RECOVERS_WITHIN + turns), "the bot did not come up"
        few = asyncio.Semaphore(SET_UP_AT_ONCE)

        async def set_up_in_turn(server: Server) -> None:
            async with few:
                await set_up(self._scene, server)

        await asyncio.gather(*map(set_up_in_turn, self._scene.servers))
        watched.before = await before_the_load(self._fleet, self._stage.redis.port)
        self._tell(f"ready after {time() - began:.1f} s; never ended is process {self._stage.spared}")

    async def _load(self) -> None:
        """Let people act, and break things meanwhile."""
        replies = Replies(self._scene)
        seconds = self._options.minutes * 60
        began = time()
        async with asyncio.TaskGroup() as tasks:
            for server in self._scene.servers:
                for live in inhabitants(self._scene, server, replies, self._options.seed):
                    tasks.create_task(live())
            await asyncio.sleep(WARM_UP * seconds)
            self._fleet.forget_memory()
            await self._break_things(began, began + (1 - CALM_AT_THE_END) * seconds)
            await asyncio.sleep(max(0.0, began + seconds - time()))
            self._scene.ending.set()

    async def _break_things(self, began: float, until: float) -> None:
        rng, names = self._stage.rng, self._options.disturbances
        waiting: list[str] = []
        while time() < until:
            if not waiting:  # each comes once before any comes again
                waiting = rng.sample(names, len(names))
            chosen = [waiting.pop()]
            others = [name for name in waiting if group(name) != group(chosen[0]) and name != ALONE]
            if chosen[0] != ALONE and others and rng.random() < TWO_AT_ONCE:
                chosen.append(others[0])
                waiting.remove(others[0])
            for window in await disturb(self._stage, chosen):
                took = window.ended - window.began
                self._tell(f"{window.began - began:6.1f} s  {window.what}, all well after {took:.1f} s")
            await asyncio.sleep(rng.uniform(1, 4))
