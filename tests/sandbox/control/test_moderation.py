"""Users moderate; the audit log and the bans tell it, by name."""

import discord
import pytest
from tests.sandbox.bare_bot import StartBot

from discord_sandbox.client import SandboxClient, SandboxRefused

HOME = "Sandbox"
DAY = 86_400


async def refused(act: object) -> str:
    with pytest.raises(SandboxRefused) as refusal:
        await act  # type: ignore[misc]
    return refusal.value.code


async def test_the_audit_log_and_the_bans_are_told_by_name(client: SandboxClient) -> None:
    moderator = client.user("moderator")
    await moderator.time_out(HOME, "member", 60, reason="calm down")
    await moderator.ban(HOME, "member", reason="spam")
    ban, timeout = await client.audit_log(HOME)
    assert (ban.action, ban.user, ban.target, ban.reason) == ("member_ban_add", "moderator", "member", "spam")
    assert (timeout.action, timeout.reason) == ("member_update", "calm down")
    assert timeout.changes[0]["key"] == "communication_disabled_until"
    assert await client.audit_log(HOME, action="member_ban_add") == [ban]
    assert [(each.name, each.reason) for each in await client.bans(HOME)] == [("member", "spam")]
    assert await refused(client.user("member").join(HOME)) == "banned"
    assert await refused(client.add_member(HOME, "member")) == "banned"
    await moderator.unban(HOME, "member")
    assert await client.bans(HOME) == []


async def test_nobody_kicks_bans_or_times_out_themselves_not_even_the_owner(client: SandboxClient) -> None:
    for name in ("owner", "moderator"):
        user = client.user(name)
        for act in (user.kick(HOME, name), user.ban(HOME, name), user.time_out(HOME, name, 60)):
            assert await refused(act) == "50013"
    assert await client.audit_log(HOME) == []


async def test_a_ban_takes_what_was_written_with_it_and_no_second_one_changes_it(
    client: SandboxClient, start_bot: StartBot
) -> None:
    bot = await start_bot()
    await client.user("member").send("general", "buy now")
    kept = await client.user("owner").send("general", "hello")
    moderator = client.user("moderator")
    assert await refused(moderator.ban(HOME, "member", delete_seconds=7 * DAY + 1)) == "50035"
    await moderator.ban(HOME, "member", reason="spam", delete_seconds=DAY)
    assert [message.id for message in await client.user("owner").view("general")] == [kept.id]
    assert len((await bot.told("raw_bulk_message_delete")).message_ids) == 1
    await moderator.ban(HOME, "member", reason="again")
    assert (await client.bans(HOME))[0].reason == "spam"
    assert len(await client.audit_log(HOME)) == 1


async def test_deletions_by_a_moderator_are_counted_in_one_entry(client: SandboxClient) -> None:
    owner, moderator, member = client.user("owner"), client.user("moderator"), client.user("member")
    own = await member.send("general", "mine")
    await member.delete(own)
    for number in range(3):
        await moderator.delete(await member.send("general", f"{number}"))
    await owner.delete(await member.send("general", "x"))
    await moderator.delete(await member.send("bot-commands", "y"))
    await client.advance(301)
    await moderator.delete(await member.send("general", "z"))
    entries = await client.audit_log(HOME, action="message_delete")
    assert [(each.user, each.target, each.options["count"]) for each in reversed(entries)] == [
        ("moderator", "member", "3"),
        ("owner", "member", "1"),
        ("moderator", "member", "1"),
        ("moderator", "member", "1"),
    ]


async def test_the_bot_hears_of_a_users_moderation_with_the_reason(client: SandboxClient, start_bot: StartBot) -> None:
    bot = await start_bot()
    await client.user("moderator").kick(HOME, "member", reason="spam")
    entry = await bot.told("audit_log_entry_create")
    assert isinstance(entry, discord.AuditLogEntry)
    assert entry.user
    assert (entry.user.name, entry.action, entry.reason) == ("moderator", discord.AuditLogAction.kick, "spam")
