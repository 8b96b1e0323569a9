"""Announcements: posted at their time once, too late not at all, and paused where the bot may not write."""

import re
from collections.abc import Awaitable, Callable

import discord
import pytest
from simcord.env import Env
from sqlalchemy import text

from astromorty.bot import Astromorty
from astromorty.database.engine import Database
from behaviour.dashboard import control, open_page
from behaviour.world import Server, shown
from fixtures.members import eventually

ComeDue = Callable[..., Awaitable[None]]


@pytest.fixture
def come_due(bot: Astromorty, database: Database) -> ComeDue:
    """Let all announcements be due so long ago, and wait until they were handled."""

    async def is_quiet() -> bool:
        async with database.unit_of_work() as unit:
            soon = text("SELECT count(*) FROM timer WHERE due_at < now()")
            return (await unit.session.execute(soon)).scalar_one() == 0

    async def let_them(ago: str = "0 seconds") -> None:
        async with database.unit_of_work() as unit:
            for change in (
                f"UPDATE announcement SET due_at = now() - interval '{ago}' WHERE NOT is_paused",
                f"UPDATE timer SET next_at = now(), due_at = now() - interval '{ago}'",
            ):
                await unit.session.execute(text(change))
        bot.timers._schedule.wake()  # pyright: ignore[reportPrivateUsage] - psql wakes nobody
        await eventually(is_quiet, within=5)

    return let_them


async def test_one_is_posted_once_and_one_that_repeats_goes_on(env: Env, server: Server, come_due: ComeDue) -> None:
    del env
    news = server.guild.create_text_channel("news")
    mention = f"<#{news.id}>"
    said = await server.says(server.manager, f"$announce at tomorrow 9am {mention} Hello @everyone")
    assert "Hello @everyone" in said
    assert "It notifies nobody" in said
    assert re.search(r"<t:\d+:F>", said)
    assert "every 2 weeks, UTC" in await server.says(
        server.owner, f"$announce every 2 weeks friday 18:00 {mention} Clean up @here"
    )
    assert "notifies whom it mentions" in await server.says(server.owner, "$announce")
    await come_due()
    posted = {message.content: message.mention_everyone for message in news.history()}
    assert posted == {"Hello @everyone": False, "Clean up @here": True}
    listed = await server.says(server.owner, "$announce list")
    assert "Hello" not in listed
    assert "Clean up" in listed
    number = re.search(r"#(\d+)\*\*", listed)
    assert number is not None
    await come_due("2 hours")
    assert len(news.history()) == 2, "too late"
    assert "and it was not posted" in await server.says(server.owner, "$announce")
    assert "paused" in await server.says(server.owner, f"$announce pause {number[1]}")
    assert "It goes on" in await server.says(server.owner, f"$announce resume {number[1]}")
    await server.owner.slash(server.channel, "announce edit", number=int(number[1]), text="Sweep")
    assert "Sweep" in await server.says(server.owner, f"$announce show {number[1]}")
    assert "is deleted" in await server.says(server.owner, f"$announce delete {number[1]}")
    assert "There is nothing" in await server.says(server.owner, "$announce")


async def test_where_the_bot_may_not_write_any_more_it_is_paused_and_says_why(
    env: Env, server: Server, come_due: ComeDue, bot: Astromorty
) -> None:
    del env
    news = server.guild.create_text_channel("news")
    await server.owner.slash(server.channel, "announce at", when="2h", channel=news, text="Soon")
    guild = bot.get_guild(server.guild.id)
    assert guild is not None
    channel = guild.get_channel(news.id)
    assert isinstance(channel, discord.TextChannel)
    await channel.delete()
    await come_due()
    said = await server.says(server.owner, "$announce")
    assert "paused" in said
    assert "⚠️ Its channel is gone." in said


async def test_the_dashboard_pauses_resumes_and_deletes_the_chosen_one(server: Server) -> None:
    said = await server.says(server.owner, f"$announce at tomorrow 9am <#{server.channel.id}> We meet")
    number = re.search(r"#(\d+)\*\*", said)
    assert number is not None
    page = await open_page(server, "announcements")
    assert "**Sticky messages** none yet" in shown(page)
    await server.manager.select(page, [number[1]], custom_id=control(page, "announcement"))
    for name, state in (("pause", "paused"), ("resume", "goes on"), ("delete", "is deleted")):
        await server.manager.click(page, custom_id=control(page, f"announcement:{name}"))
        assert state in shown(page)
    assert "**Announcements**\nnone yet" in shown(page)
