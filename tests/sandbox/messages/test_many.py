"""Hundreds of messages: written at once, and sent within the rate limits."""

import asyncio
from typing import Any

import aiohttp
import discord
import pytest
from tests.sandbox.bare_bot import StartBot, eventually

from discord_sandbox.client import SandboxClient, SandboxRefused
from discord_sandbox.limits.windows import WINDOWS, Window
from discord_sandbox.server import Sandbox

SEND = "POST /channels/{channel_id}/messages"


async def test_hundreds_of_messages_are_heard_in_order_and_by_turns(client: SandboxClient, start_bot: StartBot) -> None:
    bot = await start_bot()
    sent = await client.send_many(["general", "bot-commands"], ["owner", "member"], 300, content="number {number}")
    await eventually(lambda: len(bot.heard) == 300)
    assert [message.id for message in bot.heard] == sent.message_ids
    beginning = [(str(each.channel), each.author.name, each.content) for each in bot.heard[:3]]
    assert beginning == [
        ("general", "owner", "number 1"),
        ("general", "member", "number 2"),
        ("bot-commands", "owner", "number 3"),
    ]


async def test_who_is_not_there_writes_nothing(client: SandboxClient) -> None:
    with pytest.raises(SandboxRefused, match="cannot write"):
        await client.send_many(["general"], ["newcomer"], 5)
    assert await client.user("owner").view("general") == []


async def test_a_bot_that_sends_too_fast_is_held_back_and_loses_nothing(
    sandbox: Sandbox, client: SandboxClient, start_bot: StartBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(WINDOWS, "POST /channels/*/messages", Window("send message", 5, 0.3))
    bot = await start_bot()
    channels = [channel for channel in bot.get_all_channels() if isinstance(channel, discord.TextChannel)]
    await asyncio.gather(*(channel.send(f"{number}") for channel in channels for number in range(12)))
    requests = await client.requests()
    assert requests[SEND] == 12 * len(channels)
    for channel in channels:
        messages = sandbox.world.channel(channel.id).messages.values()
        assert sorted(int(message.content) for message in messages) == list(range(12))


async def test_a_client_that_ignores_the_headers_is_refused_and_counted(
    sandbox: Sandbox, client: SandboxClient, start_bot: StartBot
) -> None:
    bot = await start_bot()
    channel = next(each for each in bot.get_all_channels() if each.name == "general")
    url = f"{sandbox.api_url}/channels/{channel.id}/messages"
    answers: list[tuple[int, str | None]] = []
    bodies: list[dict[str, Any]] = []
    async with aiohttp.ClientSession(headers={"Authorization": f"Bot {sandbox.token}"}) as http:
        for _ in range(7):
            async with http.post(url, json={"content": "x"}) as answer:
                answers.append((answer.status, answer.headers.get("X-RateLimit-Remaining")))
                bodies.append(await answer.json())
    assert answers == [*((200, str(left)) for left in (4, 3, 2, 1, 0)), (429, "0"), (429, "0")]
    assert (bodies[-1]["global"], 0 < bodies[-1]["retry_after"] <= 5) == (False, True)
    requests = await client.requests()
    assert (requests[SEND], requests[f"429 {SEND}"]) == (5, 2)
