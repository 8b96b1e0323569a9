"""A local Discord with many servers in a process of its own, so that its work is not counted as a bot's.

It reads one request a line, as JSON, and answers each with a line; the first line that it writes tells where it is.
"""

from __future__ import annotations

import asyncio
import json
import sys
from typing import Any, Final

from benchmarks.messages.traffic import Traffic
from benchmarks.messages.world import build_world
from discord_sandbox.server import Sandbox

# Shards that may begin at once: the local Discord's own slowness is not what is measured.
CONCURRENCY: Final = 16


async def serve(servers: int) -> None:
    """Serve until the requests end."""
    discord = Sandbox(max_concurrency=CONCURRENCY, rate_limits=False)
    guilds = build_world(discord, servers)
    async with discord:
        traffic = Traffic(discord, guilds)
        told = {"api": discord.api_url, "gateway": discord.gateway_url, "cdn": discord.cdn_url, "token": discord.token}
        say({**told, "guilds": [guild.id for guild in guilds]})
        while line := await asyncio.to_thread(sys.stdin.readline):
            request: dict[str, Any] = json.loads(line)
            say(await getattr(traffic, request.pop("do"))(**request))


def say(answer: Any) -> None:
    """Write one line."""
    print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1])))
