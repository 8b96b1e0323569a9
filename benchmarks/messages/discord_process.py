"""The local Discord as the benchmark sees it: a process that is asked for traffic."""

from __future__ import annotations

import json
import sys
from asyncio.subprocess import PIPE, Process, create_subprocess_exec
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

# Answers are a line each, with a number for every command.
LONGEST_LINE = 1_000_000


class DiscordProcess:
    """A running local Discord; `guilds` are its servers' IDs, `settings` what leads a bot to it."""

    def __init__(self, process: Process, told: dict[str, Any]) -> None:
        self._process = process
        self.guilds: list[int] = told["guilds"]
        self.settings = {
            "BOT_TOKEN": str(told["token"]),
            "DISCORD_API_URL": str(told["api"]),
            "DISCORD_GATEWAY_URL": str(told["gateway"]),
            "DISCORD_CDN_URL": str(told["cdn"]),
        }

    async def ask(self, do: str, **arguments: object) -> Any:
        """Have traffic made, by one of the methods of `Traffic`; return what it returns."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps({"do": do, **arguments}).encode() + b"\n")
        return await read_line(self._process)


@asynccontextmanager
async def local_discord(servers: int) -> AsyncGenerator[DiscordProcess]:
    """Yield a local Discord with so many servers."""
    command = (sys.executable, "-m", "benchmarks.messages.local_discord", str(servers))
    process = await create_subprocess_exec(*command, stdin=PIPE, stdout=PIPE, limit=LONGEST_LINE)
    try:
        yield DiscordProcess(process, await read_line(process))
    finally:
        process.kill()
        await process.wait()


async def read_line(process: Process) -> Any:
    """Return the next line of a process, which is JSON."""
    assert process.stdout is not None
    line = await process.stdout.readline()
    assert line, "the local Discord ended"
    return json.loads(line)
