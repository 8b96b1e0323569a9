"""Reminders: set, listed, changed, delivered and put off, by slash and by prefix."""

import re
import time
from collections.abc import Awaitable, Callable
from datetime import datetime
from zoneinfo import ZoneInfo

import discord
import pytest
from simcord.builders import ChannelHandle
from simcord.env import Env

from astromorty.bot import Astromorty
from behaviour.world import ComeDue, Server, parts, shown

Sql = Callable[..., Awaitable[None]]


def delivered(channel: ChannelHandle) -> list[discord.Message]:
    """Return the reminders that were delivered to a channel."""
    return [message for message in channel.history() if "### ⏰ Reminder" in shown(message)]


async def test_a_reminder_is_confirmed_with_the_time_that_was_understood_and_comes_as_a_direct_message(
    server: Server, come_due: ComeDue
) -> None:
    answer = await server.member.slash(server.channel, "remind me", when="1h30m", what="Take the **bread** out")
    assert "### I will remind you" in shown(answer)
    assert re.search(r"<t:\d+:F> \(<t:\d+:R>\)", shown(answer))
    assert "Take the **bread** out" in shown(answer)
    assert "by the clocks of UTC (`timezone set` chooses yours)" in shown(answer)
    assert answer.ephemeral
    await come_due()
    (message,) = delivered(server.member.user.dm_channel)
    assert "Take the **bread** out" in shown(message)
    assert "Late" not in shown(message)


async def test_a_message_says_when_and_what_in_one_sentence(server: Server) -> None:
    assert "water the plants" in await server.says(server.member, "$remind me tomorrow 9am water the plants")
    assert "water the plants" in await server.says(server.member, '$remind me "next friday at 9" water the plants')
    listed = await server.says(server.member, "$remind list")
    assert "Your reminders · 2 of 25" in listed
    assert listed == await server.says(server.member, "$remind")


async def test_a_reminder_here_mentions_its_member_and_nobody_else(server: Server, come_due: ComeDue) -> None:
    everything = f"@everyone @here {server.owner.mention} wake up"
    await server.member.slash(server.channel, "remind here", when="2h", what=everything)
    await come_due()
    (message,) = delivered(server.channel)
    assert shown(message).startswith(f"<@{server.member.id}>\n")
    assert not message.mention_everyone


async def test_who_left_the_server_is_not_mentioned_there_and_gets_it_directly(
    server: Server, come_due: ComeDue
) -> None:
    await server.member.slash(server.channel, "remind here", when="2h", what="hello")
    server.guild.remove_member(server.member)
    await come_due()
    (message,) = delivered(server.member.user.dm_channel)
    assert f"I could not write in <#{server.channel.id}>" in shown(message)


async def test_who_may_not_write_in_a_channel_cannot_have_the_bot_write_there(server: Server) -> None:
    silent = discord.PermissionOverwrite(send_messages=False)
    channel = server.guild.create_text_channel("news", overwrites={server.guild.default_role: silent})
    refused = await server.member.slash(channel, "remind here", when="2h", what="hello")
    assert "You may not write in this channel" in shown(refused)


async def test_a_late_reminder_says_so(server: Server, come_due: ComeDue) -> None:
    await server.member.slash(server.channel, "remind me", when="2h", what="hello")
    await come_due("3 hours")
    (message,) = delivered(server.member.user.dm_channel)
    assert "Late: this was due" in shown(message)


async def test_the_twenty_sixth_is_refused_and_a_deleted_one_makes_room(server: Server) -> None:
    for number in range(25):
        await server.member.slash(server.channel, "remind me", when="2h", what=f"number {number}")
    refused = await server.member.slash(server.channel, "remind me", when="2h", what="one more")
    assert "You have 25 reminders already" in shown(refused)
    assert refused.ephemeral
    other = await server.owner.slash(server.channel, "remind me", when="2h", what="mine")
    assert "I will remind you" in shown(other)
    await server.member.slash(server.channel, "remind delete", number=1)
    assert "I will remind you" in shown(await server.member.slash(server.channel, "remind me", when="2h", what="now"))


@pytest.mark.parametrize(
    ("when", "what", "wrong"),
    [
        ("banana", "x", "I do not understand that time"),
        ("2020-01-01", "x", "is in the past"),
        ("2h", "   ", "Say what to remind of"),
        ("2h", "x" * 1501, "at most 1,500 characters; this one has 1,501"),
    ],
)
async def test_what_cannot_be_used_is_refused_and_nothing_is_set(
    server: Server, when: str, what: str, wrong: str
) -> None:
    refused = await server.member.slash(server.channel, "remind me", when=when, what=what)
    assert wrong in shown(refused)
    assert refused.ephemeral
    assert "You have no reminders" in shown(await server.member.slash(server.channel, "remind list"))


async def test_a_long_text_of_anything_arrives_whole_beside_the_rest(server: Server, come_due: ComeDue) -> None:
    what = ("```\n> # @everyone <@&1> `" * 100)[:1500]
    await server.member.slash(server.channel, "remind me", when="2h", what=what)
    listed = shown(await server.member.slash(server.channel, "remind list"))
    assert "```" not in listed
    await come_due("3 hours")
    (message,) = delivered(server.member.user.dm_channel)
    assert what in [part.get("content") for part in parts(message)]


async def test_edit_changes_the_time_the_text_or_both(server: Server) -> None:
    await server.member.slash(server.channel, "remind me", when="2h", what="old text")
    slash = await server.member.slash(server.channel, "remind edit", number=1, what="new text")
    assert "new text" in shown(slash)
    assert "newer" in await server.says(server.member, "$remind edit 1 newer text")
    edited = await server.says(server.member, "$remind edit 1 tomorrow 9am")
    assert "newer text" in edited
    assert "by the clocks of" in edited
    assert "newest" in await server.says(server.member, "$remind edit 1 5h newest")
    assert "Say what to change" in await server.says(server.member, "$remind edit 1")
    listed = await server.says(server.member, "$remind list")
    assert listed.count("**#") == 1
    assert "newest" in listed


async def test_nobody_touches_the_reminders_of_others(server: Server) -> None:
    await server.member.slash(server.channel, "remind me", when="2h", what="mine")
    for command in ("$remind delete 1", "$remind edit 1 stolen"):
        assert "You have no reminder number 1" in await server.says(server.owner, command)
    assert "mine" in await server.says(server.member, "$remind list")


async def test_a_deleted_reminder_does_not_come(server: Server, come_due: ComeDue) -> None:
    await server.member.slash(server.channel, "remind me", when="2h", what="hello")
    assert "Reminder 1 is deleted" in await server.says(server.member, "$remind delete 1")
    await come_due()
    assert server.member.user.dm_channel.history() == []


async def test_numbers_are_offered_with_what_they_stand_for(server: Server) -> None:
    await server.member.slash(server.channel, "remind me", when="2h", what="bake\nbread")
    offered = await server.member.autocomplete(server.channel, "remind delete", "number", "bread")
    assert [choice["value"] for choice in offered] == [1]
    assert offered[0]["name"].endswith("bake bread")


async def test_a_repeating_reminder_comes_again(server: Server, come_due: ComeDue) -> None:
    answer = await server.says(server.member, "$remind every monday 9am stand-up")
    assert "and then every monday" in answer
    assert "stand-up" in answer
    for count in (1, 2):
        await come_due()
        assert len(delivered(server.member.user.dm_channel)) == count
    assert "every monday" in await server.says(server.member, "$remind list")


async def test_a_repeating_reminder_keeps_its_rule_when_its_time_is_changed(server: Server) -> None:
    await server.says(server.member, "$timezone set tokyo")
    await server.says(server.member, "$remind every monday 9am stand-up")
    await server.says(server.member, "$timezone set berlin")
    edited = await server.says(server.member, "$remind edit 1 friday 10am")
    found = re.search(r"<t:(\d+):F>", edited)
    assert found is not None
    shown_there = datetime.fromtimestamp(int(found[1]), ZoneInfo("Europe/Berlin"))
    assert f"{shown_there:%A %H:%M}" == "Monday 10:00"
    assert "and then every monday" in edited


async def test_two_weeks_need_no_quotation_marks(server: Server) -> None:
    answer = await server.says(server.member, "$remind every 2 weeks friday 18:00 take the bins out")
    assert "every 2 weeks" in answer
    assert answer.endswith("take the bins out")
    assert "There is no such rule" in await server.says(server.member, "$remind every banana 9am x")


@pytest.mark.parametrize(("label", "minutes"), [("10 minutes", 10), ("1 hour", 60)])
async def test_a_delivered_reminder_is_put_off_by_a_button(
    server: Server, come_due: ComeDue, label: str, minutes: int
) -> None:
    await server.member.slash(server.channel, "remind here", when="2h", what="hello")
    await come_due()
    (message,) = delivered(server.channel)
    assert "You have no reminders" in await server.says(server.member, "$remind list")
    refused = await server.owner.click(message, label=label)
    assert f"Only <@{server.member.id}> can put this reminder off" in shown(refused)
    await server.member.click(message, label=label)
    (message,) = delivered(server.channel)
    snoozed = re.search(r"💤 Again <t:(\d+):F>", shown(message))
    assert snoozed is not None
    assert abs(int(snoozed[1]) - time.time() - 60 * minutes) < 10
    assert "hello" in await server.says(server.member, "$remind list")
    await come_due()
    assert len(delivered(server.channel)) == 2


async def test_tomorrow_is_nine_in_the_morning_of_the_member(server: Server, come_due: ComeDue) -> None:
    await server.member.slash(server.channel, "timezone set", zone="Tokyo")
    await server.member.slash(server.channel, "remind here", when="2h", what="hello")
    await come_due()
    (message,) = delivered(server.channel)
    await server.member.click(message, label="Tomorrow")
    (message,) = delivered(server.channel)
    snoozed = re.search(r"💤 Again <t:(\d+):F>", shown(message))
    assert snoozed is not None
    assert int(snoozed[1]) % 86_400 == 0  # 9:00 in Tokyo is midnight in UTC


async def test_a_repeating_reminder_that_is_put_off_comes_once_more_besides(server: Server, come_due: ComeDue) -> None:
    await server.member.slash(server.channel, "remind every", rule="day", at="9am", what="stretch")
    await come_due()
    (message,) = delivered(server.member.user.dm_channel)
    await server.member.user.click(message, label="10 minutes")
    listed = await server.says(server.member, "$remind list")
    assert listed.count("**#") == 2
    assert listed.count("every day") == 1


async def test_a_server_that_lets_nobody_set_reminders_lets_nobody_put_them_off(
    bot: Astromorty, server: Server, come_due: ComeDue
) -> None:
    await server.member.slash(server.channel, "remind here", when="2h", what="hello")
    await come_due()
    (message,) = delivered(server.channel)
    await bot.permissions.set_rule(server.guild.id, "remind", "nobody")
    refused = await server.member.click(message, label="1 hour")
    assert "lets nobody but its administrators use `remind`" in shown(refused)
    assert delivered(server.channel) == [message]


async def test_closed_direct_messages_bring_it_to_the_channel_where_it_was_set(
    server: Server, come_due: ComeDue, env: Env
) -> None:
    await server.member.slash(server.channel, "remind me", when="2h", what="hello")
    dm = server.member.user.dm_channel
    env.inject_error("POST", f"/channels/{dm.id}/messages", status=403, code=50007, times=None)
    await come_due()
    (message,) = delivered(server.channel)
    assert "I could not write to you directly" in shown(message)
    assert [user.id for user in message.mentions] == [server.member.id]


async def test_reminders_work_in_direct_messages(env: Env, server: Server, come_due: ComeDue) -> None:
    del server
    user = env.create_user("dora")
    for command in ("$remind me 2h feed the cat", "$remind here 2h feed the dog"):
        await user.send_dm(command)
        assert "I will remind you" in shown(user.dm_channel.history()[-1])
    await come_due()
    both = delivered(user.dm_channel)
    assert not any(message.mentions for message in both)


async def test_a_member_goes_by_their_own_clocks_else_the_servers_else_utc(server: Server) -> None:
    assert "`UTC`" in shown(await server.member.slash(server.channel, "timezone show"))
    await server.owner.slash(server.channel, "config set", setting="timezone", value="Europe/Berlin")
    assert "`Europe/Berlin`" in await server.says(server.member, "$timezone")
    assert "`Asia/Tokyo`" in await server.says(server.member, "$timezone set tokyo")
    assert "by the clocks of Asia/Tokyo" in await server.says(server.member, "$remind me tomorrow 9am x")
    assert "by the clocks of Europe/Berlin" in await server.says(server.owner, "$remind me tomorrow 9am x")
    assert "`Europe/Berlin`" in await server.says(server.member, "$timezone reset")
    assert "no time zone of that name" in await server.says(server.member, "$timezone set Atlantis")
    offered = await server.member.autocomplete(server.channel, "timezone set", "zone", "kolk")
    assert offered[0]["value"] == "Asia/Kolkata"
