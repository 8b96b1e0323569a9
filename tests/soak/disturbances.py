"""What is broken during a run, each with what it excuses and how long it takes."""

from __future__ import annotations

import asyncio
import random
import signal
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from time import time
from types import MappingProxyType
from typing import Final

from discord_sandbox.client import SandboxError, SandboxTimeout
from faults.cell import Postgres
from fixtures.redis import RedisProcess
from soak.acts import NOT_KNOWN, shown
from soak.database import connection
from soak.fleet import Fleet, Slot
from soak.ledger import Written
from soak.scene import PATIENCE, WRITERS, Scene, Server
from soak.windows import Window, busy_seconds

RECOVERS_WITHIN: Final = 60.0
# What was in a process when it was killed, or when the database went away: experience is written in groups of 50 ms.
UNWRITTEN: Final = 0.5
# A process that stands still for so long has lost its shards to another when it goes on (seconds).
LONGER_THAN_A_LEASE: Final = 20.0
# For so long a process that was asked to end cannot write the experience that it owes (seconds).
HELD_UP: Final = 1.0


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


Disturbance = Callable[[Stage], Awaitable[Window]]


async def redis_killed(stage: Stage) -> Window:
    """Kill Redis and start it empty."""
    window = stage.scene.windows.open(Window("Redis killed", time(), excuses=False, loses=False))
    stage.redis.kill()
    await asyncio.sleep(stage.rng.uniform(0.2, 3))
    await asyncio.to_thread(stage.redis.start)
    return window


async def redis_stopped(stage: Stage) -> Window:
    """Let Redis hang, and go on as if nothing had been."""
    window = stage.scene.windows.open(Window("Redis stopped", time(), excuses=False, loses=False))
    stage.redis.send(signal.SIGSTOP)
    try:
        await asyncio.sleep(stage.rng.uniform(0.5, 4))
    finally:
        stage.redis.send(signal.SIGCONT)
    return window


async def redis_flushed(stage: Stage) -> Window:
    """Empty Redis."""
    window = stage.scene.windows.open(Window("Redis emptied", time(), excuses=False, loses=False))
    await asyncio.to_thread(stage.redis.ask, "FLUSHALL")
    return window


async def postgres_restarted(stage: Stage) -> Window:
    """Restart Postgres, which is away for a while."""
    window = stage.scene.windows.open(Window("Postgres restarted", time(), settle=UNWRITTEN))
    await stage.postgres.restart(stage.rng.uniform(0.2, 3))
    return window


async def gateway_cut(stage: Stage) -> Window:
    """Close a connection to the gateway, or have the bot asked to reconnect: its session goes on."""
    how, shard = stage.rng.choice(("close", "reconnect")), stage.rng.randrange(stage.scene.shard_count)
    guilds = stage.scene.guilds_of(frozenset({shard}))
    window = stage.scene.windows.open(Window(f"gateway: {how} shard {shard}", time(), guilds, loses=False))
    await stage.scene.client.drop_gateway(shard, how=how)
    return window


async def session_invalidated(stage: Stage) -> Window:
    """End a session of the gateway: what happens until the next one begins is lost."""
    shard = stage.rng.randrange(stage.scene.shard_count)
    guilds = stage.scene.guilds_of(frozenset({shard}))
    window = stage.scene.windows.open(Window(f"gateway: invalidate shard {shard}", time(), guilds, settle=UNWRITTEN))
    await stage.scene.client.drop_gateway(shard, how="invalidate")
    return window


async def process_killed(stage: Stage) -> Window:
    """Kill a process, and start it again."""
    slot = stage.victim()
    guilds = stage.guilds_of(slot)
    window = stage.scene.windows.open(Window(f"{slot.name} killed", time(), guilds, settle=UNWRITTEN))
    await stage.fleet.kill(slot)
    await asyncio.sleep(stage.rng.uniform(0, 2))
    await stage.fleet.start(slot)
    return window


async def process_ended(stage: Stage) -> Window:
    """Ask a process to end, as a deployment does, and start it again: what it had received counts."""
    slot = stage.victim()
    guilds = stage.guilds_of(slot)
    async with experience_held_up(stage.url):
        owed = (write_and_be_heard(stage.scene, each) for each in stage.scene.servers if each.id in guilds)
        await asyncio.gather(*owed)
        window = stage.scene.windows.open(Window(f"{slot.name} ended", time(), guilds))
        ending = asyncio.create_task(stage.fleet.terminate(slot))
        await asyncio.sleep(HELD_UP)
    await ending
    await stage.fleet.start(slot)
    return window


async def process_stopped(stage: Stage) -> Window:
    """Let a process stand still, for longer than its entries are believed or than its shards are its own, and go on."""
    # Whoever holds most: what it loses by that goes to the others, who are ended more often.
    slot = max(stage.fleet.slots, key=lambda each: len(stage.fleet.shards_of(each)))
    guilds, seconds = stage.guilds_of(slot), stage.rng.choice((stage.rng.uniform(0.5, 8), LONGER_THAN_A_LEASE))
    is_taken_over = seconds == LONGER_THAN_A_LEASE
    window = stage.scene.windows.open(
        Window(f"{slot.name} stopped for {seconds:.1f} s", time(), guilds, loses=is_taken_over)
    )
    stage.fleet.send(slot, signal.SIGSTOP)
    try:
        await asyncio.sleep(seconds)
    finally:
        stage.fleet.send(slot, signal.SIGCONT)
    return window


# It needs the database itself, to hold experience up.
ALONE: Final = "process-ended"
DISTURBANCES: Mapping[str, Disturbance] = MappingProxyType(
    {
        "redis-killed": redis_killed,
        "redis-stopped": redis_stopped,
        "redis-flushed": redis_flushed,
        "postgres-restarted": postgres_restarted,
        "gateway-cut": gateway_cut,
        "gateway-invalidated": session_invalidated,
        "process-killed": process_killed,
        "process-ended": process_ended,
        "process-stopped": process_stopped,
    }
)


def group(name: str) -> str:
    """Return what a disturbance breaks; one thing is not broken twice at once."""
    return name.partition("-")[0]


async def disturb(stage: Stage, names: Sequence[str]) -> list[Window]:
    """Break something, or two things at once, and wait until everything works again."""
    opened = await asyncio.gather(*(DISTURBANCES[name](stage) for name in names))
    if not await recovered(stage):
        stage.unrecovered.append(
            f"after {' and '.join(each.what for each in opened)} not all works within {RECOVERS_WITHIN} s"
        )
    for window in opened:
        window.ended = time()
    return opened


async def recovered(stage: Stage) -> bool:
    """Wait until every shard is connected and every server answers from the database; tell whether that came."""
    began = time()
    while not await _all_answer(stage):
        # What a process waits for a processor is not the bot's fault.
        if time() - began > RECOVERS_WITHIN + busy_seconds(stage.scene.windows, since=began):
            return False
        await asyncio.sleep(0.1)
    return True


async def _all_answer(stage: Stage) -> bool:
    if set(stage.fleet.holders()) != set(range(stage.scene.shard_count)):
        return False
    return all([await answers(stage.scene, server.channel) for server in stage.scene.servers])


@asynccontextmanager
async def experience_held_up(url: str) -> AsyncGenerator[None]:
    """Have nobody write experience for as long as the block lasts."""
    async with connection(url) as database, database.transaction():
        await database.execute("LOCK TABLE level IN SHARE MODE")
        yield


async def write_and_be_heard(scene: Scene, server: Server) -> None:
    """Write a few messages, and have the bot answer what is said after them: it has heard them, and owes them."""
    for number in range(WRITERS):
        name = f"writer{number}"
        scene.ledger.wrote(Written(server.id, scene.user_id(name), time()))
        await scene.client.user(name).send(server.channel, "one more")
    asked = time()
    said = await scene.client.user("prober").send(server.channel, f"<@{scene.discord.world.bot.id}> ping")
    with suppress(SandboxTimeout):
        await scene.client.wait_for_message(
            server.channel, author="bot", after=said, where=lambda each: each.reply_to == said.id, timeout=PATIENCE
        )
        scene.ledger.heard(server.id, asked, time())


async def answers(scene: Scene, channel: int) -> bool:
    """Tell whether a command is answered that asks the database."""
    try:
        told = shown(await scene.client.user("prober").slash(channel, "remind list", timeout=PATIENCE))
    except SandboxError:
        return False
    return told is not None and not any(part in told for part in NOT_KNOWN)
