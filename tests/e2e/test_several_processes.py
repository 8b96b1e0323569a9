"""Several processes of the bot on one database and one Redis."""

import asyncio
import json
import re
import signal
import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest

from discord_sandbox.client import SandboxClient, SandboxTimeout
from discord_sandbox.server import Sandbox
from e2e.running_bot import RunningBot
from e2e.running_sandbox import RunningSandbox, left_of
from fixtures.redis import RedisProcess

# Each with who may change its prefix.
SERVERS = {"Sandbox": "owner", "Second Server": "member"}


async def answer(client: SandboxClient, channel: str, text: str) -> str:
    said = await client.user("owner").send(channel, text)
    return (await client.wait_for_message(channel, author="bot", after=said)).text


async def silent(client: SandboxClient, channel: str, text: str) -> None:
    said = await client.user("owner").send(channel, text)
    with pytest.raises(SandboxTimeout):
        await client.wait_for_message(channel, author="bot", after=said, timeout=0.5)


async def eventually(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(40):
        while not holds():  # noqa: ASYNC110 - another process does it
            await asyncio.sleep(0.02)


@pytest.fixture
async def fleet(tmp_path: Path) -> AsyncIterator[RunningSandbox]:
    """`astromorty sandbox --processes 2`, ready."""
    sandbox = RunningSandbox(tmp_path, "--processes", "2", "--data-dir", str(tmp_path / "data"))
    try:
        yield sandbox
    finally:
        sandbox.process.terminate()
        await asyncio.to_thread(sandbox.process.communicate, timeout=20)


async def test_bots_that_start_together_register_their_commands_once(
    discord: Sandbox, client: SandboxClient, database_url: str, valkey: RedisProcess, tmp_path: Path
) -> None:
    variables: dict[str, Any] = {
        "DATABASE_URL": database_url,
        "EXTERNAL_SERVICES__REDIS_URL": valkey.url,
        "SHARDING__COUNT": "2",
    }
    # Registering takes long enough for the other to come by.
    await client.add_fault("latency", "PUT /applications/*/commands", seconds=3)
    bots = [await RunningBot.start(discord, tmp_path, **variables, SHARDING__IDS=shard) for shard in ("0", "1")]
    try:
        await eventually(lambda: len(discord.gateway.connected) == 2)
        requests = await client.requests()
        assert sum(count for route, count in requests.items() if route.startswith("PUT") and "commands" in route) == 1
    finally:
        for bot in bots:
            await bot.kill()


async def test_two_processes_share_the_servers_survive_their_redis_and_leave_nothing(fleet: RunningSandbox) -> None:
    url = await asyncio.to_thread(fleet.url_when_ready)
    family = fleet.family()
    assert len({process_of(fleet, shard) for shard in range(8)}) == 2
    async with SandboxClient(url) as client:
        for server in SERVERS:
            assert "Pong!" in await answer(client, f"{server}/general", "$ping")

        await eventually(lambda: away(log(fleet)) == 0)
        fleet.redis().send_signal(signal.SIGSTOP)
        await eventually(lambda: away(log(fleet)) == 2)
        told = log(fleet).count("Redis is away, reads go")
        for server, manager in SERVERS.items():
            began = time.monotonic()
            changed = await client.user(manager).slash(f"{server}/general", "prefix set", prefix="?")
            assert "The prefix is now `?`" in changed.text
            assert "Pong!" in await answer(client, f"{server}/general", "?ping")
            assert time.monotonic() - began < 4
        assert log(fleet).count("Redis is away, reads go") == told, "one warning of each, and none while it lasts"

        fleet.redis().send_signal(signal.SIGCONT)
        await eventually(lambda: away(log(fleet)) == 0)
        for server, manager in SERVERS.items():
            await client.user(manager).slash(f"{server}/general", "prefix set", prefix="!")
            assert "Pong!" in await answer(client, f"{server}/general", "!ping")
            await silent(client, f"{server}/general", "?ping")
    assert "Traceback" not in log(fleet)

    killed = fleet.bots()[0]
    killed.kill()
    await asyncio.to_thread(killed.wait, 5)
    await asyncio.sleep(0.2)
    assert len(fleet.bots()) == 1, "the sandbox goes on, for one to see who follows"

    fleet.process.send_signal(signal.SIGTERM)
    assert await asyncio.to_thread(fleet.process.wait, 15) == 0
    assert left_of(family) == []


def log(fleet: RunningSandbox) -> str:
    return fleet.errors.read_text()


def away(log: str) -> int:
    """Return how many processes are without Redis now: a busy machine may have cut one off before, for a moment."""
    return log.count("Redis is away, reads go") - log.count("Redis is back at")


async def test_a_prefix_changed_through_one_process_is_used_by_the_other_at_once(fleet: RunningSandbox) -> None:
    """The server is handed from one process to the other and back; both hold its prefix before it changes."""
    async with SandboxClient(await asyncio.to_thread(fleet.url_when_ready)) as client:
        first = await client.shard_of("Sandbox")
        second = await client.shard_of("Second Server")
        assert process_of(fleet, first) != process_of(fleet, second)
        for shard in (second, first):
            await client.hand_over("Sandbox", shard)
            assert "Pong!" in await answer(client, "Sandbox/general", "$ping")
        used = "$"
        for number, prefix in enumerate(("?", "!", "bot!", "%")):
            await client.user("owner").slash("Sandbox/general", "prefix set", prefix=prefix)
            await client.hand_over("Sandbox", (second, first)[number % 2])
            assert "Pong!" in await answer(client, "Sandbox/general", f"{prefix}ping")
            if number == 0:
                await silent(client, "Sandbox/general", f"{used}ping")
            used = prefix

        await eventually(lambda: away(log(fleet)) == 0)
        fleet.redis().send_signal(signal.SIGSTOP)
        await client.user("owner").slash("Sandbox/general", "prefix set", prefix="away!")
        await client.hand_over("Sandbox", second)
        assert "Pong!" in await answer(client, "Sandbox/general", "away!ping")
        await eventually(lambda: away(log(fleet)) == 2)
        fleet.redis().send_signal(signal.SIGCONT)
        await eventually(lambda: away(log(fleet)) == 0)
        await client.user("owner").slash("Sandbox/general", "prefix set", prefix="back!")
        await client.hand_over("Sandbox", first)
        assert "Pong!" in await answer(client, "Sandbox/general", "back!ping")
    assert "Traceback" not in log(fleet)


def process_of(fleet: RunningSandbox, shard: int) -> str:
    """Return the process that holds a shard."""
    held = re.findall(r"(\S+) holds of 8 shards: ([\d, ]+)", log(fleet))
    return next(name for name, shards in held if shard in json.loads(f"[{shards}]"))
