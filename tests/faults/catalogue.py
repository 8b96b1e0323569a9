"""The faults, each with what happens and when."""

from __future__ import annotations

import asyncio
import random
import signal
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from faults.board import Order
from faults.cell import Cell, Fault

STOPPED_SECONDS: Final = 1.5
DOWN_SECONDS: Final = 0.6


async def nothing(_cell: Cell) -> None:
    """Let the run go undisturbed."""


async def redis_killed(cell: Cell) -> None:
    """Kill Redis and start it empty."""
    await cell.at(0.3)
    cell.redis.kill()
    await asyncio.sleep(DOWN_SECONDS)
    cell.redis.start()


async def redis_stopped(cell: Cell) -> None:
    """Stop Redis for longer than a lease, and let it go on as if nothing had been."""
    await cell.at(0.2)
    cell.redis.send(signal.SIGSTOP)
    try:
        await asyncio.sleep(STOPPED_SECONDS)
    finally:
        cell.redis.send(signal.SIGCONT)


async def redis_flushed(cell: Cell) -> None:
    """Empty Redis four times."""
    for share in (0.2, 0.4, 0.6, 0.8):
        await cell.at(share)
        cell.redis.ask("FLUSHALL")


async def redis_evicting(cell: Cell) -> None:
    """Take its memory away: first only entries go, then the cache's own marks too."""
    await cell.at(0.2)
    for share, policy in ((0.4, "volatile-lru"), (0.7, "allkeys-random")):
        cell.redis.ask("CONFIG", "SET", "maxmemory-policy", policy)
        cell.redis.ask("CONFIG", "SET", "maxmemory", "1mb")
        await cell.at(share)
    cell.redis.ask("CONFIG", "SET", "maxmemory", "0")


async def redis_restored(cell: Cell) -> None:
    """Restart Redis from a snapshot that was taken a while before."""
    await cell.at(0.25)
    cell.redis.ask("SAVE")
    await cell.at(0.5)
    cell.redis.kill()
    cell.redis.start()


async def connections_reset(cell: Cell) -> None:
    """Reset one process's connections six times."""
    for share in (0.1, 0.2, 0.3, 0.5, 0.6, 0.7):
        await cell.at(share)
        cell.proxy.reset()


async def connections_refused(cell: Cell) -> None:
    """Reset one process's connections and refuse new ones for a while."""
    await cell.at(0.25)
    await cell.proxy.refuse()
    await cell.at(0.65)
    await cell.proxy.open()


async def connections_half_open(cell: Cell) -> None:
    """Swallow what one process and Redis say to each other, longer than a lease, and deliver it late."""
    await cell.at(0.2)
    cell.proxy.swallow()
    await asyncio.sleep(STOPPED_SECONDS)
    cell.proxy.flow()


async def subscriptions_killed(cell: Cell) -> None:
    """Kill all subscriptions six times."""
    for share in (0.1, 0.2, 0.3, 0.5, 0.6, 0.7):
        await cell.at(share)
        cell.redis.ask("CLIENT", "KILL", "TYPE", "pubsub")


async def process_stopped(cell: Cell) -> None:
    """Stop a process for longer than a lease."""
    process = random.choice(cell.board.processes)
    await cell.at(0.2)
    cell.send(signal.SIGSTOP, process)
    try:
        await asyncio.sleep(STOPPED_SECONDS)
    finally:
        cell.send(signal.SIGCONT, process)


async def relay_stopped(cell: Cell) -> None:
    """Stop a process that has read debts and not paid them yet, or paid and not taken them out."""
    process = random.choice(cell.board.processes)
    await cell.at(0.15)
    cell.order(Order.STOP_WITH_DEBTS, process)
    await cell.obeyed(process)
    await asyncio.sleep(STOPPED_SECONDS)
    cell.send(signal.SIGCONT, process)


async def writer_killed(cell: Cell) -> None:
    """Kill a writer between its commit and its invalidation, four times."""
    for number, share in enumerate((0.1, 0.3, 0.5, 0.7)):
        process = number % cell.processes
        await cell.at(share)
        cell.order(Order.DIE_AFTER_COMMIT, process)
        if await cell.died(process):
            cell.start(process)


async def postgres_restarted(cell: Cell) -> None:
    """Restart Postgres, which is away for a while."""
    await cell.at(0.3)
    await cell.postgres.restart(DOWN_SECONDS)


_FAULTS = (
    Fault("none", nothing),
    Fault("slow-loads", nothing, slow_loads=True),
    Fault("bursts", nothing, bursts=True),
    Fault("redis-killed", redis_killed),
    Fault("redis-stopped", redis_stopped),
    Fault("redis-flushed", redis_flushed),
    Fault("redis-evicting", redis_evicting),
    Fault("redis-restored", redis_restored),
    Fault("connections-reset", connections_reset),
    Fault("connections-refused", connections_refused),
    Fault("connections-half-open", connections_half_open),
    Fault("subscriptions-killed", subscriptions_killed),
    Fault("process-stopped", process_stopped),
    Fault("relay-stopped", relay_stopped),
    Fault("writer-killed", writer_killed),
    Fault("postgres-restarted", postgres_restarted, may_fail=True),
    Fault("two-deploys", nothing, two_deploys=True),
)

FAULTS: Mapping[str, Fault] = MappingProxyType({fault.name: fault for fault in _FAULTS})
