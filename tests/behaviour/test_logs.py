"""Log channels: what members edit and delete, who comes and who goes, and what a log may never do."""

import asyncio
from datetime import timedelta
from typing import cast

import discord
import pytest
from simcord.backend import serializers
from simcord.builders import ChannelHandle
from simcord.env import Env

from astromorty.bot import Astromorty
from astromorty.cogs.logs.cog import Logs
from astromorty.database.engine import Database
from astromorty.intents import PRIVILEGED, IntentOff, IntentPlan
from astromorty.log_channels.posts import MOST_WAITING
from astromorty.settings import Settings
from behaviour.world import Server, shown


@pytest.fixture
async def log(server: Server) -> ChannelHandle:
    """A channel for messages and for members."""
    channel = server.guild.create_text_channel("log")
    for setting in ("log_messages", "log_members"):
        await choose(server, setting, channel)
    return channel


async def choose(server: Server, setting: str, channel: ChannelHandle) -> None:
    answer = await server.owner.slash(server.channel, "config set", setting=setting, value=channel.mention)
    assert channel.mention in shown(answer)


def noted(log: ChannelHandle) -> list[str]:
    return [shown(message) for message in log.history()]


def forget(bot: Astromorty, server: Server) -> None:
    """As if the bot had been started again."""
    bot._connection._messages.clear()  # pyright: ignore[reportPrivateUsage, reportOptionalMemberAccess]
    # Another test may have had the area's code loaded again, which makes its classes anew.
    logs = cast("Logs", bot.get_cog("Logs"))
    logs.messages.recent.forget_server(server.guild.id)


async def send_again(env: Env, server: Server, message: discord.Message) -> None:
    """Send a message's update as Discord does when it is pinned, or when a link in it gets its preview."""
    stored = env.backend.get_message(server.channel.id, message.id)
    env.backend.emit("MESSAGE_UPDATE", dict(serializers.message_payload(env.backend, stored)))
    await env.settle()


async def test_an_edited_message_is_shown_before_and_after(server: Server, log: ChannelHandle) -> None:
    said = await server.member.send(server.channel, "hello")
    await server.member.edit(said, "good bye")
    [entry] = noted(log)
    assert entry.startswith(f"✏️ **Message edited** in {server.channel.mention} by {server.member.mention} (mia)")
    assert entry.endswith(f" · [show]({said.jump_url})\n**Before**\n> hello\n**After**\n> good bye")


async def test_a_deleted_message_is_kept_with_its_author_and_the_names_of_its_files(
    server: Server, log: ChannelHandle
) -> None:
    said = await server.member.send(server.channel, "see\nthis", attachments=[("rent`al.pdf", b"%PDF")])
    await server.owner.delete(said)
    [entry] = noted(log)
    assert entry.startswith(f"🗑️ **Message deleted** in {server.channel.mention}, written <t:")
    assert entry.endswith(f"by {server.member.mention} (mia)\n> see\n> this\n📎 ``rentˋal.pdf``")


async def test_what_is_not_known_any_more_is_said_to_be(
    bot: Astromorty, env: Env, server: Server, log: ChannelHandle
) -> None:
    said = [await server.member.send(server.channel, text) for text in ("first", "second")]
    forget(bot, server)
    await server.member.edit(said[0], "changed")
    await env.advance_time(2)
    await server.member.delete(said[1])
    edited, deleted = noted(log)
    assert "**Before**\n*What it said is no longer known.*\n**After**\n> changed" in edited
    assert deleted.endswith("R>\n*What it said is no longer known.*")


async def test_messages_deleted_together_are_one_entry_with_a_file(
    bot: Astromorty, env: Env, server: Server, log: ChannelHandle
) -> None:
    old = await server.member.send(server.channel, "long ago")
    forget(bot, server)
    said = [await server.member.send(server.channel, f"line {number}\nmore") for number in range(3)]
    env.backend.bulk_delete_messages(server.channel.id, [old.id, *(message.id for message in said)])
    await env.settle()
    [message] = log.history()
    assert f"**4 messages deleted together** in {server.channel.mention}; what 1 of them said" in shown(message)
    [file] = message.attachments
    text = (await file.read()).decode()
    assert [f"mia ({server.member.id}): line {number}\n    more" in text for number in range(3)] == [True] * 3


async def test_a_preview_a_pin_a_bot_and_the_log_itself_are_no_news(
    bot: Astromorty, env: Env, server: Server, log: ChannelHandle
) -> None:
    said = await server.member.send(server.channel, "https://example.org")
    for known in (True, False):
        if not known:
            forget(bot, server)
        stored = env.backend.get_message(server.channel.id, said.id)
        stored.embeds = [{"type": "link", "title": "Example", "url": "https://example.org"}]
        await send_again(env, server, said)
    changed = await server.member.send(server.channel, "first")
    await server.member.edit(changed, "second")
    before = len(noted(log))
    await send_again(env, server, changed)
    await env.advance_time(120)
    forget(bot, server)
    await send_again(env, server, changed)
    assert len(noted(log)) == before
    robot = server.guild.add_member(env.create_user("robot", bot=True))
    hook = server.guild.create_webhook(server.channel)
    await env.settle()
    joined = len(noted(log))
    for message in (await robot.send(server.channel, "beep"), await hook.send("news")):
        env.backend.edit_message(server.channel.id, message.id, {"content": "else"})
        env.backend.delete_message(server.channel.id, message.id)
    await env.settle()
    here = await server.owner.send(log, "look at this")
    await server.owner.edit(here, "never mind")
    await server.owner.delete(here)
    assert len(noted(log)) == joined


@pytest.mark.parametrize(
    "text",
    ["@everyone <@&1> ```\n# big\n> no\n-# small [x](https://example.org)", "_" * 2000, "\n" * 1999 + "x", "😀" * 2000],
    ids=["markdown", "escapes", "lines", "emoji"],
)
async def test_what_members_write_pings_nobody_breaks_nothing_and_fits(
    server: Server, log: ChannelHandle, env: Env, text: str
) -> None:
    said = await server.member.send(server.channel, text)
    await server.member.edit(said, f"{text[:-1]}?")
    await env.advance_time(2)
    await server.member.delete(said)
    edited, deleted = log.history()
    for message in (edited, deleted):
        assert len(shown(message)) < 4000
        assert env.backend.get_message(log.id, message.id).ping_user_ids == []
        assert not message.mention_everyone
    body = shown(deleted).split("\n")[1:]
    assert all(line.startswith(("> ", "-# … ")) for line in body)
    assert not any("<@&" in line and "\\<@&" not in line for line in body)
    assert len(text) < 100 or body[-1].endswith(" more characters") or text.startswith("😀")


async def test_a_flood_makes_few_messages_and_what_is_too_much_is_counted(
    env: Env, server: Server, log: ChannelHandle
) -> None:
    count = MOST_WAITING + 50
    said = [env.backend.create_message(server.channel.id, server.member.id, f"spam {n}").id for n in range(count)]
    await env.settle()
    for message_id in said:
        env.backend.delete_message(server.channel.id, message_id)
    await env.advance_time(60)
    texts = noted(log)
    entries = sum(text.count("Message deleted") for text in texts)
    assert len(texts) <= 22
    assert MOST_WAITING <= entries < count
    assert texts[-1].endswith(f"-# {count - entries} more entries are missing: Discord did not take them in time.")


async def test_a_channel_that_is_closed_to_the_bot_is_told_once_and_left_alone_until_it_is_chosen_again(
    env: Env, server: Server, log: ChannelHandle
) -> None:
    posts = f"/channels/{log.id}/messages"
    env.inject_error("POST", posts, status=403, code=50013, message="Missing Permissions", times=None)
    for text in ("one", "two", "three"):
        await server.member.delete(await server.member.send(server.channel, text))
        await env.advance_time(2)
    told = server.owner.user.dm_channel.history()
    assert len(told) == 1
    assert f"write in {log.mention}, but Discord does not let me see it, write in it" in shown(told[0])
    assert sum("POST" in line and posts in line for line in env.transcript().splitlines()) == 1
    env.backend.faults.clear()
    await choose(server, "log_messages", log)
    await server.member.delete(await server.member.send(server.channel, "four"))
    assert "> four" in noted(log)[0]


async def test_what_discord_does_not_take_is_counted(env: Env, server: Server, log: ChannelHandle) -> None:
    env.inject_error("POST", f"/channels/{log.id}/messages", status=400, code=50035, message="Invalid Form Body")
    for text in ("one", "two"):
        await server.member.delete(await server.member.send(server.channel, text))
    missing, entry = noted(log)
    assert missing == "-# 1 more entry is missing: Discord did not take them in time."
    assert entry.endswith("> two")


async def test_a_server_without_a_log_has_nothing_remembered(bot: Astromorty, server: Server) -> None:
    said = await server.member.send(server.channel, "hello")
    await server.member.edit(said, "hello there")
    # Another test may have had the area's code loaded again, which makes its classes anew.
    logs = cast("Logs", bot.get_cog("Logs"))
    assert logs.messages.recent.get(said.id) is None
    assert len(server.channel.history()) == 1


async def test_who_joins_is_shown_with_the_age_of_the_account(env: Env, server: Server, log: ChannelHandle) -> None:
    new = server.guild.add_member(env.create_user("nina"))
    await env.settle()
    [entry] = noted(log)
    assert entry.startswith(f"📥 **Joined** · {new.mention} (nina)\nAccount made <t:")
    assert "🆕 **new account**" in entry
    assert entry.endswith("5 members now")


async def test_an_old_account_is_not_called_new(env: Env, server: Server, log: ChannelHandle) -> None:
    user = env.create_user("nina")
    await env.advance_time(timedelta(days=8).total_seconds())
    server.guild.add_member(user)
    await env.settle()
    assert "new account" not in noted(log)[0]


async def test_who_leaves_is_shown_with_their_time_and_their_roles(
    env: Env, server: Server, log: ChannelHandle
) -> None:
    server.guild.remove_member(server.manager)
    await env.settle()
    [entry] = noted(log)
    assert entry.startswith(f"📤 **Left** · {server.manager.mention} (manu)\nHad joined <t:")
    assert f"Roles: {server.guild.roles['Managers'].mention}" in entry


async def test_who_leaves_and_was_not_known_is_noted_all_the_same(
    bot: Astromorty, env: Env, server: Server, log: ChannelHandle
) -> None:
    guild = bot.get_guild(server.guild.id)
    assert guild is not None
    guild._members.pop(server.member.id)  # pyright: ignore[reportPrivateUsage]
    server.guild.remove_member(server.member)
    await env.settle()
    assert "*How long they were here, and in which roles, is not known.*" in noted(log)[0]


async def test_what_waits_is_posted_before_the_bot_stops(
    bot: Astromorty, env: Env, server: Server, log: ChannelHandle
) -> None:
    said = [env.backend.create_message(server.channel.id, server.member.id, f"no. {n}") for n in range(12)]
    await env.settle()
    for message in said:
        env.backend.delete_message(server.channel.id, message.id)
    while not noted(log):  # noqa: ASYNC110 - the first ones are being posted
        await asyncio.sleep(0)
    assert "> no. 11" not in noted(log)[0]
    await bot.unload_extension("astromorty.cogs.logs")
    assert "> no. 11" in noted(log)[1]


async def test_what_somebody_wrote_is_forgotten_with_their_data(
    server: Server, log: ChannelHandle, bot: Astromorty
) -> None:
    said = [await who.send(server.channel, "something") for who in (server.member, server.manager)]
    asked = await server.member.slash(server.channel, "privacy delete")
    assert asked.response is not None
    await server.member.click(asked.response, label="Delete my data")
    logs = cast("Logs", bot.get_cog("Logs"))
    assert [logs.messages.recent.get(message.id) is None for message in said] == [True, False]


class TestWithoutIntents:
    @pytest.fixture
    async def bot(self, settings: Settings, database: Database) -> Astromorty:
        intents = discord.Intents.all()
        intents.message_content = intents.members = False
        flags = {"message_content", "members"}
        off = tuple(IntentOff(each, "by the operator") for each in PRIVILEGED if each.flag in flags)
        return Astromorty(settings, database, IntentPlan(intents, off), request_stop=lambda: None)

    async def test_the_log_says_what_it_cannot_know(self, server: Server, log: ChannelHandle) -> None:
        said = await server.member.send(server.channel, "secret")
        await server.member.delete(said)
        [entry] = noted(log)
        assert entry.endswith("*I may not read what members write: the Message Content intent is off.*")

    async def test_the_dashboard_says_what_is_missing(self, server: Server) -> None:
        menu = await server.owner.slash(server.channel, "config open")
        assert menu.response is not None
        text = shown(await server.owner.select(menu.response, ["logs"]))
        assert "Message Content intent is off (by the operator): what edited and deleted messages said" in text
        assert "Server Members intent is off (by the operator): nobody is noted who joins or leaves" in text
