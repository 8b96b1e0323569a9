"""Sticky messages stay the last of their channels, one in each."""

import asyncio
import json

import discord
import pytest
from simcord.env import Env

from astromorty.bot import Astromorty
from astromorty.cogs.announcements import sticky_posts
from astromorty.database.controllers.sticky import StickyController
from behaviour.dashboard import control, open_page
from behaviour.transfer import exported, offer, take
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


async def test_what_is_wrong_is_told_privately_and_an_outage_as_one(server: Server, env: Env) -> None:
    empty = await server.owner.slash(server.channel, "sticky set", channel=server.channel, text="  ")
    assert empty.ephemeral
    assert "The text is empty" in shown(empty)
    env.inject_error("POST", f"/channels/{server.channel.id}/messages", status=503)
    later = await server.owner.slash(server.channel, "sticky set", channel=server.channel, text="Be kind.")
    assert "it is posted once somebody wrote there" in shown(later)


async def test_where_the_bot_may_not_write_any_more_the_team_is_told_and_it_is_set_anew_in_the_dashboard(
    env: Env, server: Server
) -> None:
    manager = server.owner
    assert "has a sticky message" in shown(
        await manager.slash(server.channel, "sticky set", channel=server.channel, text="Be kind")
    )
    env.inject_error("POST", f"/channels/{server.channel.id}/messages", status=403, code=50013)
    await server.member.send(server.channel, "hello")

    async def was_told() -> bool:
        return bool(manager.user.dm_channel.history())

    await eventually(was_told, within=5)
    (told,) = manager.user.dm_channel.history()
    assert f"The one of <#{server.channel.id}> is posted no more. I may not write in that channel." in shown(told)
    assert standing(server) == []
    await server.member.send(server.channel, "and now?")
    await env.settle()
    assert standing(server) == [], "it is tried no more"

    page = await open_page(server, "announcements", manager)
    assert "⚠️ I may not write in that channel." in shown(page)
    form = await manager.select(page, [server.channel], custom_id=control(page, "sticky:set"))
    await manager.submit_modal(form, {"text": "Be very kind"})
    assert "⚠️" not in shown(page)
    await eventually(lambda: is_last(server), within=5)
    assert "Be very kind" in shown(standing(server)[0])
    await manager.select(page, [str(server.channel.id)], custom_id=control(page, "sticky:remove"))
    assert "The sticky message is removed." in shown(page)
    assert standing(server) == []


async def test_what_is_exported_is_imported_posted_and_taken_away(server: Server) -> None:
    hidden = server.guild.create_text_channel(
        "hidden", overwrites={server.guild.roles["Managers"]: discord.PermissionOverwrite(send_messages=False)}
    )
    await server.owner.slash(server.channel, "sticky set", channel=server.channel, text="Be kind")
    part = await exported(server, "stickies")
    assert part == [{"channel": str(server.channel.id), "text": "Be kind"}]
    await server.says(server.owner, '$permissions set "sticky set" everyone')
    await server.says(server.owner, '$permissions set "sticky remove" everyone')
    assert "No sticky message of" in await take(server, server.manager, "stickies", None)

    async def is_gone() -> bool:
        return standing(server) == []

    await eventually(is_gone, within=5)
    assert "Be kind" in await take(server, server.manager, "stickies", part)
    await eventually(lambda: is_last(server), within=5)
    assert await exported(server, "stickies") == part
    for wrong, why in (
        ([part[0], part[0]], "a channel has one"),
        ([part[0] | {"channel": str(hidden.id)}], "You may not write in"),
        ([part[0] | {"text": " "}], "0.text"),
        ([part[0] | {"text": "x" * 2_001}], "0.text"),
    ):
        assert why in shown(await offer(server, server.manager, "stickies", wrong))
    await server.says(server.owner, '$permissions set "sticky set" nobody')
    assert "❌" in shown(await offer(server, server.manager, "stickies", [part[0] | {"text": "Mine"}]))


async def test_what_a_refused_file_would_take_away_stays(server: Server) -> None:
    await server.owner.slash(server.channel, "sticky set", channel=server.channel, text="Be kind")
    parts: dict[str, object] = {"stickies": None, "cooldowns": None}
    content = json.dumps({"parts": parts}).encode()
    question = await server.owner.slash(server.channel, "config import", file=("config.json", content))
    await server.owner.slash(server.channel, "cooldown set", command="level", uses=1, seconds=30)
    assert question.response is not None
    await server.owner.click(question.response, label="Import")
    assert "Somebody else changed cooldowns meanwhile" in shown(question)
    await asyncio.sleep(0.1)
    assert len(standing(server)) == 1
    assert "Be kind" in shown(await server.owner.slash(server.channel, "sticky list"))
