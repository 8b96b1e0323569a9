"""Deleting many messages: which, how many, and what the moderator is told."""

from collections.abc import Awaitable, Callable
from dataclasses import replace

import discord
import pytest
from simcord.actors import MemberActor
from simcord.env import Env

from astromorty.bot import Astromorty
from astromorty.services.guild_settings import SETTINGS
from behaviour.world import Server, shown

DAY = 24 * 3_600.0

Purge = Callable[..., Awaitable[str]]


@pytest.fixture
def moderator(server: Server, env: Env) -> MemberActor:
    permissions = discord.Permissions(manage_messages=True, manage_channels=True)
    role = server.guild.create_role("Moderators", permissions=permissions)
    return server.guild.add_member(env.create_user("moe"), roles=[role])


@pytest.fixture
def purge(server: Server, moderator: MemberActor) -> Purge:
    """Let the moderator purge by slash command; return the last that is shown."""

    async def run(count: int, **options: object) -> str:
        return shown(await moderator.slash(server.channel, "purge", count=count, **options))

    return run


async def write(server: Server, who: MemberActor, *messages: str) -> None:
    for text in messages:
        await who.send(server.channel, text)


def texts(server: Server) -> str:
    """Return what members wrote in the channel and is still there."""
    return " ".join(message.content for message in server.channel.history() if message.content)


def deletions(env: Env) -> list[str]:
    """Return how the bot asked Discord for deletions, in order."""
    lines = [line.split()[1:3] for line in env.transcript().splitlines() if line.startswith("HTTP")]
    return [
        "bulk" if path.endswith("bulk-delete") else "single"
        for method, path in lines
        if path.endswith("bulk-delete") or (method == "DELETE" and "/messages/" in path)
    ]


async def test_the_newest_go_and_only_the_moderator_sees_how_many(server: Server, moderator: MemberActor) -> None:
    await write(server, server.member, *"abcde")
    answer = await moderator.slash(server.channel, "purge", count=3)
    assert shown(answer) == f"✅ I deleted 3 messages in {server.channel.mention}."
    assert answer.ephemeral
    assert texts(server) == "a b"


async def test_the_message_with_the_command_is_not_counted(server: Server, moderator: MemberActor) -> None:
    await write(server, server.member, *"abc")
    assert "I deleted 2 messages" in await server.says(moderator, "$purge 2")
    assert texts(server) == "a $purge 2"


# The flags of a message, the same as options of the slash command, what is left, and what is said.
FILTERS: tuple[tuple[str, dict[str, object], str, str], ...] = (
    ("-bots", {"bots": True}, "hello https://a.example HELLO", "1 message of bots"),
    ("-links", {"links": True}, "hello HELLO beep", "1 message with a link"),
    ("-contains hello", {"contains": "Hello"}, "https://a.example beep", "2 messages with the given text"),
    ("mia", {}, "HELLO beep", "2 messages of {mia}"),
    ("mia -contains hello", {"contains": "hello"}, "https://a.example HELLO beep", "1 message of {mia}"),
    ("-links -bots", {"links": True, "bots": True}, "hello https://a.example HELLO beep", "no such messages"),
)


@pytest.mark.parametrize("form", ["slash", "prefix"])
async def test_filters_hold_together_in_both_forms(server: Server, env: Env, moderator: MemberActor, form: str) -> None:
    robot = server.guild.add_member(env.create_user("robot", bot=True))
    for flags, options, left, said in FILTERS:
        there = replace(server, channel=server.guild.create_text_channel("there"))
        await write(there, server.member, "hello", "https://a.example")
        await write(there, server.manager, "HELLO")
        await write(there, robot, "beep")
        if form == "slash":
            who = {"member": server.member} if flags.startswith("mia") else {}
            answer = shown(await moderator.slash(there.channel, "purge", count=1_000, **options, **who))
        else:
            answer = await there.says(moderator, f"$purge 1000 {flags}")
            left += f" $purge 1000 {flags}"
        assert said.format(mia=server.member.mention) in answer
        assert texts(there) == left


async def test_messages_of_who_left_are_found(server: Server, moderator: MemberActor) -> None:
    await write(server, server.member, "spam", "spam")
    server.guild.remove_member(server.member)
    command = f"$purge 10 {server.member.mention}"
    assert "2 messages" in await server.says(moderator, command)
    assert texts(server) == command


async def test_pinned_messages_stay_unless_asked_for(server: Server, purge: Purge) -> None:
    rules = await server.owner.send(server.channel, "rules")
    await server.owner.set_pinned(rules, pinned=True)
    await write(server, server.member, "a")
    await purge(10)
    assert texts(server) == "rules"
    await purge(10, pinned=True)
    assert texts(server) == ""


async def test_what_is_older_than_two_weeks_goes_one_by_one(server: Server, env: Env, purge: Purge) -> None:
    await write(server, server.member, *"abc")
    await env.advance_time(14 * DAY + 60)
    await write(server, server.member, *"defg")
    assert "I deleted 6 messages" in await purge(6)
    assert texts(server) == "a"
    assert deletions(env) == ["bulk", "single", "single"]


async def test_a_thousand_messages_are_the_most_and_go_in_tens_of_requests(
    server: Server, env: Env, purge: Purge
) -> None:
    await write(server, server.manager, "0")
    for number in range(1, 1_005):
        env.backend.create_message(server.channel.id, server.member.id, f"{number}")
    assert "no such messages among the last 1,000" in await purge(1, member=server.manager)
    assert "I deleted 1,000 messages" in await purge(1_000)
    assert texts(server) == "0 1 2 3 4"
    assert deletions(env) == ["bulk"] * 10
    assert "1 to 1,000" in await server.says(server.owner, "$purge 1001")


async def test_what_somebody_else_deletes_meanwhile_is_not_counted(server: Server, env: Env, purge: Purge) -> None:
    await write(server, server.member, *"abc")
    await env.advance_time(15 * DAY)
    env.inject_error("DELETE", "/channels/*/messages/*", status=404, code=10008, message="Unknown Message")
    assert "I deleted 2 messages" in (answer := await purge(3))
    assert "Others deleted 1 meanwhile." in answer


REFUSALS = (
    (403, 50013, "Discord does not let me"),
    (404, 10003, "the channel is gone"),
    (400, 1, "Discord has a problem"),
)


async def test_where_discord_refuses_that_is_said_with_what_was_deleted(server: Server, env: Env, purge: Purge) -> None:
    await write(server, server.member, "a")
    await env.advance_time(15 * DAY)
    for status, code, why in REFUSALS:
        await write(server, server.member, "b", "c")
        env.inject_error("DELETE", "/channels/*/messages/*", status=status, code=code, message="no")
        assert f"I deleted 2 of 3 messages in {server.channel.mention}, then stopped: {why}" in await purge(3)
        assert texts(server) == "a"


async def test_members_and_a_bot_without_permission_are_told_so_at_once(
    server: Server, env: Env, bot: Astromorty, moderator: MemberActor
) -> None:
    await write(server, server.member, "a")
    refused = await server.member.slash(server.channel, "purge", count=1)
    assert "Manage Messages" in shown(refused)
    assert refused.ephemeral
    me = server.guild.me
    assert me is not None
    deny = discord.PermissionOverwrite(manage_messages=False)
    closed = server.guild.create_text_channel("closed", overwrites={me: deny})
    answer = await moderator.slash(closed, "purge", count=1)
    assert shown(answer) == "❌ I need the Manage Messages permission to do this."
    assert deletions(env) == []
    del bot


async def test_what_is_no_filter_is_refused_with_an_example(server: Server, env: Env, moderator: MemberActor) -> None:
    await write(server, server.member, "a")
    for wrong in ("nobody", "-bots maybe", "-contains", "-images", "mia and others"):
        assert "Try `purge 50 @member -links`" in await server.says(moderator, f"$purge 5 {wrong}")
    assert deletions(env) == []


async def test_the_moderation_log_tells_of_it_or_the_moderator_learns_that_it_does_not(
    server: Server, env: Env, bot: Astromorty, moderator: MemberActor, purge: Purge
) -> None:
    log = server.guild.create_text_channel("log")
    await bot.guild_settings.save(server.guild.id, SETTINGS["log_moderation"], log.id)
    await write(server, server.member, "a", "b", "c")
    await purge(2)
    line = f"🧹 {moderator.mention} deleted 2 messages in {server.channel.mention}."
    assert shown(log.history()[-1]) == line
    await write(server, server.member, "d", "e")
    await purge(2, reason="a *raid*")
    assert shown(log.history()[-1]) == f"{line}\nReason: a \\*raid\\*"
    assert server.guild.audit_log()[-1].reason == f"moe ({moderator.id}): a *raid*"
    await server.says(moderator, f"$slowmode {server.channel.mention} 5m -reason a raid")
    assert shown(log.history()[-1]).endswith(f"between two messages in {server.channel.mention}.\nReason: a raid")
    assert server.guild.audit_log()[-1].reason == f"moe ({moderator.id}): a raid"
    too_long = f"$purge 5 -bots -reason {'x' * 513}"
    assert "A reason has at most 512 characters." in await server.says(moderator, too_long)
    env.inject_error("POST", f"/channels/{log.id}/messages", status=403, code=50013, message="no")
    answer = await moderator.slash(server.channel, "purge", count=1)
    assert "I deleted 1 message" in shown(answer)
    assert "The moderation log does not tell of this" in shown(answer.followups[0])


class TestSlowmode:
    """`slowmode`."""

    @staticmethod
    def delay(env: Env, server: Server) -> int:
        return env.backend.get_channel(server.channel.id).rate_limit_per_user

    async def test_it_is_set_and_shown(self, server: Server, env: Env, moderator: MemberActor) -> None:
        for typed, seconds in (("10s", 10), ("10", 10), ("off", 0), ("6h", 21_600), ("1 min", 60), ("0", 0)):
            await server.says(moderator, f"$slowmode {typed}")
            assert self.delay(env, server) == seconds
            assert ("Slow mode is off" in await server.says(moderator, "$slowmode")) == (seconds == 0)

    async def test_what_discord_would_not_take_is_refused(
        self, server: Server, env: Env, moderator: MemberActor
    ) -> None:
        for typed, why in (("7h", "6 hours at most"), ("soon", "Try `30m`"), ("-5s", "Try `30m`")):
            assert why in await server.says(moderator, f"$slowmode {typed}")
        assert self.delay(env, server) == 0

    async def test_another_channel_can_be_named_by_who_manages_it(
        self, server: Server, env: Env, moderator: MemberActor
    ) -> None:
        other = server.guild.create_text_channel("other")
        answer = await moderator.slash(other, "slowmode", channel=server.channel, duration="1m")
        assert (
            shown(answer)
            == f"✅ From now on each member waits 1 minute between two messages in {server.channel.mention}."
        )
        assert f"waits 1 minute between two messages in {server.channel.mention}" in await server.says(
            moderator, f"$slowmode {server.channel.mention}"
        )
        deny = discord.PermissionOverwrite(manage_channels=False)
        secret = server.guild.create_text_channel("secret", overwrites={moderator: deny})
        refused = await moderator.slash(server.channel, "slowmode", channel=secret, duration="1m")
        assert "Manage Channels" in shown(refused)
        assert env.backend.get_channel(secret.id).rate_limit_per_user == 0
