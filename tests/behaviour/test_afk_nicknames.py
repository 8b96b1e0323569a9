"""The nickname of who is away: marked, and in the end what it was, whatever happened in between."""

from __future__ import annotations

from datetime import timedelta

import discord
import pytest
from simcord.env import Env

from astromorty.bot import Astromorty
from astromorty.database.engine import Database
from astromorty.services.afk import Absences, absences
from astromorty.settings import Settings
from behaviour.absence import AFTER_GRACE, back, done, nickname, rename
from behaviour.world import Server, new_bot, shown
from fixtures.members import eventually

# Enough to read and answer.
PLAIN = discord.Permissions(view_channel=True, send_messages=True, read_message_history=True).value


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


async def test_commands_at_once_do_not_stack_the_mark(env: Env, server: Server) -> None:
    for text in ("$afk one", "$afk two", "$afk three"):
        env.backend.create_message(server.channel.id, server.member.id, text)
    await env.settle()
    assert nickname(env, server.member) == "[AFK] mia"
    await back(env, server, server.member)
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
    assert await Absences(bot.database, bot.timers).end(server.member.id, server.guild.id) is not None
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


async def test_what_could_not_be_done_while_the_bot_was_out_of_the_server_is_done_when_it_is_back(
    env: Env, server: Server, bot: Astromorty
) -> None:
    await server.says(server.member, "$afk")
    await Absences(bot.database, bot.timers).end(server.member.id, server.guild.id)
    bot.dispatch("guild_join", bot.get_guild(server.guild.id))

    async def is_restored() -> bool:
        return nickname(env, server.member) is None

    await eventually(is_restored, within=10)


async def test_who_asks_to_be_forgotten_gets_the_nickname_back(env: Env, server: Server) -> None:
    rename(env, server.member, "Mimi")
    await server.says(server.member, "$afk")
    await server.owner.send(server.channel, server.member.mention)
    question = await server.member.slash(server.channel, "privacy delete")
    assert "**Would be kept**\n- Nicknames you had before you went away: 1" in shown(question)
    assert question.response is not None
    await server.member.click(question.response, label="Delete my data")
    await env.settle()
    assert nickname(env, server.member) == "Mimi"
    assert "Nobody is away" in await server.says(server.owner, "$afk list")
    assert "Nothing is stored about you" in shown(await server.member.slash(server.channel, "privacy info"))
