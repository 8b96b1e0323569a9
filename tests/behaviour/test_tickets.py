"""Tickets: what a member, the one who opened it, the staff and the owner see and may do."""

import discord
import pytest
from simcord.actors import MemberActor
from simcord.builders import ChannelHandle
from simcord.env import Env

from astromorty.bot import Astromorty
from astromorty.cogs.tickets import channels
from astromorty.database.engine import Database
from astromorty.services.guild_settings import SETTINGS
from astromorty.services.tickets import Tickets
from behaviour.dashboard import control, open_page
from behaviour.world import ComeDue, Server, shown


@pytest.fixture
async def staff(env: Env, bot: Astromorty, server: Server) -> MemberActor:
    """Set tickets up; return one of the staff, who has the role and no permission."""
    role = server.guild.create_role("Staff")
    await bot.guild_settings.save(server.guild.id, SETTINGS["tickets_staff"], role.id)
    assert "I made the category." in shown(await server.owner.slash(server.channel, "ticket setup"))
    return server.guild.add_member(env.create_user("stella"), roles=[role])


async def opened(server: Server, subject: str = "Help") -> ChannelHandle:
    answer = await server.member.slash(server.channel, "ticket open", subject=subject)
    assert "Your ticket is <#" in shown(answer)
    return channel_called(server, "ticket-0001")


def channel_called(server: Server, name: str) -> ChannelHandle:
    return server.guild.channels[name]


async def test_a_ticket_is_private_and_the_next_one_is_refused(server: Server, staff: MemberActor) -> None:
    panel_answer = await server.owner.slash(server.channel, "ticket panel", text="Press **here**")
    assert "The panel is there" in shown(panel_answer)
    panel = server.channel.history()[-1]
    form = await server.member.click(panel, label="Open a ticket")
    answer = await server.member.submit_modal(form, {"text": "**I** <@1>"})
    assert answer.ephemeral
    ticket = channel_called(server, "ticket-0001")
    [card, _pinned] = ticket.history()
    assert card.pinned
    assert "\\*\\*I\\*\\* \\<@1>" in shown(card)
    assert len(ticket.history(viewer=staff)) == len(ticket.history(viewer=server.member)) == 2
    with pytest.raises(Exception, match=r"[Vv]iew|[Pp]ermission|[Aa]ccess"):
        await server.manager.send(ticket, "let me in")

    form = await server.member.click(panel, label="Open a ticket")
    again = await server.member.submit_modal(form, {"text": "again"})
    assert shown(again) == f"❌ You have 1 open here, and can have 1 at once: {ticket.mention}."
    assert "ticket-0002" not in server.guild.channels


async def test_who_may_do_what_in_a_ticket(env: Env, server: Server, staff: MemberActor) -> None:
    ticket = await opened(server)
    friend = server.guild.add_member(env.create_user("fred"))
    for act in ("claim", "unclaim", "reopen", "delete", "transcript", "list"):
        refused = await server.member.slash(ticket, f"ticket {act}")
        assert "Only those who answer tickets can do this" in shown(refused), act
    for act, option in (("add", {"member": friend}), ("remove", {"member": friend}), ("rename", {"subject": "x"})):
        refused = await server.member.slash(ticket, f"ticket {act}", **option)
        assert "Only those who answer tickets can do this" in shown(refused), act
    assert "This is no ticket." in shown(await staff.slash(server.channel, "ticket claim"))

    assert f"{staff.mention} takes care" in shown(await staff.slash(ticket, "ticket claim"))
    taken = await server.owner.slash(ticket, "ticket claim")
    assert f"{staff.mention} takes care of this ticket already" in shown(taken)
    assert "Nobody takes care" in shown(await server.owner.slash(ticket, "ticket unclaim"))
    await staff.slash(ticket, "ticket rename", subject="Something else")
    assert "Something else" in shown(ticket.history()[0])
    assert "Something else" in shown(await server.member.slash(ticket, "ticket show"))
    assert "Something else" in shown(await staff.slash(ticket, "ticket list", member=server.member))

    await staff.slash(ticket, "ticket add", member=friend)
    await friend.send(ticket, "hello")
    assert "Its opener and I stay" in shown(await staff.slash(ticket, "ticket remove", member=server.member))
    assert "is out of this ticket" in shown(await staff.slash(ticket, "ticket remove", member=friend))
    with pytest.raises(Exception, match=r"[Vv]iew|[Pp]ermission|[Aa]ccess"):
        await friend.send(ticket, "hello?")

    asked = await server.member.slash(ticket, "ticket close", reason="solved")
    assert asked.response is not None
    await server.member.click(asked.response, label="Close")
    assert "Reason: solved" in shown(ticket.history()[-1])
    with pytest.raises(Exception, match=r"[Ss]end|[Pp]ermission"):
        await server.member.send(ticket, "one more thing")
    assert "This ticket is not open." in shown(await server.member.slash(ticket, "ticket close"))
    await staff.click(ticket.history()[-1], label="Re-open")
    await server.member.send(ticket, "one more thing")


async def test_what_discord_refuses_leaves_nothing_half_made(
    env: Env,
    server: Server,
    staff: MemberActor,
    bot: Astromorty,
    database: Database,
    come_due: ComeDue,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    tickets = Tickets(database, bot.timers)
    path = f"/guilds/{server.guild.id}/channels"
    env.inject_error("POST", path, status=403, code=50013, message="Missing Permissions")
    refused = await server.member.slash(server.channel, "ticket open", subject="one")
    assert "The ticket could not be opened. Discord does not let me" in shown(refused)
    assert await tickets.pending(server.guild.id) == ()

    # Full, as the bot sees it or as only Discord knows yet.
    there = len(server.guild.channels)
    env.inject_error("POST", path, status=400, code=30013, message="Maximum number of guild channels reached (500)")
    refused = await server.member.slash(server.channel, "ticket open", subject="full")
    assert "could not be opened. This server has 500 channels, and Discord allows no more." in shown(refused)
    for limit, what in (("MOST_IN_CATEGORY", "The category for tickets"), ("MOST_IN_SERVER", "This server")):
        with monkeypatch.context() as patch:
            patch.setattr(channels, limit, 1)
            refused = await server.member.slash(server.channel, "ticket open", subject="full")
        assert f"For this server's team: {what} has 1 channels, and Discord allows no more" in shown(refused)
    assert await tickets.pending(server.guild.id) == ()
    assert len(server.guild.channels) == there

    # No answer: the channel may be there. Until that is known, there is no second ticket.
    env.inject_error("POST", path, status=503, times=None)
    unknown = await server.member.slash(server.channel, "ticket open", subject="two")
    assert "Discord does not answer just now" in shown(unknown)
    env.backend.faults.clear()
    waits = await server.member.slash(server.channel, "ticket open", subject="three")
    assert "Your ticket is being opened" in shown(waits)
    await come_due()
    assert await tickets.pending(server.guild.id) == ()

    # A process died between the channel and its row: another one goes on.
    config = await bot.guild_settings.get(server.guild.id)
    begun = await tickets.begin(server.guild.id, server.member.id, "four", limit=1)
    assert begun.number == 1
    guild = bot.get_guild(server.guild.id)
    assert guild is not None
    category = guild.get_channel(config.tickets_category or 0)
    assert isinstance(category, discord.CategoryChannel)
    await guild.create_text_channel("ticket-0001", category=category)
    await come_due()
    assert "four" in shown(channel_called(server, "ticket-0001").history()[0])
    [found] = await tickets.pending(server.guild.id)
    assert (found.state, found.channel_id) == ("open", channel_called(server, "ticket-0001").id)


async def test_no_ticket_is_deleted_before_its_transcript_is_kept(
    env: Env, server: Server, staff: MemberActor, bot: Astromorty, database: Database, come_due: ComeDue
) -> None:
    tickets = Tickets(database, bot.timers)
    ticket = await opened(server)
    await server.member.send(ticket, "<script>")
    kept = channel_called(server, "ticket-transcripts")
    env.inject_error("POST", f"/channels/{kept.id}/messages", status=403, code=50013, times=None)
    form = await staff.click(ticket.history()[0], label="Close")
    await staff.submit_modal(form, {"text": ""})
    end = ticket.history()[-1]
    assert "⚠️ The transcript could not be kept. Discord does not let me" in shown(end)
    refused = await staff.click(end, label="Delete")
    assert "Nothing was deleted." in shown(refused.followups[0])
    env.backend.faults.clear()
    await staff.click(end, label="Delete")
    assert "ticket-0001" not in server.guild.channels
    [message] = kept.history()
    assert [file.filename for file in message.attachments] == ["ticket-0001.html", "ticket-0001.txt"]

    # A process died right after it closed one, and somebody deletes another one by hand.
    await server.member.slash(server.channel, "ticket open", subject="second")
    second = channel_called(server, "ticket-0002")
    [row] = await tickets.pending(server.guild.id)
    await tickets.close(row, "died here")
    await come_due()
    assert "Reason: died here" in shown(second.history()[-1])
    assert len(kept.history()) == 2
    await server.member.slash(server.channel, "ticket open", subject="third")
    guild = bot.get_guild(server.guild.id)
    assert guild is not None
    third = guild.get_channel(channel_called(server, "ticket-0003").id)
    assert third is not None
    await third.delete()
    await env.settle()
    assert await tickets.pending(server.guild.id) == ()


async def test_a_ticket_that_is_closed_is_told_to_be_though_discord_does_not_answer(
    env: Env, server: Server, staff: MemberActor
) -> None:
    ticket = await opened(server)
    refused = await staff.slash(ticket, "ticket reopen")
    assert refused.ephemeral
    assert "This ticket is not closed." in shown(refused)
    env.inject_error("GET", f"/channels/{ticket.id}", status=503, times=None)
    form = await staff.click(ticket.history()[0], label="Close")
    answer = await staff.submit_modal(form, {"text": ""})
    assert "The ticket is closed. Discord does not answer just now; the rest follows in 2 minutes." in shown(answer)


async def test_the_page_says_what_is_wrong_and_posts_a_panel(
    env: Env, server: Server, staff: MemberActor, bot: Astromorty
) -> None:
    ticket = await opened(server)
    server.guild.remove_member(server.member)
    await env.settle()
    assert "who opened this ticket, left the server." in shown(ticket.history()[-1])

    page = await open_page(server, "tickets", server.owner)
    assert "**1** open" in shown(page)
    await server.owner.select(page, [server.channel], custom_id=control(page, "tickets:panel"))
    assert "Talk to the team" in shown(server.channel.history()[-1])
    guild = bot.get_guild(server.guild.id)
    assert guild is not None
    category = guild.get_channel((await bot.guild_settings.get(guild.id)).tickets_category or 0)
    assert category is not None
    await category.delete()
    await env.settle()
    page = await open_page(server, "tickets", server.owner)
    assert "The category for tickets is gone; `ticket setup` makes another one." in shown(page)
    refused = await server.manager.slash(server.channel, "ticket open", subject="x")
    assert "For this server's team: The category for tickets is gone" in shown(refused)


async def test_several_roles_answer_tickets(env: Env, server: Server, staff: MemberActor, bot: Astromorty) -> None:
    roles = [server.guild.create_role(name) for name in ("Helpers", "Supporters")]
    page = await open_page(server, "tickets")
    await server.manager.select(page, roles, custom_id=control(page, "edit:tickets_more_staff"))
    assert "More staff was saved." in shown(page)
    many = " ".join(f"<@&{roles[0].id + number}>" for number in range(6))
    assert "Name 1 to 5 roles" in await server.says(server.manager, f"$config set tickets_more_staff {many}")
    helper, supporter = (server.guild.add_member(env.create_user(role.name), roles=[role]) for role in roles)
    ticket = await opened(server)
    for each in (staff, helper, supporter):
        assert len(ticket.history(viewer=each)) == 2
        assert "What was written" not in shown(await each.slash(ticket, "ticket list"))
    assert f"{helper.mention} takes care" in shown(await helper.slash(ticket, "ticket claim"))

    guild = bot.get_guild(server.guild.id)
    assert guild is not None
    first = (await bot.guild_settings.get(guild.id)).tickets_staff
    for gone in (first, roles[0].id):
        role = guild.get_role(gone or 0)
        assert role is not None
        await role.delete()
    await env.settle()
    assert "One of these roles is gone" in shown(await open_page(server, "tickets"))
    answer = await server.manager.slash(server.channel, "ticket open", subject="Again")
    assert "Your ticket is <#" in shown(answer), "others are there who answer"
    assert len(channel_called(server, "ticket-0002").history(viewer=supporter)) == 2
