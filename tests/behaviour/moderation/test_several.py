"""Measures that take their time, or are cut short: nothing is half done."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from behaviour.moderation.staff import Staff, requested
from behaviour.world import shown


def meanwhile(patch: pytest.MonkeyPatch, staff: Staff, happens: Callable[[], Awaitable[object]]) -> None:
    """Let something happen while Discord is asked for a ban."""
    ban = staff.bot.http.ban

    async def ban_meanwhile(*args: Any, **kwargs: Any) -> None:
        await happens()
        await ban(*args, **kwargs)

    patch.setattr(staff.bot.http, "ban", ban_meanwhile)


async def test_progress_stands_where_the_answer_is_in_the_end(staff: Staff, monkeypatch: pytest.MonkeyPatch) -> None:
    # By name: another test may have had the area's code loaded again.
    monkeypatch.setattr("astromorty.measures.progress.FIRST_SHOWN", 0.0)
    monkeypatch.setattr("astromorty.measures.progress.SHOWN_EVERY", 0.0)
    seen: list[str] = []

    async def look() -> None:
        latest = ""
        for _ in range(200):
            latest = shown(staff.server.channel.history()[-1])
            if latest and latest not in seen:
                break
            await asyncio.sleep(0)
        seen.append(latest)

    meanwhile(monkeypatch, staff, look)
    members = " ".join(staff.join(name).mention for name in ("ada", "bob", "cyd"))
    answer = await staff.server.says(staff.moderator, f"$ban {members} raid")
    assert seen == [f"⏳ Ban: {number} of 3…" for number in (1, 2, 3)]
    assert "Ban · 3 of 3" in answer
    assert len(staff.server.channel.history()) == 2


async def test_a_bot_that_stops_ends_after_the_member_in_hand(staff: Staff, monkeypatch: pytest.MonkeyPatch) -> None:
    async def stop() -> None:
        staff.bot.closing = True

    meanwhile(monkeypatch, staff, stop)
    ada, bob = staff.join("ada"), staff.join("bob")
    answer = await staff.server.says(staff.moderator, f"$ban {ada.mention} {bob.mention} raid")
    assert "Ban · 1 of 2" in answer
    assert f"{bob.mention}: I am restarting; nothing was done." in answer
    assert (staff.is_banned(ada.id), staff.is_banned(bob.id)) == (True, False)
    assert await staff.kinds() == ["ban"]


async def test_a_command_that_is_cut_off_finishes_the_member_in_hand(
    staff: Staff, monkeypatch: pytest.MonkeyPatch
) -> None:
    commands: list[asyncio.Task[None]] = []

    async def cut_off() -> None:
        commands[0].cancel()
        await asyncio.sleep(0)

    meanwhile(monkeypatch, staff, cut_off)
    mia = staff.server.member
    await staff.moderator.send(staff.server.channel, "hello")
    message = staff.bot.cached_messages[-1]
    message.content = f"$ban {mia.mention} raid"
    commands.append(asyncio.create_task(staff.bot.process_commands(message)))
    await asyncio.wait(commands)
    assert staff.is_banned(mia.id)
    assert await staff.kinds() == ["ban"]


async def test_two_moderators_who_ban_the_same_member_at_once_make_one_case(staff: Staff) -> None:
    mia = staff.server.member
    for who in (staff.moderator, staff.other_moderator):
        await who.send(staff.server.channel, "hello")
    both = staff.bot.cached_messages[-2:]
    for message in both:
        message.content = f"$ban {mia.id} spam"
    await asyncio.gather(*map(staff.bot.process_commands, both))
    assert await staff.kinds() == ["ban"]
    answers = " ".join(shown(message) for message in staff.server.channel.history())
    assert "was banned · case 1" in answers
    assert "They are banned already" in answers
    assert requested(staff.env, r"PUT /guilds/\d+/bans/\d+") == 1
