"""A sandbox, its client, and a bare discord.py bot on the real wire."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack

import discord
import pytest
import yarl
from discord.asset import Asset
from discord.gateway import DiscordWebSocket
from discord.http import Route
from tests.sandbox.bare_bot import BareBot, StartBot

from discord_sandbox.client import SandboxClient
from discord_sandbox.rest.app import RequestObserver
from discord_sandbox.server import Sandbox


@pytest.fixture
async def sandbox(monkeypatch: pytest.MonkeyPatch, observe_requests: RequestObserver | None) -> AsyncIterator[Sandbox]:
    async with await Sandbox.start(observe=observe_requests) as started:
        # Bots of these tests begin their sessions at once.
        started.gateway.enforce_spacing = False
        point_discord_at(started, monkeypatch)
        yield started


def point_discord_at(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Route, "BASE", sandbox.api_url)
    monkeypatch.setattr(DiscordWebSocket, "DEFAULT_GATEWAY", yarl.URL(sandbox.gateway_url))
    monkeypatch.setattr(Asset, "BASE", sandbox.cdn_url)


@pytest.fixture
async def client(sandbox: Sandbox) -> AsyncIterator[SandboxClient]:
    async with SandboxClient(sandbox.url) as opened:
        yield opened


@pytest.fixture
async def start_bot(sandbox: Sandbox) -> AsyncIterator[StartBot]:
    """Give a function that starts a bot, its tree filled by ``setup`` and synced, and returns it ready."""
    async with AsyncExitStack() as stack:

        async def start(
            setup: Callable[[BareBot], None] | None = None, intents: discord.Intents | None = None
        ) -> BareBot:
            bot = BareBot(intents or discord.Intents.all())
            await stack.enter_async_context(bot)
            if setup:
                setup(bot)
            task = asyncio.create_task(bot.start(sandbox.token))
            stack.push_async_callback(_ended, task)
            stack.push_async_callback(bot.close)
            async with asyncio.timeout(10):
                while not bot.is_ready():
                    if task.done():
                        task.result()
                    await asyncio.sleep(0.01)
            if setup:
                await bot.tree.sync()
            return bot

        yield start


async def _ended(task: asyncio.Task[None]) -> None:
    await asyncio.gather(task, return_exceptions=True)
