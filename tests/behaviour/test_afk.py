"""Being away: said in both command forms, told to who mentions the member, and over with the next message."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import discord
import pytest
from simcord.actors import MemberActor
from simcord.env import Env

from astromorty.bot import Astromorty
from astromorty.database.controllers.afk import EndedAfk
from astromorty.database.controllers.timer import TimerController
from astromorty.database.engine import Database
from astromorty.database.models import Afk
from astromorty.services.afk import absences
from astromorty.settings import Settings
from behaviour.world import Server, new_bot, shown
from fixtures.members import eventually

AFTER_GRACE = 10.5
# Enough to read and answer.
PLAIN = discord.Permissions(view_channel=True, send_messages=True, read_message_history=True).value


def nickname(env: Env, who: MemberActor) -> str | None:
    return env.backend.get_member(who.guild.id, who.id).nick or None


def rename(env: Env, who: MemberActor, nick: str | None) -> None:
    env.backend.edit_member(who.guild.id, who.id, {"nick": nick})


async def back(env: Env, server: Server, who: MemberActor, text: str = "I am back") -> str:
    await env.advance_time(AFTER_GRACE)
    return await server.says(who, text)


async def done(bot: Astromorty) -> None:
    """Wait until all timers are done."""

    async def is_done() -> bool:
        return await TimerController(bot.database).count() == 0

    await eventually(is_done, within=10)


@pytest.mark.parametrize("nick", [None, "Mimi", "M" * 32])
@pytest.mark.parametrize("form", ["prefix", "slash"])
async def test_a_nickname_is_marked_and_given_back(env: Env, server: Server, form: str, nick: str | None) -> None:
    mia = server.member
    rename(env, mia, nick)
    for reason in ("lunch", "a nap"):
        if form == "slash":
            answer = shown(await mia.slash(server.channel, "afk set", reason=reason))
        else:
            answer = await server.says(mia, f"$afk {reason}")
        assert f"You are away: {reason}" in answer
        assert "nickname" not in answer
        assert nickname(env, mia) == f"[AFK] {nick or 'mia'}"[:32]
    assert "Welcome back" in await back(env, server, mia)
    assert nickname(env, mia) == nick


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


async def test_a_name_that_bears_the_mark_already_is_left_alone(env: Env, server: Server) -> None:
    rename(env, server.member, "[afk] for ever")
    assert "nickname" not in await server.says(server.member, "$afk")
    assert nickname(env, server.member) == "[afk] for ever"
    await back(env, server, server.member)
    assert nickname(env, server.member) == "[afk] for ever"


async def test_a_nickname_that_was_changed_meanwhile_is_left_alone(env: Env, server: Server) -> None:
    await server.says(server.member, "$afk")
    rename(env, server.member, "Mia the Great")
    assert "Welcome back" in await back(env, server, server.member)
    assert nickname(env, server.member) == "Mia the Great"


async def test_a_nickname_that_was_changed_meanwhile_is_the_one_given_back_after_another_afk(
    env: Env, server: Server
) -> None:
    await server.says(server.member, "$afk")
    rename(env, server.member, "Mia the Great")
    await server.says(server.member, "$afk")
    assert nickname(env, server.member) == "[AFK] Mia the Great"
    await back(env, server, server.member)
    assert nickname(env, server.member) == "Mia the Great"


@pytest.mark.parametrize("lacking", ["permission", "rank", "owner"])
async def test_without_the_right_the_absence_works_and_the_answer_says_so(
    env: Env, server: Server, lacking: str
) -> None:
    away = server.owner if lacking == "owner" else server.member
    if lacking == "rank":
        high = server.guild.create_role("High", position=50)
        env.backend.edit_member(server.guild.id, away.id, {"role_ids": [high.id]})
    if lacking == "permission":
        env.backend.edit_role(server.guild.id, server.guild.roles["TestBot"].id, {"permissions": PLAIN})
    requests = len(env.http_requests)
    answer = await server.says(away, "$afk lunch")
    assert "Your nickname was not changed" in answer
    assert nickname(env, away) is None
    assert not [request for request in env.http_requests[requests:] if request.method == "PATCH"]
    assert "away: lunch" in await server.says(server.manager, f"{away.mention} where are you?")
    assert "Welcome back" in await back(env, server, away)


async def test_a_refusal_by_discord_is_told_and_leaves_nothing_to_give_back(env: Env, server: Server) -> None:
    env.inject_error("PATCH", "/guilds/*/members/*", status=403, code=50013)
    assert "Your nickname was not changed" in await server.says(server.member, "$afk")
    rename(env, server.member, "[AFK] mia")  # by the member: the same name as the mark would have been
    await back(env, server, server.member)
    assert nickname(env, server.member) == "[AFK] mia"


async def test_a_nickname_that_cannot_be_given_back_is_given_back_later(env: Env, server: Server) -> None:
    await server.says(server.member, "$afk")
    env.inject_error("PATCH", "/guilds/*/members/*", status=403, code=50013)
    assert "still marked" in await back(env, server, server.member)
    assert nickname(env, server.member) == "[AFK] mia"
    await server.says(server.member, "$afk")
    assert nickname(env, server.member) == "[AFK] mia"
    assert "still marked" not in await back(env, server, server.member)
    assert nickname(env, server.member) is None


async def test_the_setting_leaves_nicknames_alone(env: Env, server: Server) -> None:
    await server.owner.slash(server.channel, "config set", setting="afk_nickname", value="off")
    assert "nickname" not in await server.says(server.member, "$afk")
    assert nickname(env, server.member) is None


async def test_two_servers_know_nothing_of_each_other(env: Env, server: Server) -> None:
    meadow = env.create_guild("Meadow")
    elsewhere = meadow.create_text_channel("general")
    mia_there = meadow.add_member(server.member.user, nick="Miette")
    rename(env, server.member, "Mimi")
    for away, channel in ((server.member, server.channel), (mia_there, elsewhere)):
        for _ in range(2):
            await away.send(channel, "$afk")
    assert (nickname(env, server.member), nickname(env, mia_there)) == ("[AFK] Mimi", "[AFK] Miette")
    await env.advance_time(AFTER_GRACE)
    await mia_there.send(elsewhere, "hello")
    assert (nickname(env, server.member), nickname(env, mia_there)) == ("[AFK] Mimi", "Miette")
    await server.member.send(server.channel, "hello")
    assert (nickname(env, server.member), nickname(env, mia_there)) == ("Mimi", "Miette")


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
    sent = [str(entry) for entry in env.http_requests if "@everyone" in str(entry)]
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
    assert shown(refused) == "❌ You need the Moderate Members permission to do this."
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


async def test_commands_at_once_do_not_stack_the_mark(env: Env, server: Server) -> None:
    for text in ("$afk one", "$afk two", "$afk three"):
        env.backend.create_message(server.channel.id, server.member.id, text)
    await env.settle()
    assert nickname(env, server.member) == "[AFK] mia"
    await back(env, server, server.member)
    assert nickname(env, server.member) is None


async def test_two_messages_at_once_are_one_return(
    env: Env, server: Server, bot: Astromorty, monkeypatch: pytest.MonkeyPatch
) -> None:
    await server.says(server.member, "$afk")
    await env.advance_time(AFTER_GRACE)
    ended = bot.absences.end_by_message
    together = asyncio.Barrier(2)

    async def both_at_once(afk: Afk, sent_at: datetime) -> EndedAfk | None:
        await together.wait()
        return await ended(afk, sent_at)

    monkeypatch.setattr(bot.absences, "end_by_message", both_at_once)
    for text in ("one", "two"):
        env.backend.create_message(server.channel.id, server.member.id, text)
    await env.settle()
    assert [shown(message) for message in server.channel.history()[-3:]].count("") == 2
    assert nickname(env, server.member) is None


async def test_a_restart_in_between_loses_nothing(
    env: Env, server: Server, settings: Settings, database: Database
) -> None:
    rename(env, server.member, "Mimi")
    await server.says(server.member, "$afk lunch")
    await server.owner.send(server.channel, server.member.mention)
    await env.restart_bot(new_bot(settings, database))
    await server.says(server.member, "$afk a nap")
    assert nickname(env, server.member) == "[AFK] Mimi"
    welcome = await back(env, server, server.member)
    assert f"<@{server.owner.id}>" in welcome
    assert nickname(env, server.member) == "Mimi"


async def test_a_nickname_whose_bot_died_between_the_return_and_giving_it_back_is_given_back_at_the_next_start(
    env: Env, server: Server, settings: Settings, database: Database, bot: Astromorty
) -> None:
    rename(env, server.member, "Mimi")
    await server.says(server.member, "$afk")
    assert await bot.absences.end(server.member.id, server.guild.id) is not None
    assert nickname(env, server.member) == "[AFK] Mimi"
    await env.restart_bot(new_bot(settings, database))
    await env.settle()
    assert nickname(env, server.member) == "Mimi"


async def test_a_bot_that_died_before_it_marked_the_nickname_leaves_it_alone(
    env: Env, server: Server, settings: Settings, database: Database
) -> None:
    env.inject_error("PATCH", "/guilds/*/members/*", status=500, times=None)
    assert "may be unchanged" in await server.says(server.member, "$afk")
    env.backend.faults.clear()
    await env.restart_bot(new_bot(settings, database))
    rename(env, server.member, "Mimi")
    assert "Welcome back" in await back(env, server, server.member)
    assert nickname(env, server.member) == "Mimi"


async def test_a_nickname_that_discord_did_not_let_be_changed_back_for_a_moment_is_changed_back_by_a_timer(
    env: Env, server: Server, bot: Astromorty, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(absences, "RESTORE_AGAIN", timedelta(0))
    await server.says(server.member, "$afk")
    env.inject_error("PATCH", "/guilds/*/members/*", status=500)
    assert "I will try again" in await back(env, server, server.member)
    await done(bot)
    assert nickname(env, server.member) is None


async def test_an_absence_ends_at_its_time_and_not_by_a_message(env: Env, server: Server, bot: Astromorty) -> None:
    await server.says(server.member, "$afk until 1h a meeting")
    assert await back(env, server, server.member, "a word in between") == ""
    await server.owner.send(server.channel, server.member.mention)
    async with bot.database.unit_of_work():
        assert await bot.timers.reschedule("afk_end", f"{server.guild.id} {server.member.id}", datetime.now(UTC))
    await done(bot)
    welcome = shown(server.channel.history()[-1])
    assert f"Welcome back, <@{server.member.id}>" in welcome
    assert f"<@{server.owner.id}>" in welcome
    assert nickname(env, server.member) is None


async def test_an_absence_may_end_in_a_process_that_does_not_know_the_server(
    env: Env, server: Server, bot: Astromorty, monkeypatch: pytest.MonkeyPatch
) -> None:
    rename(env, server.member, "Mimi")
    await server.says(server.member, "$afk until 1h")
    monkeypatch.setattr(bot, "get_guild", lambda _: None)
    async with bot.database.unit_of_work():
        await bot.timers.reschedule("afk_end", f"{server.guild.id} {server.member.id}", datetime.now(UTC))
    await done(bot)
    assert nickname(env, server.member) == "Mimi"
    assert "Welcome back" in shown(server.channel.history()[-1])


async def test_what_could_not_be_done_while_the_bot_was_out_of_the_server_is_done_when_it_is_back(
    env: Env, server: Server, bot: Astromorty
) -> None:
    await server.says(server.member, "$afk")
    await bot.absences.end(server.member.id, server.guild.id)
    bot.dispatch("guild_join", bot.get_guild(server.guild.id))

    async def is_restored() -> bool:
        return nickname(env, server.member) is None

    await eventually(is_restored, within=10)


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("1h30m", ""),
        ("1h30m lunch", ": lunch"),
        ("tomorrow 9am lunch with Olivia", ": lunch with Olivia"),
        ('"tomorrow 9am" 20 things to do', ": 20 things to do"),
    ],
)
async def test_a_time_is_told_from_the_reason_behind_it(server: Server, typed: str, reason: str) -> None:
    assert f"You are away{reason}\n-# This lasts until <t:" in await server.says(server.member, f"$afk until {typed}")


@pytest.mark.parametrize(
    ("typed", "refusal"),
    [
        ("sometime lunch", "do not understand that time"),
        ("yesterday", "in the past"),
        (f"1h {'x' * 101}", "at most 100"),
    ],
)
async def test_a_time_that_is_none_is_refused_and_changes_nothing(
    env: Env, server: Server, typed: str, refusal: str
) -> None:
    assert refusal in await server.says(server.member, f"$afk until {typed}")
    time, _, reason = typed.partition(" ")
    refused = await server.member.slash(
        server.channel, "afk until", time=time, **({"reason": reason} if reason else {})
    )
    assert refusal in shown(refused)
    assert refused.ephemeral
    assert nickname(env, server.member) is None
    assert "Nobody is away" in await server.says(server.member, "$afk list")


async def test_another_afk_takes_the_former_time_back(env: Env, server: Server, bot: Astromorty) -> None:
    await server.member.slash(server.channel, "afk until", time="2h", reason="a meeting")
    assert await TimerController(bot.database).count() == 1
    await server.says(server.member, "$afk")
    assert await TimerController(bot.database).count() == 0
    await server.member.slash(server.channel, "afk until", time="2h")
    assert "Welcome back" in await server.says(server.member, "$afk clear")
    assert await TimerController(bot.database).count() == 0
    assert nickname(env, server.member) is None


async def test_who_asks_to_be_forgotten_gets_the_nickname_back(env: Env, server: Server) -> None:
    rename(env, server.member, "Mimi")
    await server.says(server.member, "$afk")
    await server.owner.send(server.channel, server.member.mention)
    question = await server.member.slash(server.channel, "privacy delete")
    assert "Nicknames you had before you went away: **1**, would be kept" in shown(question)
    assert question.response is not None
    await server.member.click(question.response, label="Delete my data")
    await env.settle()
    assert nickname(env, server.member) == "Mimi"
    assert "Nobody is away" in await server.says(server.owner, "$afk list")
    assert "Nothing is stored about you" in shown(await server.member.slash(server.channel, "privacy info"))
