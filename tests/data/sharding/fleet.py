"""Processes of a fleet in one: each with a lease of its own, and a note of what it would do at the gateway."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable, Collection
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace

from astromorty.database.controllers.identify_gate import GatewayAdvice
from astromorty.database.engine import Database
from astromorty.services.sharding import Placement, Sharding, Spans

SHORT = Spans(
    lease=1.2,
    renewal=0.15,
    watch=0.05,
    answer=0.8,
    margin=0.4,
    registration=0.4,
    longest_registration=1.2,
    gap=0.6,
    spacing=0.3,
)
# For what is to happen at once: whatever else would bring it about is too far away to be taken for it.
AT_ONCE = replace(SHORT, lease=60, registration=60, longest_registration=60)
ALONE = Placement(shared=False)
SHARED = Placement(shared=True)


class Gateway:
    """Notes which shards are connected, and what was done with them."""

    def __init__(self) -> None:
        self.connected: set[int] = set()
        self.left = 0
        self.forgotten = 0
        self.error: Exception | None = None

    def hold(self, shard_ids: Collection[int], count: int, gateway: str) -> None:
        assert all(shard_id < count for shard_id in shard_ids)
        assert gateway == "wss://gateway"
        self.connected = set(shard_ids)

    def leave(self) -> None:
        self.left += 1
        self.connected = set()

    async def forget(self) -> None:
        self.forgotten += 1
        self.connected = set()

    def fail(self, error: Exception) -> None:
        self.error = error


@dataclass
class Discord:
    """Answers where the gateway is, and counts how often it was asked."""

    shards: int = 8
    max_concurrency: int = 1
    starts_left: int = 1000
    asked: int = 0

    async def ask(self) -> GatewayAdvice:
        self.asked += 1
        return GatewayAdvice("wss://gateway", self.shards, self.max_concurrency, self.starts_left, 86_400)


class Process:
    """A process on a connection to the database of its own."""

    def __init__(self, database: Database, discord: Discord, placement: Placement, spans: Spans) -> None:
        self.database = database
        self.gateway = Gateway()
        self.sharding = Sharding(database, placement, discord.ask, spans=spans)

    async def start(self) -> None:
        await self.sharding.start(self.gateway)

    async def kill(self) -> None:
        """End as a crash does: nothing is given back."""
        await self.sharding.stop()

    async def stop(self) -> None:
        """End in order."""
        await self.sharding.stop()
        self.gateway.connected = set()
        await self.sharding.release()


@dataclass
class Fleet:
    """Processes on one database."""

    url: str
    discord: Discord = field(default_factory=Discord)
    processes: list[Process] = field(default_factory=list[Process])

    async def start(self, placement: Placement = SHARED, spans: Spans = SHORT, *, url: str | None = None) -> Process:
        process = Process(Database.from_url(url or self.url, pool_size=2), self.discord, placement, spans)
        self.processes.append(process)
        await process.start()
        return process

    def served(self) -> list[int]:
        """Return which shards are connected, each as often as it is."""
        return sorted(shard for process in self.processes for shard in process.gateway.connected)


@asynccontextmanager
async def opened(url: str) -> AsyncGenerator[Fleet]:
    fleet = Fleet(url)
    try:
        yield fleet
    finally:
        for process in fleet.processes:
            await process.stop()
            await process.database.close()


async def eventually(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(10):  # a busy machine's; how long a thing takes is said by the spans
        while not holds():  # noqa: ASYNC110 - tasks of the processes do it
            await asyncio.sleep(0.01)
