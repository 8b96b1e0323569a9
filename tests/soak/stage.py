"""What a run is about, and whether everything works in it."""

from __future__ import annotations

import asyncio
import random
from dataclasses import dataclass
from time import time
from typing import Final

from discord_sandbox.client import SandboxError
from faults.cell import Postgres
from fixtures.redis import RedisProcess
from soak.acts import NOT_KNOWN, shown
from soak.fleet import Fleet, Slot
from soak.scene import PATIENCE, Scene
from soak.windows import busy_seconds

RECOVERS_WITHIN: Final = 60.0


@dataclass
class Stage:
    """What can be broken.

    Attributes:
        spared: The number of the process that is never ended, so that its memory can be followed; None in a short run.
        unrecovered: Disturbances after which not everything worked again in time.
    """

    scene: Scene
    fleet: Fleet
    redis: RedisProcess
    postgres: Postgres
    url: str
    rng: random.Random
    spared: int | None
    unrecovered: list[str]

    def victim(self) -> Slot:
        """Choose a process that may be ended, one that holds shards if there is one."""
        able = [slot for slot in self.fleet.slots if slot.number != self.spared]
        return self.rng.choice([slot for slot in able if self.fleet.shards_of(slot)] or able)

    def guilds_of(self, slot: Slot) -> frozenset[int]:
        return self.scene.guilds_of(self.fleet.shards_of(slot))


async def recovered(stage: Stage, *, within: float = RECOVERS_WITHIN) -> bool:
    """Wait until every shard is connected and every server answers from the database; tell whether that came."""
    began = time()
    while not await _all_answer(stage):
        # What a process waits for a processor is not the bot's fault.
        if time() - began > within + busy_seconds(stage.scene.windows, since=began):
            return False
        await asyncio.sleep(0.1)
    return True


async def _all_answer(stage: Stage) -> bool:
    if set(stage.fleet.holders()) != set(range(stage.scene.shard_count)):
        return False
    return all([await answers(stage.scene, server.channel) for server in stage.scene.servers])


async def answers(scene: Scene, channel: int) -> bool:
    """Tell whether a command is answered that asks the database."""
    try:
        told = shown(await scene.client.user("prober").slash(channel, "remind list", timeout=PATIENCE))
    except SandboxError:
        return False
    return told is not None and not any(part in told for part in NOT_KNOWN)
