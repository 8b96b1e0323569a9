"""Starts neighbours and gives them orders."""

from __future__ import annotations

import asyncio
import json
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, asynccontextmanager

from benchmarks.cache.world import LEASE, World

START_SECONDS = 30.0
ANSWER_SECONDS = 30.0
END_SECONDS = 10.0


class Neighbour:
    """A process that follows orders, one at a time."""

    def __init__(self, process: Process) -> None:
        self._process = process

    async def answer(self, within: float = ANSWER_SECONDS) -> object:
        """Return its next answer."""
        assert self._process.stdout is not None
        async with asyncio.timeout(within):
            line = await self._process.stdout.readline()
        if not line:
            raise RuntimeError("a neighbour ended: see above")
        return json.loads(line)

    async def order(self, *words: object) -> None:
        """Give an order."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(words).encode() + b"\n")
        await self._process.stdin.drain()

    async def end(self) -> None:
        """Let it leave the fleet; end it if it does not."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        try:
            async with asyncio.timeout(END_SECONDS):
                await self._process.wait()
        except TimeoutError:
            self._process.kill()
            await self._process.wait()


@asynccontextmanager
async def neighbours(world: World, number: int) -> AsyncGenerator[list[Neighbour]]:
    """Yield so many neighbours that have joined the fleet."""
    async with AsyncExitStack() as stack:
        started: list[Neighbour] = []
        command = (sys.executable, "-m", "benchmarks.cache.neighbour", world.redis_url, world.database_url, str(LEASE))
        for _ in range(number):
            neighbour = Neighbour(await asyncio.create_subprocess_exec(*command, stdin=PIPE, stdout=PIPE))
            stack.push_async_callback(neighbour.end)
            started.append(neighbour)
        for neighbour in started:
            assert await neighbour.answer(START_SECONDS) == "ready"
        yield started
