"""Bans, for good and for a time, and their end: what moderators and members see, and what is recorded."""

from datetime import UTC, datetime, timedelta

from behaviour.moderation.staff import Staff
from behaviour.world import shown


async def ban(staff: Staff, *members: object, **options: object) -> str:
    listed = " ".join(str(getattr(member, "mention", member)) for member in members)
    return shown(await staff.moderator.slash(staff.server.channel, "ban", members=listed, **options))


async def test_a_ban_is_told_carried_out_and_numbered(staff: Staff) -> None:
    mia, joe = staff.server.member, staff.join("joe")
    answers = {
        mia: await ban(staff, mia, reason="spam"),
        joe: await staff.server.says(staff.moderator, f"$ban {joe.mention} spam"),
    }
    for number, (who, answer) in enumerate(answers.items(), 1):
        assert f"✅ {who.mention}: was banned · case {number}" in answer
        assert staff.is_banned(who.id)
        (told,) = staff.told(who)
        assert "You were banned in Garden" in told
        assert "spam" in told
        case = await staff.bot.cases.find(staff.guild_id, number)
        assert (case.kind, case.member_id, case.moderator_id) == ("ban", who.id, staff.moderator.id)
        assert case.reason == "spam"
    assert staff.audit_reasons()[-2:] == [f"max ({staff.moderator.id}): spam"] * 2


async def test_flags_stand_behind_the_reason(staff: Staff) -> None:
    mia, joe = staff.server.member, staff.join("joe")
    answer = await staff.server.says(staff.moderator, f"$ban {mia.mention} {joe.id}, a lot of spam -purge 1d -silent")
    assert "Ban · 2 of 2" in answer
    assert {case.reason for case in await staff.cases()} == {"a lot of spam"}
    assert staff.told(mia) == staff.told(joe) == []
    puts = [entry for entry in staff.env.http_requests if entry.method == "PUT" and "/bans/" in entry.path]
    assert [entry.params for entry in puts] == [{"delete_message_seconds": 86_400}] * 2


async def test_what_cannot_be_used_changes_nothing(staff: Staff) -> None:
    for words, sentence in {
        "spam -purge 8d": "`purge` is `0` to `7d`",
        "spam -purge banana": "`purge` is `0` to `7d`",
        "spam -purge": "`purge` is `0` to `7d`",
        "-silent spam": "Flags stand at the end",
        "x" * 513: "A reason has at most 512 characters",
    }.items():
        assert sentence in await staff.server.says(staff.moderator, f"$ban {staff.server.member.mention} {words}")
    for duration, sentence in {"banana": "I do not understand", "9999w": "ten years"}.items():
        command = f"$tempban {staff.server.member.mention} {duration}"
        assert sentence in await staff.server.says(staff.moderator, command)
    assert not staff.is_banned(staff.server.member.id)
    assert await staff.cases() == []


async def test_common_lengths_of_time_are_offered(staff: Staff) -> None:
    for name, option, typed, first in (("ban", "purge", "1", "1h"), ("tempban", "duration", "", "12h")):
        choices = await staff.moderator.autocomplete(staff.server.channel, name, option, typed)
        assert choices[0]["value"] == first


async def test_who_is_meant_is_said_by_mention_or_id(staff: Staff) -> None:
    for nobody in ("mia spam", ""):
        assert "Name at least one member" in await staff.server.says(staff.moderator, f"$ban {nobody}")
    assert "`mia` is neither a mention nor an ID" in await ban(staff, "mia")
    too_many = " ".join(str(10**17 + number) for number in range(21))
    assert "You named 21 members; up to 20 are possible" in await ban(staff, too_many)


async def test_users_who_left_or_never_came_are_banned_by_id_and_unknown_ones_are_named(staff: Staff) -> None:
    gone, stranger = staff.join("gone"), staff.env.create_user("stranger")
    staff.server.guild.remove_member(gone)
    unknown = 123_456_789_012_345_678
    answer = await ban(staff, gone.id, stranger.id, unknown, staff.server.member, reason="raid")
    assert "Ban · 3 of 4" in answer
    assert f"✅ <@{stranger.id}> (stranger): was banned · case 2" in answer
    assert f"There is no user with the ID `{unknown}`" in answer
    assert await staff.kinds() == ["ban"] * 3
    assert all(map(staff.is_banned, (gone.id, stranger.id, staff.server.member.id)))


async def test_the_hierarchy_is_checked_for_all_before_anything_is_done(staff: Staff) -> None:
    mia = staff.server.member
    answer = await ban(staff, staff.moderator, staff.other_moderator, staff.server.owner, mia)
    assert "Ban · 1 of 4" in answer
    assert answer.count("❌") == 3
    assert staff.is_banned(mia.id)
    assert await staff.kinds() == ["ban"]
    refused = await staff.moderator.slash(staff.server.channel, "ban", members=staff.server.owner.mention)
    assert refused.ephemeral
    assert "❌" in shown(refused)


async def test_a_ban_that_is_in_force_is_told_and_makes_no_second_case(staff: Staff) -> None:
    await ban(staff, staff.server.member)
    assert "They are banned already" in await ban(staff, staff.server.member.id)
    assert await staff.kinds() == ["ban"]


async def test_a_tempban_says_until_when_and_a_ban_in_its_place_is_for_good(staff: Staff) -> None:
    mia = staff.server.member
    answer = await staff.server.says(staff.moderator, f"$tempban {mia.mention} 3d spam")
    assert "was banned until <t:" in answer
    assert "Until <t:" in staff.told(mia)[0]
    (case,) = await staff.cases()
    assert case.expires_at is not None
    assert abs(case.expires_at - datetime.now(UTC) - timedelta(days=3)) < timedelta(minutes=1)
    assert "It ended <t:" in await ban(staff, mia.id)
    tempban, banned = await staff.cases()
    assert (tempban.is_open, banned.kind, banned.is_open) == (False, "ban", True)
    assert await staff.bot.cases.open_measure(staff.guild_id, mia.id, "tempban") is None


async def test_a_tempban_over_a_ban_gives_it_an_end_and_another_one_changes_that(staff: Staff) -> None:
    mia = staff.server.member
    await ban(staff, mia)
    over = await staff.server.says(staff.moderator, f"$tempban {mia.id} 3d")
    assert "The ban was for good before" in over
    again = await staff.server.says(staff.moderator, f"$tempban {mia.id} 1h")
    assert "The ban ended <t:" in again
    assert [case.is_open for case in await staff.cases()] == [False, False, True]
    assert len(staff.told(mia)) == 1


async def test_unban_closes_the_case_of_the_ban(staff: Staff) -> None:
    mia = staff.server.member
    await staff.moderator.slash(staff.server.channel, "tempban", members=mia.mention, duration="3d")
    answer = shown(await staff.moderator.slash(staff.server.channel, "unban", members=str(mia.id), reason="sorry"))
    assert "was unbanned · case 2" in answer
    assert not staff.is_banned(mia.id)
    assert [case.is_open for case in await staff.cases()] == [False, True]
    again = await staff.moderator.slash(staff.server.channel, "unban", members=str(mia.id))
    assert "They are not banned" in shown(again)
    assert await staff.kinds() == ["tempban", "unban"]


async def test_a_ban_that_was_lifted_in_discord_leaves_no_open_case(staff: Staff) -> None:
    mia = staff.server.member
    await staff.moderator.slash(staff.server.channel, "tempban", members=mia.mention, duration="3d")
    staff.env.backend.remove_ban(staff.guild_id, mia.id)
    await staff.moderator.slash(staff.server.channel, "unban", members=str(mia.id))
    assert [case.is_open for case in await staff.cases()] == [False, True]
