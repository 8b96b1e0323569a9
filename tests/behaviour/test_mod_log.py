"""The log of moderation: an entry for each case that follows what becomes of it."""

from datetime import UTC, datetime, timedelta

import discord
import pytest
from simcord.builders import ChannelHandle
from simcord.env import Env

from astromorty.bot import Astromorty
from astromorty.database.models.moderation_case import Kind
from astromorty.services.cases import Case, NewMeasure
from astromorty.services.guild_settings import SETTINGS
from behaviour.world import ComeDue, Server, shown


@pytest.fixture
async def log(server: Server, bot: Astromorty) -> ChannelHandle:
    """The channel that the server chose."""
    channel = server.guild.create_text_channel("mod-log")
    await bot.guild_settings.save(server.guild.id, SETTINGS["log_moderation"], channel.id)
    return channel


async def record(bot: Astromorty, server: Server, kind: Kind = "warn", hours: int | None = None) -> Case:
    expires_at = None if hours is None else datetime.now(UTC) + timedelta(hours=hours)
    measure = NewMeasure(server.guild.id, kind, server.member.id, server.owner.id, "spam", expires_at)
    return await bot.cases.record_now(measure)


def only(channel: ChannelHandle) -> discord.Message:
    (message,) = channel.history()
    return message


async def test_an_entry_is_posted_once_and_follows_the_case(
    server: Server, bot: Astromorty, log: ChannelHandle, come_due: ComeDue
) -> None:
    case = await record(bot, server)
    assert await bot.mod_log.post(case) is None
    assert await bot.mod_log.post(case) is None
    entry = only(log)
    assert "### ⚠️ Warning · case 1" in shown(entry)
    assert "**Reason** spam" in shown(entry)
    await server.owner.slash(server.channel, "case edit", number=1, reason="advertising")
    assert "**Reason** advertising" in shown(only(log))
    await server.owner.slash(server.channel, "case close", number=1)
    assert "**Closed** <t:" in shown(only(log))
    await server.owner.slash(server.channel, "case reopen", number=1)
    assert "**Closed**" not in shown(only(log))
    await come_due()
    assert only(log).id == entry.id
    link = f"https://discord.com/channels/{server.guild.id}/{log.id}/{entry.id}"
    assert link in shown(await server.owner.slash(server.channel, "case view", number=1))


async def test_an_entry_that_the_process_did_not_come_to_is_posted_by_the_timer(
    server: Server, bot: Astromorty, log: ChannelHandle, come_due: ComeDue
) -> None:
    await record(bot, server)
    assert log.history() == []
    await come_due()
    assert "### ⚠️ Warning · case 1" in shown(only(log))


async def test_an_entry_that_somebody_deleted_is_posted_anew(
    server: Server, bot: Astromorty, log: ChannelHandle
) -> None:
    await bot.mod_log.post(await record(bot, server))
    await only(log).delete()
    await server.owner.slash(server.channel, "case edit", number=1, reason="advertising")
    assert "**Reason** advertising" in shown(only(log))


async def test_who_may_not_write_in_the_log_is_told_and_the_change_stands(
    server: Server, bot: Astromorty, log: ChannelHandle, env: Env, come_due: ComeDue
) -> None:
    await record(bot, server)
    env.inject_error("POST", f"/channels/{log.id}/messages", status=403, code=50001, times=None)
    answer = shown(await server.owner.slash(server.channel, "case edit", number=1, reason="advertising"))
    assert "Case 1 has another reason." in answer
    assert f"I may not write in the log, <#{log.id}>" in answer
    assert answer.count("⚠️") == 1
    assert (await bot.cases.find(server.guild.id, 1)).reason == "advertising"
    await come_due()


async def test_a_channel_that_is_gone_is_told(server: Server, bot: Astromorty, log: ChannelHandle, env: Env) -> None:
    case = await record(bot, server)
    env.inject_error("POST", f"/channels/{log.id}/messages", status=404, code=10003, times=None)
    trouble = await bot.mod_log.post(case)
    assert trouble is not None
    assert "is gone. `config set log_moderation` chooses another" in trouble


async def test_while_discord_does_not_answer_the_timer_sees_to_the_entry(
    server: Server, bot: Astromorty, log: ChannelHandle, env: Env, come_due: ComeDue
) -> None:
    case = await record(bot, server)
    env.inject_error("POST", f"/channels/{log.id}/messages", status=400, code=0, times=1)
    assert await bot.mod_log.post(case) == "The log will show it as soon as that is possible."
    await come_due()
    assert "case 1" in shown(only(log))


async def test_an_edit_that_comes_while_the_entry_is_written_is_shown_too(
    server: Server, bot: Astromorty, log: ChannelHandle, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another process has shown the newer reason by the time that the older one arrives at Discord."""
    case = await record(bot, server)
    await bot.mod_log.post(case)
    write = discord.PartialMessage.edit

    async def arrive_late(message: discord.PartialMessage, **entry: discord.ui.LayoutView) -> object:
        monkeypatch.undo()
        await bot.mod_log.post(await bot.cases.edit_reason(case, "advertising"))
        return await write(message, **entry)  # pyright: ignore[reportCallIssue, reportArgumentType]  # as it was called

    monkeypatch.setattr(discord.PartialMessage, "edit", arrive_late)
    await bot.mod_log.post(case)
    assert "**Reason** advertising" in shown(only(log))


async def test_a_server_without_a_log_has_no_entries_and_nobody_is_bothered(
    server: Server, bot: Astromorty, come_due: ComeDue
) -> None:
    case = await record(bot, server)
    assert await bot.mod_log.post(case) is None
    assert "⚠️" not in shown(await server.owner.slash(server.channel, "case close", number=1))
    await come_due()


async def test_the_entry_of_a_measure_that_is_over_says_so(
    server: Server, bot: Astromorty, log: ChannelHandle, come_due: ComeDue
) -> None:
    await bot.mod_log.post(await record(bot, server, "timeout", hours=1))
    assert "**Ends** <t:" in shown(only(log))
    await come_due()
    await come_due()
    assert "**Over since** <t:" in shown(only(log))


async def test_the_entry_of_what_was_replaced_says_so(
    server: Server, bot: Astromorty, log: ChannelHandle, come_due: ComeDue
) -> None:
    await bot.mod_log.post(await record(bot, server, "timeout", hours=1))
    await bot.mod_log.post(await record(bot, server, "untimeout"))
    await come_due()
    first, second = log.history()
    assert "**Over since** <t:" in shown(first)
    assert "### 🔊 End of timeout · case 2" in shown(second)
