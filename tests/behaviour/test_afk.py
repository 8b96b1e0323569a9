"""Being away: said in both command forms, told to who mentions the member, and over with the next message."""

from __future__ import annotations

import asyncio
from datetime import datetime

import discord
import pytest
from simcord.env import Env

from astromorty.bot import Astromorty
from astromorty.cogs.afk.cog import AfkCog
from astromorty.database.controllers.afk import EndedAfk
from astromorty.database.models import Afk
from behaviour.absence import AFTER_GRACE, back, nickname
from behaviour.world import Server, shown


@pytest.mark.parametrize("form", ["prefix", "slash"])
async def test_a_permanent_absence_ends_by_command_only(env: Env, server: Server, form: str) -> None:
    mia = server.member
    if form == "slash":
        answer = shown(await mia.slash(server.channel, "afk permanent", reason="sabbatical"))
    else:
        answer = await server.says(mia, "$afk permanent sabbatical")
    assert "until you use `afk clear`" in answer
    assert await back(env, server, mia) == ""
    assert nickname(env, mia) == "[AFK] mia"
    if form == "slash":
        answer = shown(await mia.slash(server.channel, "afk clear"))
    else:
        answer = await server.says(mia, "$afk clear")
    assert "Welcome back" in answer
    assert nickname(env, mia) is None
    refused = await mia.slash(server.channel, "afk clear")
    assert shown(refused) == "❌ You are not away."
    assert refused.ephemeral


async def test_the_first_ten_seconds_are_not_a_return(env: Env, server: Server) -> None:
    await env.advance_time(2)  # a new server is noted a second after it came
    await server.says(server.member, "$afk")
    await env.advance_time(9)
    assert await server.says(server.member, "bye") == ""
    assert nickname(env, server.member) == "[AFK] mia"
    await env.advance_time(2)
    assert "Welcome back" in await server.says(server.member, "hello")
    assert await server.says(server.member, "hello again") == ""


async def test_a_command_is_a_message_too_and_runs(env: Env, server: Server) -> None:
    await server.says(server.member, "$afk")
    await env.advance_time(AFTER_GRACE)
    await server.member.send(server.channel, "$ping")
    answers = [shown(message) for message in server.channel.history()[-2:]]
    assert "Welcome back" in answers[0]
    assert "Pong!" in answers[1]


async def test_commands_about_absences_are_no_return(env: Env, server: Server) -> None:
    await server.says(server.member, "$afk lunch")
    await env.advance_time(AFTER_GRACE)
    before = len(server.channel.history())
    assert "You are away: a nap" in await server.says(server.member, "$afk a nap")
    assert "1 away" in await server.says(server.member, "$afk list")
    await env.advance_time(AFTER_GRACE)
    assert "Welcome back" in await server.says(server.member, "$afk clear")
    assert len(server.channel.history()) == before + 6


async def test_who_mentions_or_answers_somebody_away_is_told_once_in_thirty_seconds(env: Env, server: Server) -> None:
    said = await server.member.send(server.channel, "see you")
    await server.says(server.member, "$afk lunch")
    told = await server.says(server.owner, f"hey {server.member.mention}")
    assert "is away: lunch · <t:" in told
    assert await server.says(server.manager, f"{server.member.mention}?") == ""
    other = server.guild.create_text_channel("other")
    await server.owner.send(other, server.member.mention)
    assert "is away" in shown(other.history()[-1])
    await env.advance_time(30)
    await server.owner.send(server.channel, "what did you mean?", reply_to=said)
    assert "is away" in shown(server.channel.history()[-1])


async def test_the_notice_goes_by_itself(env: Env, server: Server) -> None:
    await server.says(server.member, "$afk")
    assert "is away" in await server.says(server.owner, server.member.mention)
    await env.advance_time(16)
    assert all("is away" not in shown(message) for message in server.channel.history())


async def test_several_who_are_away_get_one_answer(env: Env, server: Server) -> None:
    del env
    await server.says(server.member, "$afk lunch")
    await server.says(server.manager, "$afk a meeting")
    told = await server.says(server.owner, f"{server.member.mention} {server.manager.mention} {server.owner.mention}")
    assert "lunch" in told
    assert "a meeting" in told


async def test_the_return_tells_who_mentioned_the_member(env: Env, server: Server) -> None:
    await server.says(server.member, "$afk")
    sent = [await server.owner.send(server.channel, f"{number} {server.member.mention}") for number in range(7)]
    welcome = await back(env, server, server.member)
    assert f"<@{server.owner.id}>" in welcome
    assert [f"/{server.channel.id}/{message.id}" in welcome for message in sent] == [False] * 2 + [True] * 5
    assert "and 2 more before" in welcome
    await server.says(server.member, "$afk")
    assert "mentioned" not in await back(env, server, server.member)


async def test_roles_everyone_bots_and_webhooks_call_nobody(env: Env, server: Server) -> None:
    await server.says(server.member, "$afk")
    role = server.guild.create_role("Gardeners")
    env.backend.edit_member(server.guild.id, server.member.id, {"role_ids": [role.id]})
    for text in (f"<@&{role.id}>", "@everyone", "@here"):
        assert await server.says(server.owner, text) == ""
    bot = server.guild.add_member(env.create_user("robot", bot=True))
    assert await server.says(bot, server.member.mention) == ""
    hook = server.guild.create_webhook(server.channel)
    await hook.send(server.member.mention)
    assert "is away" not in shown(server.channel.history()[-1])
    assert "mentioned" not in await back(env, server, server.member)


async def test_a_reason_neither_pings_nor_breaks_out(env: Env, server: Server) -> None:
    reason = f"**x** ||y|| `z` [a](http://b) <@{server.owner.id}> @everyone \u202eabc\n# big \\"
    await server.member.slash(server.channel, "afk set", reason=reason)
    told = await server.says(server.owner, server.member.mention)
    line = f"\\*\\*x\\*\\* \\|\\|y\\|\\| \\`z\\` \\[a](http://b) \\<@{server.owner.id}> @everyone abc # big \\\\ · <t:"
    assert line in told
    posted = [str(entry) for entry in env.http_requests if entry.method == "POST"]
    sent = [entry for entry in posted if "@everyone" in entry]
    assert len(sent) == 2
    assert all("'allowed_mentions': {'parse': []" in entry for entry in sent)


async def test_a_reason_that_is_too_long_is_refused_and_changes_nothing(env: Env, server: Server) -> None:
    refused = await server.says(server.member, f"$afk {'x' * 101}")
    assert "at most 100 characters, yours has 101" in refused
    assert nickname(env, server.member) is None
    assert f"away: {'x' * 100}" in await server.says(server.member, f"$afk {'x' * 100}")


async def test_a_moderator_ends_an_absence_and_a_member_may_not(env: Env, server: Server) -> None:
    role = server.guild.create_role("Moderators", permissions=discord.Permissions(moderate_members=True))
    moderator = server.guild.add_member(env.create_user("mo"), roles=[role])
    await server.says(server.member, "$afk permanent")
    refused = await server.manager.slash(server.channel, "afk clear", member=server.member)
    assert shown(refused) == "❌ You need the Timeout Members permission to do this."
    assert nickname(env, server.member) == "[AFK] mia"
    assert "is no longer away" in await server.says(moderator, f"$afk clear {server.member.mention}")
    assert nickname(env, server.member) is None
    again = await moderator.slash(server.channel, "afk clear", member=server.member)
    assert "is not away" in shown(again)


async def test_the_list_names_all_who_are_away(env: Env, server: Server) -> None:
    del env
    assert "Nobody is away" in await server.says(server.owner, "$afk list")
    await server.says(server.member, "$afk lunch")
    await server.says(server.manager, "$afk permanent")
    listed = shown(await server.owner.slash(server.channel, "afk list"))
    assert f"<@{server.member.id}>: lunch · <t:" in listed
    assert f"<@{server.manager.id}> · <t:" in listed
    assert "2 away" in listed


async def test_direct_messages_have_no_absences(env: Env, server: Server) -> None:
    del server
    user = env.create_user("dora")
    await user.send_dm("$afk")
    assert "only in a server" in shown(user.dm_channel.history()[-1])


async def test_who_leaves_the_server_is_not_away_any_more(env: Env, server: Server) -> None:
    await server.says(server.member, "$afk")
    server.guild.remove_member(server.member)
    await env.settle()
    assert "Nobody is away" in await server.says(server.owner, "$afk list")
    returned = server.guild.add_member(server.member.user)
    assert await back(env, server, returned) == ""
    assert nickname(env, returned) is None


async def test_two_messages_at_once_are_one_return(
    env: Env, server: Server, bot: Astromorty, monkeypatch: pytest.MonkeyPatch
) -> None:
    await server.says(server.member, "$afk")
    await env.advance_time(AFTER_GRACE)
    cog = bot.get_cog("AFK")
    assert isinstance(cog, AfkCog)
    ended = cog.absences.end_by_message
    together = asyncio.Barrier(2)

    async def both_at_once(afk: Afk, sent_at: datetime) -> EndedAfk | None:
        await together.wait()
        return await ended(afk, sent_at)

    monkeypatch.setattr(cog.absences, "end_by_message", both_at_once)
    for text in ("one", "two"):
        env.backend.create_message(server.channel.id, server.member.id, text)
    await env.settle()
    assert [shown(message) for message in server.channel.history()[-3:]].count("") == 2
    assert nickname(env, server.member) is None
