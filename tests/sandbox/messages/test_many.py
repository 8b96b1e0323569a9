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


async def test_old_messages_stand_before_the_others_and_cannot_be_deleted_in_bulk(
    client: SandboxClient, start_bot: StartBot
) -> None:
    bot = await start_bot()
    new = await client.user("member").send("general", "new")
    old = await client.send_many(["general"], ["owner", "member"], 3, age_days=15, content="old {number}")
    assert [message.content for message in await client.user("owner").view("general")] == [
        *("old 1", "old 2", "old 3"),
        "new",
    ]
    await bot.hears(lambda each: each.id == new.id)
    assert len(bot.heard) == 1
    channel = bot.heard[0].channel
    assert isinstance(channel, discord.TextChannel)
    assert [message.content async for message in channel.history()] == ["new", "old 3", "old 2", "old 1"]
    first = await channel.fetch_message(old.message_ids[0])
    assert (discord.utils.utcnow() - first.created_at).days == 15
    with pytest.raises(discord.HTTPException) as refused:
        await channel.delete_messages([first, await channel.fetch_message(new.id)])
    assert refused.value.code == 50034
    assert len(await channel.purge(limit=10, bulk=False)) == 4


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
