"""A bare bot asks, users vote, and the poll ends by its author or by time."""

from datetime import timedelta

import discord
import pytest
from tests.sandbox.bare_bot import BareBot, StartBot, eventually

from discord_sandbox.client import SandboxClient, SandboxRefused


async def ask(bot: BareBot, client: SandboxClient, *, multiple: bool = False) -> discord.Message:
    sent = await client.user("owner").send("general", "a poll, please")
    poll = discord.Poll("Which game?", timedelta(hours=2), multiple=multiple)
    poll.add_answer(text="Chess").add_answer(text="Go", emoji="⚫")
    return await (await bot.hears(lambda each: each.id == sent.id)).channel.send(poll=poll)


async def test_votes_come_and_go_and_are_listed(client: SandboxClient, start_bot: StartBot) -> None:
    bot = await start_bot()
    asked = await ask(bot, client)
    shown = (await client.user("member").view("general"))[-1]
    await client.user("member").vote(shown, ["Chess"])
    await client.user("member").vote(shown, ["Go"])
    await client.user("owner").vote(shown, ["Go"])
    assert (await bot.told("raw_poll_vote_add")).answer_id == 1
    assert (await bot.told("raw_poll_vote_remove")).answer_id == 1
    fetched = await asked.fetch()
    assert fetched.poll
    assert {user.name async for user in fetched.poll.answers[1].voters()} == {"member", "owner"}
    with pytest.raises(SandboxRefused) as several:
        await client.user("member").vote(shown, ["Chess", "Go"])
    assert several.value.code == "50035"
    await asked.end_poll()
    final = await client.wait_for_edit(shown)
    assert final.poll
    assert (final.poll.counts, final.poll.ended) == ({"Chess": 0, "Go": 2}, True)
    with pytest.raises(SandboxRefused) as over:
        await client.user("member").vote(shown, [])
    assert over.value.code == "520001"


async def test_a_poll_ends_when_its_time_is_over(client: SandboxClient, start_bot: StartBot) -> None:
    bot = await start_bot()
    asked = await ask(bot, client, multiple=True)
    shown = (await client.user("member").view("general"))[-1]
    await client.user("member").vote(shown, ["Chess", 2])
    await client.advance(2 * 3600)
    await eventually(lambda: any(name == "raw_message_edit" for name, _ in bot.dispatched))
    fetched = await asked.fetch()
    assert fetched.poll
    assert fetched.poll.is_finalised()
    assert fetched.poll.total_votes == 2
