"""Being away until a time."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from simcord.env import Env

from astromorty.bot import Astromorty
from astromorty.database.controllers.timer import TimerController
from behaviour.absence import back, done, nickname, rename
from behaviour.world import Server, shown


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

    def unknown(_guild_id: int) -> None:
        return None

    monkeypatch.setattr(bot, "get_guild", unknown)
    async with bot.database.unit_of_work():
        await bot.timers.reschedule("afk_end", f"{server.guild.id} {server.member.id}", datetime.now(UTC))
    await done(bot)
    assert nickname(env, server.member) == "Mimi"
    assert "Welcome back" in shown(server.channel.history()[-1])


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
