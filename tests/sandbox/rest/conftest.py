"""A bare discord.py client against a sandbox over real HTTP and WebSocket."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import TypeVar

import discord
import pytest
from discord.http import Route
from yarl import URL

from discord_sandbox.rest.app import RequestObserver
from discord_sandbox.server import Sandbox
from discord_sandbox.state.guild import Guild, Member

ChannelT = TypeVar("ChannelT", bound=discord.abc.GuildChannel)
SECONDS = 5


@dataclass
class Scene:
    """The client's and the sandbox's view of the same server."""

    sandbox: Sandbox
    client: discord.Client

    @property
    def state(self) -> Guild:
        return next(guild for guild in self.sandbox.world.guilds.values() if guild.name == "Sandbox")

    @property
    def guild(self) -> discord.Guild:
        guild = self.client.get_guild(self.state.id)
        assert guild is not None
        return guild

    @property
    def channel(self) -> discord.TextChannel:
        return self.text_channel("general")

    def text_channel(self, name: str) -> discord.TextChannel:
        channel = discord.utils.get(self.guild.text_channels, name=name)
        assert channel is not None
        return channel

    def member_state(self, username: str) -> Member:
        return next(each for each in self.state.members.values() if each.user.username == username)

    def member(self, username: str) -> discord.Member:
        member = self.guild.get_member(self.member_state(username).user.id)
        assert member is not None
        return member

    def role(self, name: str) -> discord.Role:
        role = discord.utils.get(self.guild.roles, name=name)
        assert role is not None
        return role

    def expect(self, event: str) -> "asyncio.Task[object]":
        """Begin to wait for an event of the gateway; await the result after causing it."""
        return asyncio.ensure_future(asyncio.wait_for(self._next(event), SECONDS))

    async def _next(self, event: str) -> object:
        return await self.client.wait_for(event)


@pytest.fixture
async def sandbox(observe_requests: RequestObserver | None) -> AsyncIterator[Sandbox]:
    sandbox = await Sandbox.start(rate_limits=False, observe=observe_requests)
    yield sandbox
    await sandbox.stop()


@pytest.fixture
async def scene(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Scene]:
    monkeypatch.setattr(Route, "BASE", sandbox.api_url)
    monkeypatch.setattr(discord.Asset, "BASE", sandbox.cdn_url)
    monkeypatch.setattr("discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY", URL(sandbox.gateway_url))
    client = discord.Client(intents=discord.Intents.all(), guild_ready_timeout=0.05)
    await client.login(sandbox.token)
    running = asyncio.ensure_future(client.connect())
    await asyncio.wait_for(client.wait_until_ready(), SECONDS)
    yield Scene(sandbox, client)
    await client.close()
    await running
