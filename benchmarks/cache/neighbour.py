"""Another process of the fleet: `python -m benchmarks.cache.neighbour REDIS_URL DATABASE_URL`.

It reads orders from stdin, a JSON list a line, and answers each on stdout with a line of JSON. Times are monotonic
seconds, which all processes of a machine share.
"""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import AsyncGenerator
from time import monotonic

from tests.fixtures.members import Member, member

from astromorty.cli.event_loop import run_to_end
from benchmarks.cache.crowd import loads_of_stampede, read_on


def answer(value: object) -> None:
    """Answer an order."""
    print(json.dumps(value), flush=True)


async def orders() -> AsyncGenerator[list[object]]:
    """Yield the orders until there are no more."""
    lines = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(lines), sys.stdin)
    while line := await lines.readline():
        yield json.loads(line)


async def watch(here: Member, guild_id: int, awaited: str) -> None:
    """Look at a server's prefix all the time, and answer when it was first the awaited one."""
    await here.configs.get_prefix_by_guild_id(guild_id)
    answer("looking")
    while await here.configs.get_prefix_by_guild_id(guild_id) != awaited:  # noqa: ASYNC110 - a reader is not told
        await asyncio.sleep(0)
    answer(monotonic())


async def obey(redis_url: str, database_url: str, lease: float) -> None:
    """Join the fleet and follow orders until stdin ends."""
    readers: list[asyncio.Task[None]] = []
    async with member(redis_url, database_url, lease=lease) as here:
        answer("ready")
        async for order in orders():
            match order:
                case ["watch", int(guild_id), str(prefix)]:
                    await watch(here, guild_id, prefix)
                case ["stampede", int(guild_id), int(crowd), float(at)]:
                    answer(await loads_of_stampede(here, guild_id, crowd, at))
                case ["read", int(crowd)]:
                    readers += [asyncio.create_task(read_on(here)) for _ in range(crowd)]
                    answer("reading")
                case _:
                    raise ValueError(f"no such order: {order}")
        for reader in readers:
            reader.cancel()
        await asyncio.gather(*readers, return_exceptions=True)


if __name__ == "__main__":
    run_to_end(obey(sys.argv[1], sys.argv[2], float(sys.argv[3])))
