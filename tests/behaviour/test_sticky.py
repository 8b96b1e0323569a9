"""Sticky messages stay the last of their channels, one in each."""

import discord
import pytest
from simcord.env import Env

from astromorty.bot import Astromorty
from astromorty.cogs.announcements import sticky_posts
from astromorty.database.controllers.sticky import StickyController
from behaviour.world import Server, shown
from fixtures.members import eventually


def standing(server: Server) -> list[discord.Message]:
    return [each for each in server.channel.history() if "📌 Sticky message" in shown(each)]


@pytest.fixture(autouse=True)
def _soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sticky_posts, "QUIET", 0.05)


async def is_last(server: Server) -> bool:
    return "📌 Sticky message" in shown(server.channel.history()[-1])


async def test_it_comes_back_below_what_others_wrote_once_and_also_when_deleted_by_hand(
    env: Env, server: Server, bot: Astromorty
) -> None:
    del env
    moderator = server.owner
    await moderator.send(server.channel, "$sticky set general Be @everyone **kind**")
    await eventually(lambda: is_last(server), within=5)
    for number in range(3):
        await server.member.send(server.channel, f"hello {number}")
    await eventually(lambda: is_last(server), within=5)
    (message,) = standing(server)
    assert "Be @everyone **kind**" in shown(message)
    assert not message.mention_everyone
    await message.delete()
    assert standing(server) == []
    await server.member.send(server.channel, "who deleted it?")
    await eventually(lambda: is_last(server), within=5)
    assert len(standing(server)) == 1
    # A process died between posting and writing it down: the next message repairs it.
    table = StickyController(bot.database)
    await table.claim(server.guild.id, server.channel.id)
    assert await table.claim(server.guild.id, server.channel.id) is None, "another process is at it"


async def test_it_is_listed_shown_replaced_and_removed(server: Server) -> None:
    assert "There are none" in await server.says(server.owner, "$sticky")
    rules = server.guild.create_text_channel("rules")
    for text in ("One", "Two"):
        await server.owner.slash(server.channel, "sticky set", channel=rules, text=text)
    assert [shown(each) for each in rules.history()] == ["Two\n-# 📌 Sticky message"]
    assert "Two" in await server.says(server.owner, "$sticky list")
    assert "Written by" in await server.says(server.owner, "$sticky show rules")
    assert "any more" in await server.says(server.owner, "$sticky remove rules")
    assert rules.history() == []
    assert "❌" in await server.says(server.owner, "$sticky remove rules")
    assert "❌" in await server.says(server.member, "$sticky set rules Mine")
