"""Faults as a bare discord.py meets them on the wire."""

import asyncio
import io
import time
from collections.abc import AsyncIterator

import aiohttp
import discord
import pytest
from tests.sandbox.bare_bot import eventually

from discord_sandbox.client import SandboxClient, SandboxRefused
from discord_sandbox.server import Sandbox
from discord_sandbox.state.channel import Channel

SEND = "POST /channels/*/messages"


@pytest.fixture
async def bot(sandbox: Sandbox) -> AsyncIterator[discord.Client]:
    """A client that talks REST alone; one request of its own was made already."""
    async with discord.Client(intents=discord.Intents.none()) as bot:
        await bot.login(sandbox.token)
        yield bot


@pytest.fixture
def general(sandbox: Sandbox) -> Channel:
    return next(channel for channel in sandbox.world.channels.values() if channel.name == "general")


async def test_a_429_is_waited_for_and_the_request_repeated(
    bot: discord.Client, general: Channel, client: SandboxClient
) -> None:
    fault = await client.add_fault("rate_limit", SEND, times=1, seconds=0.2)
    started = time.monotonic()
    await bot.get_partial_messageable(general.id).send("x")
    assert time.monotonic() - started >= 0.2
    assert [message.content for message in general.messages.values()] == ["x"]
    assert await client.remove_fault(fault) == 1


async def test_a_global_429_holds_every_route_up(bot: discord.Client, general: Channel, client: SandboxClient) -> None:
    await client.add_fault("global_rate_limit", SEND, times=1, seconds=0.3)
    started = time.monotonic()
    sending = asyncio.ensure_future(bot.get_partial_messageable(general.id).send("x"))
    await asyncio.sleep(0.1)
    await bot.application_info()
    assert time.monotonic() - started >= 0.3
    await sending


async def test_server_errors_are_tried_again(bot: discord.Client, general: Channel, client: SandboxClient) -> None:
    await client.add_fault("server_error", SEND, times=1, status=502)
    await bot.get_partial_messageable(general.id).send("x")
    assert len(general.messages) == 1


async def test_latency_is_added_to_the_chosen_route_only(
    bot: discord.Client, general: Channel, client: SandboxClient
) -> None:
    await client.add_fault("latency", SEND, seconds=0.3)
    started = time.monotonic()
    await bot.application_info()
    assert time.monotonic() - started < 0.3
    await bot.get_partial_messageable(general.id).send("x")
    assert time.monotonic() - started >= 0.3
    await client.clear_faults()


async def test_what_a_bot_no_longer_waits_for_happens_all_the_same(
    bot: discord.Client, general: Channel, client: SandboxClient
) -> None:
    await client.add_fault("latency", SEND, seconds=0.3, times=2)
    channel = bot.get_partial_messageable(general.id)
    for files in ([], [discord.File(io.BytesIO(b"abc"), "a.txt")]):
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.1):
                await channel.send("late", files=files)
    await eventually(lambda: len(general.messages) == 2)


async def test_a_connection_is_dropped_before_or_after_the_work(
    bot: discord.Client, general: Channel, client: SandboxClient
) -> None:
    for kind, sent in (("drop", 0), ("drop_answer", 1)):
        await client.add_fault(kind, SEND, times=1)
        with pytest.raises(aiohttp.ClientError):
            await bot.get_partial_messageable(general.id).send("x")
        assert len(general.messages) == sent


async def test_real_limits_pace_a_bot_until_they_are_switched_off(
    bot: discord.Client, general: Channel, client: SandboxClient
) -> None:
    channel = bot.get_partial_messageable(general.id)
    message = await channel.send("x")
    started = time.monotonic()
    for emoji in ("🔥", "👍", "🎉"):
        await message.add_reaction(emoji)
    assert time.monotonic() - started >= 0.5
    await client.set_rate_limits(enabled=False)
    started = time.monotonic()
    for number in range(30):
        await channel.send(str(number))
    assert time.monotonic() - started < 4


async def test_a_fault_that_makes_no_sense_is_refused(client: SandboxClient) -> None:
    for kind, times in (("earthquake", 1), ("drop", 0)):
        with pytest.raises(SandboxRefused):
            await client.add_fault(kind, times=times)
    with pytest.raises(SandboxRefused):
        await client.remove_fault(99)


async def test_a_refusal_has_the_code_that_was_asked_for(
    bot: discord.Client, general: Channel, client: SandboxClient
) -> None:
    await client.add_fault("refuse", SEND, times=1, code=50013)
    with pytest.raises(discord.Forbidden) as forbidden:
        await bot.get_partial_messageable(general.id).send("x")
    assert forbidden.value.code == 50013
    await client.add_fault("refuse", SEND, times=1, code=10013)
    with pytest.raises(discord.NotFound) as unknown:
        await bot.get_partial_messageable(general.id).send("x")
    assert (unknown.value.code, len(general.messages)) == (10013, 0)
    with pytest.raises(SandboxRefused, match="code"):
        await client.add_fault("refuse", SEND, code=1)
