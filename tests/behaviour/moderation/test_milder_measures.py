"""Kicks, time-outs, warnings and notes."""

from datetime import UTC, datetime, timedelta

from simcord.actors import MemberActor

from behaviour.moderation.staff import Staff
from behaviour.world import shown


def until(staff: Staff, who: MemberActor) -> timedelta:
    """Return for how long somebody is still timed out."""
    at = staff.timed_out_until(who.id)
    return datetime.fromisoformat(at) - datetime.now(UTC) if at else timedelta()


async def test_a_kicked_member_is_told_and_gone(staff: Staff) -> None:
    mia = staff.server.member
    answer = await staff.server.says(staff.moderator, f"$kick {mia.mention} calm down")
    assert f"✅ {mia.mention}: was kicked · case 1" in answer
    assert not staff.is_member(mia.id)
    assert "You were kicked in Garden" in staff.told(mia)[0]
    assert "There is nobody in this server with the ID" in await staff.server.says(staff.moderator, f"$kick {mia.id}")
    assert await staff.kinds() == ["kick"]


async def test_a_timeout_says_until_when_and_a_shorter_one_changes_nothing(staff: Staff) -> None:
    mia = staff.server.member
    answer = shown(await staff.moderator.slash(staff.server.channel, "timeout", members=mia.mention, duration="1h"))
    assert "was timed out until <t:" in answer
    assert abs(until(staff, mia) - timedelta(hours=1)) < timedelta(minutes=1)
    assert "Until <t:" in staff.told(mia)[0]
    shorter = await staff.server.says(staff.moderator, f"$timeout {mia.mention} 10m")
    assert "They are timed out already, until <t:" in shorter
    assert await staff.kinds() == ["timeout"]
    await staff.server.says(staff.moderator, f"$timeout {mia.mention} 28d enough -silent")
    assert until(staff, mia) > timedelta(days=27)
    assert [case.is_open for case in await staff.cases()] == [False, True]
    assert len(staff.told(mia)) == 1


async def test_a_timeout_lasts_28_days_at_most_and_spares_administrators(staff: Staff) -> None:
    mia = staff.server.member
    assert "at most" in await staff.server.says(staff.moderator, f"$timeout {mia.mention} 29d")
    assert "I do not understand that duration" in await staff.server.says(staff.moderator, f"$timeout {mia.mention} x")
    assert until(staff, mia) == timedelta()
    assert await staff.cases() == []


async def test_untimeout_ends_a_timeout_and_says_where_there_is_none(staff: Staff) -> None:
    mia = staff.server.member
    assert "They are not timed out" in await staff.server.says(staff.moderator, f"$untimeout {mia.mention}")
    await staff.server.says(staff.moderator, f"$timeout {mia.mention} 1h")
    assert "was let talk again · case 2" in await staff.server.says(staff.moderator, f"$untimeout {mia.mention}")
    assert until(staff, mia) == timedelta()
    assert [case.is_open for case in await staff.cases()] == [False, True]


async def test_a_warning_reaches_its_member_or_the_moderator_hears_why_not(staff: Staff) -> None:
    mia, joe = staff.server.member, staff.join("joe")
    staff.env.inject_error("POST", f"/channels/{joe.user.dm_channel.id}/messages", status=403, code=50007)
    answer = await staff.server.says(staff.moderator, f"$warn {mia.mention} {joe.mention} be @everyone nice")
    assert f"{mia.mention}: was warned · case 1" in answer
    assert f"{joe.mention}: was warned · case 2. They take no direct messages." in answer
    assert "be @everyone nice" in staff.told(mia)[0]
    assert await staff.kinds() == ["warn"] * 2


async def test_a_note_is_seen_by_moderators_only_and_may_be_on_who_left(staff: Staff) -> None:
    mia = staff.server.member
    staff.server.guild.remove_member(mia)
    answer = await staff.moderator.slash(staff.server.channel, "note", members=str(mia.id), text="asks for keys")
    assert answer.ephemeral
    assert "case 1" in shown(answer)
    assert staff.told(mia) == []
    (case,) = await staff.cases()
    assert (case.kind, case.reason) == ("note", "asks for keys")


async def test_members_may_use_none_of_it(staff: Staff) -> None:
    mia, joe = staff.server.member, staff.join("joe")
    for command in ("ban", "tempban", "unban", "kick", "timeout", "untimeout", "warn", "note"):
        refused = await staff.server.says(mia, f"${command} {joe.mention} 1d")
        assert "❌" in refused, command
    assert await staff.cases() == []
    assert staff.is_member(joe.id)


async def test_a_bot_that_lacks_the_permission_says_so_first(staff: Staff) -> None:
    me = staff.server.guild.me
    assert me is not None
    staff.env.backend.edit_role(staff.guild_id, me.top_role.id, {"permissions": 3_072})
    answer = await staff.server.says(staff.moderator, f"$ban {staff.server.member.mention}")
    assert "I need the Ban Members permission" in answer
