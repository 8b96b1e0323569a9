"""What is broken during a run, each with what it excuses and how long it takes."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from time import time
from types import MappingProxyType
from typing import Final

from discord_sandbox.client import SandboxTimeout
from soak.database import connection
from soak.ledger import Written
from soak.scene import PATIENCE, WRITERS, Scene, Server
from soak.stage import Stage, recovered
from soak.windows import Window

# What was in a process when it was killed, or when the database went away: experience is written in groups of 50 ms.
UNWRITTEN: Final = 0.5
# A process that stands still for so long has lost its shards to another when it goes on (seconds).
LONGER_THAN_A_LEASE: Final = 20.0
# Discord is heard of every 41 s, else the connection is dead; then the session goes on (seconds).
STALL_IS_SEEN_WITHIN: Final = 90.0
# For so long a process that was asked to end cannot write the experience that it owes (seconds): longer than it waits
# for what it is at, so that it has to write at its very end; and short of the ten seconds that it may take.
HELD_UP: Final = 6.0


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


async def gateway_stalled(stage: Stage) -> Window:
    """Have a connection to the gateway stay open and silent: heartbeats are not answered, and nothing comes."""
    shard = stage.rng.randrange(stage.scene.shard_count)
    guilds = stage.scene.guilds_of(frozenset({shard}))
    what = f"gateway: shard {shard} stalled"
    window = stage.scene.windows.open(Window(what, time(), guilds, loses=False, recovers_within=STALL_IS_SEEN_WITHIN))
    await stage.scene.client.drop_gateway(shard, how="stall")
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
        Window(f"{slot.name} stopped for {seconds:.1f} s", time(), guilds, loses=is_taken_over, twice=is_taken_over)
    )
    stage.fleet.send(slot, signal.SIGSTOP)
    try:
        await asyncio.sleep(seconds)
    finally:
        stage.fleet.send(slot, signal.SIGCONT)
    return window


# It takes over a minute: there is no time for it in a short run.
LONG: Final = "gateway-stalled"
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
        "gateway-stalled": gateway_stalled,
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
    within = max(each.recovers_within for each in opened)
    if not await recovered(stage, within=within):
        stage.unrecovered.append(f"after {' and '.join(each.what for each in opened)} not all works within {within} s")
    for window in opened:
        window.ended = time()
    return opened


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
