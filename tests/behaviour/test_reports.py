"""Reports: what members see who report something, and what moderators see and decide."""

import asyncio

import discord
import pytest
from simcord.actors import MemberActor
from simcord.builders import ChannelHandle
from simcord.env import Env
from simcord.results import InteractionResult

from astromorty.bot import Astromorty
from astromorty.services.cases import NewMeasure
from astromorty.services.reports import DecidedError
from behaviour.world import Server, shown


@pytest.fixture
async def reports(server: Server) -> ChannelHandle:
    channel = server.guild.create_text_channel("reports")
    await server.owner.slash(server.channel, "config set", setting="log_reports", value=channel.mention)
    return channel


@pytest.fixture
def moderator(env: Env, server: Server) -> MemberActor:
    role = server.guild.create_role("Moderators", permissions=discord.Permissions(moderate_members=True))
    env.backend.edit_role(server.guild.id, role.id, {"position": 1})
    return server.guild.add_member(env.create_user("momo"), roles=[role])


async def report(server: Server, who: MemberActor, whom: MemberActor, reason: str = "rude") -> InteractionResult:
    form = await who.slash(server.channel, "report", member=whom)
    return form if form.modal is None else await who.submit_modal(form, {"reason": reason})


async def test_a_message_is_reported_from_its_menu(server: Server, reports: ChannelHandle) -> None:
    said = await server.manager.send(server.channel, "you **fool** @everyone", attachments=[("a.png", b"p")])
    form = await server.member.context_menu(server.channel, "Report message", said)
    confirmed = await server.member.submit_modal(form, {"reason": "He is\nrude"})
    assert confirmed.ephemeral
    assert shown(confirmed) == "✅ The moderators of this server have your report. Thank you."
    [entry] = reports.history()
    text = shown(entry)
    assert f"**About** {server.manager.mention} (manu)" in text
    assert f"**By** {server.member.mention} (mia) in {server.channel.mention}" in text
    assert "**Why**\n> He is\n> rude" in text
    assert f"[show]({said.jump_url})\n> you \\*\\*fool\\*\\* @everyone\n📎 `a.png`" in text


async def test_a_member_is_reported_from_their_menu_and_by_the_command(server: Server, reports: ChannelHandle) -> None:
    form = await server.member.context_menu(server.channel, "Report member", server.manager)
    await server.member.submit_modal(form, {"reason": "one"})
    await report(server, server.member, server.manager, "two")
    form = await server.member.slash(server.channel, "report")
    await server.member.submit_modal(form, {"who": [server.manager], "reason": "three"})
    texts = [shown(entry) for entry in reports.history()]
    assert [f"> {word}" in text for word, text in zip(("one", "two", "three"), texts, strict=True)] == [True] * 3
    assert all(f"**About** {server.manager.mention}" in text for text in texts)


async def test_a_report_cannot_break_out_of_its_entry(server: Server, env: Env, reports: ChannelHandle) -> None:
    said = await server.manager.send(server.channel, "_" * 2000)
    form = await server.member.context_menu(server.channel, "Report message", said)
    await server.member.submit_modal(form, {"reason": f"<@{server.owner.id}>\n## **Why**\n" + "`" * 460})
    [entry] = reports.history()
    assert len(shown(entry)) < 4000
    assert f"> \\<@{server.owner.id}>\n> \\## \\*\\*Why" in shown(entry)
    assert env.backend.get_message(reports.id, entry.id).ping_user_ids == []


async def test_without_a_channel_the_server_takes_no_reports(server: Server) -> None:
    refused = await report(server, server.member, server.manager)
    assert refused.ephemeral
    assert shown(refused) == "❌ This server takes no reports here. Write to one of its moderators."


async def test_whom_nobody_can_report(env: Env, server: Server, reports: ChannelHandle) -> None:
    robot = server.guild.add_member(env.create_user("robot", bot=True))
    for whom, sentence in (
        (server.member, "You cannot report yourself; name another member."),
        (robot, "Bots cannot be reported; tell a moderator what this one does."),
    ):
        assert shown(await report(server, server.member, whom)) == f"❌ {sentence}"
        form = await server.member.slash(server.channel, "report")
        assert shown(await server.member.submit_modal(form, {"who": [whom], "reason": "x"})) == f"❌ {sentence}"
    assert reports.history() == []


async def test_who_left_can_still_be_reported_for_what_they_wrote(
    env: Env, server: Server, reports: ChannelHandle
) -> None:
    said = await server.manager.send(server.channel, "bye, fools")
    server.guild.remove_member(server.manager)
    await env.settle()
    form = await server.member.context_menu(server.channel, "Report message", said)
    confirmed = await server.member.submit_modal(form, {"reason": "rude"})
    assert f"{server.manager.mention} is not in this server any more." in shown(confirmed)
    assert "(manu) · not in this server any more" in shown(reports.history()[0])


async def test_a_member_reports_three_times_in_ten_minutes(env: Env, server: Server, reports: ChannelHandle) -> None:
    for _ in range(3):
        assert "✅" in shown(await report(server, server.member, server.manager))
    refused = await report(server, server.member, server.manager)
    assert shown(refused).startswith("❌ You can report 3 times in 10 minutes; the next time <t:")
    assert refused.ephemeral
    assert "✅" in shown(await report(server, server.owner, server.manager))
    await env.advance_time(601)
    assert "✅" in shown(await report(server, server.member, server.manager))
    assert len(reports.history()) == 5


async def test_a_closed_channel_is_told_to_the_member_and_once_to_the_team(
    env: Env, server: Server, reports: ChannelHandle
) -> None:
    path = f"/channels/{reports.id}/messages"
    env.inject_error("POST", path, status=403, code=50013, message="Missing Permissions", times=None)
    for _ in range(2):
        refused = await report(server, server.member, server.manager)
        assert shown(refused).startswith("❌ I cannot write where this server's reports go; I have told its team.")
    assert len(server.owner.user.dm_channel.history()) == 1


async def test_as_a_message_it_says_how_to_report_in_private(server: Server, reports: ChannelHandle) -> None:
    assert "use `/report`" in await server.says(server.member, f"$report {server.manager.mention}")
    assert reports.history() == []


async def test_a_server_can_close_reports_to_members_in_all_their_forms(
    bot: Astromorty, server: Server, reports: ChannelHandle
) -> None:
    form = await server.member.slash(server.channel, "report", member=server.manager)
    await bot.permissions.set_rule(server.guild.id, "report", "nobody")
    said = await server.manager.send(server.channel, "hello")
    for refused in (
        await server.member.submit_modal(form, {"reason": "rude"}),
        await server.member.slash(server.channel, "report", member=server.manager),
        await server.member.context_menu(server.channel, "Report message", said),
        await server.member.context_menu(server.channel, "Report member", server.manager),
    ):
        assert shown(refused).startswith("❌")
    assert reports.history() == []


async def test_a_moderator_opens_a_case_and_the_entry_shows_it(
    bot: Astromorty, server: Server, reports: ChannelHandle, moderator: MemberActor
) -> None:
    await report(server, server.member, server.manager)
    form = await moderator.click(reports.history()[0], label="Open a case")
    await moderator.submit_modal(form, {"kind": ["note"], "reason": "seen it"})
    [entry] = reports.history()
    assert shown(entry).endswith(f"📝 Case 1 · Note by {moderator.mention}")
    assert not [item for row in entry.components for item in getattr(row, "children", []) if hasattr(item, "label")]
    case = await bot.cases.get(server.guild.id, 1)
    assert case is not None
    assert (case.kind, case.member_id, case.moderator_id, case.reason) == (
        "note",
        server.manager.id,
        moderator.id,
        "seen it",
    )


async def test_a_warning_is_told_to_the_member(server: Server, reports: ChannelHandle, moderator: MemberActor) -> None:
    await report(server, server.manager, server.member)
    form = await moderator.click(reports.history()[0], label="Open a case")
    await moderator.submit_modal(form, {"kind": ["warn"], "reason": "be kind"})
    assert shown(reports.history()[0]).endswith(f"⚠️ Case 1 · Warning by {moderator.mention}")
    assert "You were warned in Garden\nReason: be kind" in shown(server.member.user.dm_channel.history()[-1])


async def test_a_report_is_dismissed(server: Server, reports: ChannelHandle, moderator: MemberActor) -> None:
    await report(server, server.member, server.manager)
    await moderator.click(reports.history()[0], label="Dismiss")
    assert shown(reports.history()[0]).endswith(f"🗄️ Dismissed by {moderator.mention}")


async def test_two_moderators_at_once_open_one_case(
    bot: Astromorty, server: Server, reports: ChannelHandle, moderator: MemberActor
) -> None:
    await report(server, server.member, server.manager)
    [entry] = reports.history()
    forms = [(who, await who.click(entry, label="Open a case")) for who in (moderator, server.owner)]
    await server.owner.click(entry, label="Open a case")
    answers = [await who.submit_modal(form, {"kind": ["note"], "reason": "seen"}) for who, form in forms]
    [told] = answers[1].followups
    assert "Somebody was faster: a moderator opened case 1 from it." in shown(told)
    assert told.ephemeral
    assert shown(reports.history()[0]).endswith(f"Case 1 · Note by {moderator.mention}")
    assert await bot.cases.get(server.guild.id, 2) is None


async def test_of_many_decisions_at_once_one_stands(bot: Astromorty, server: Server, reports: ChannelHandle) -> None:
    await report(server, server.member, server.manager)
    [entry] = reports.history()
    note = NewMeasure(server.guild.id, "note", server.manager.id, server.owner.id, "seen")
    deciding = [bot.reports.open_case(entry.id, note) for _ in range(8)]
    decided = await asyncio.gather(*deciding, bot.reports.dismiss(server.guild.id, entry.id), return_exceptions=True)
    assert sum(isinstance(outcome, DecidedError) for outcome in decided) == 8
    assert (await bot.cases.record_now(note)).number <= 2  # no number was lost to those who came late


async def test_a_decision_that_the_entry_does_not_show_is_shown_to_who_presses_next(
    bot: Astromorty, server: Server, reports: ChannelHandle, moderator: MemberActor
) -> None:
    await report(server, server.member, server.manager)
    [entry] = reports.history()
    await bot.reports.dismiss(server.guild.id, entry.id)
    pressed = await moderator.click(entry, label="Open a case")
    assert "Somebody was faster: a moderator dismissed it." in shown(pressed.followups[0])
    assert shown(reports.history()[0]).endswith("🗄️ Dismissed")


async def test_members_and_whom_it_is_about_decide_nothing(
    env: Env, server: Server, reports: ChannelHandle, moderator: MemberActor
) -> None:
    await report(server, server.member, moderator)
    [entry] = reports.history()
    for label in ("Open a case", "Dismiss"):
        refused = await server.manager.click(entry, label=label)
        assert refused.ephemeral
        assert "Timeout Members" in shown(refused)
        own = await moderator.click(entry, label=label)
        assert shown(own) == "❌ This report is about you; another moderator decides about it."
    form = await server.owner.click(entry, label="Open a case")
    env.backend.edit_member(server.guild.id, moderator.id, {"role_ids": []})
    await server.owner.submit_modal(form, {"kind": ["note"], "reason": "x"})
    assert "Case 1" in shown(reports.history()[0])


async def test_who_loses_the_right_meanwhile_cannot_send_the_form(
    bot: Astromorty, env: Env, server: Server, reports: ChannelHandle, moderator: MemberActor
) -> None:
    await report(server, server.member, server.manager)
    [entry] = reports.history()
    forms = [await moderator.click(entry, label="Open a case") for _ in range(2)]
    await bot.permissions.set_rule(server.guild.id, "note", "nobody")
    refused = await moderator.submit_modal(forms[0], {"kind": ["note"], "reason": "x"})
    assert shown(refused).startswith("❌")
    await bot.permissions.reset_rule(server.guild.id, "note")
    env.backend.edit_member(server.guild.id, moderator.id, {"role_ids": []})
    await env.settle()
    refused = await moderator.submit_modal(forms[1], {"kind": ["note"], "reason": "x"})
    assert shown(refused).startswith("❌")
    assert await bot.cases.get(server.guild.id, 1) is None


async def test_nobody_is_warned_who_stands_as_high(
    bot: Astromorty, server: Server, reports: ChannelHandle, moderator: MemberActor
) -> None:
    await report(server, server.member, server.owner)
    form = await moderator.click(reports.history()[0], label="Open a case")
    refused = await moderator.submit_modal(form, {"kind": ["warn"], "reason": "x"})
    assert "owns this server: nobody can do this to them." in shown(refused.followups[0])
    assert await bot.cases.get(server.guild.id, 1) is None


@pytest.mark.usefixtures("reports")
async def test_a_form_that_is_sent_counts_as_what_its_sender_asks(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("astromorty.services.pace.MOST_USES", 3)
    await report(server, server.member, server.manager)
    form = await server.member.slash(server.channel, "report", member=server.owner)
    refused = await server.member.submit_modal(form, {"reason": "rude"})
    assert "too much at once" in shown(refused)
