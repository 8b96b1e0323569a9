"""The real bot, as a process, against the sandbox over real HTTP and WebSocket."""

from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from discord_sandbox.client import SandboxClient
from discord_sandbox.rest.app import RequestObserver
from discord_sandbox.server import Sandbox
from e2e.running_bot import RunningBot

StartBot = Callable[..., Awaitable[RunningBot]]


@pytest.fixture
async def discord(observe_requests: RequestObserver | None) -> AsyncIterator[Sandbox]:
    async with Sandbox(rate_limits=False, observe=observe_requests) as sandbox:
        yield sandbox


@pytest.fixture
async def client(discord: Sandbox) -> AsyncIterator[SandboxClient]:
    async with SandboxClient(discord.url) as client:
        yield client


@asynccontextmanager
async def starting_bots(
    discord: Sandbox, client: SandboxClient, database_url: str, folder: Path
) -> AsyncGenerator[StartBot]:
    """Yield what starts a bot on a database and waits until it can be used; all are ended afterwards."""
    started: list[RunningBot] = []

    async def start(**settings: str) -> RunningBot:
        bot = await RunningBot.start(discord, folder, **{"DATABASE_URL": database_url, **settings})
        started.append(bot)
        await client.wait_for_bot(commands=True)
        return bot

    yield start
    for bot in started:
        await bot.kill()


@pytest.fixture
async def start_bot(
    discord: Sandbox, client: SandboxClient, database_url: str, tmp_path: Path
) -> AsyncIterator[StartBot]:
    """Start a bot on the test's database and wait until it can be used."""
    async with starting_bots(discord, client, database_url, tmp_path) as start:
        yield start


@pytest.fixture
async def bot(start_bot: StartBot) -> RunningBot:
    return await start_bot()
