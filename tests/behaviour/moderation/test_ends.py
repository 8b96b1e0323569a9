"""The end of a ban for a time, and measures whose process ended in the middle."""

from datetime import UTC, datetime, timedelta

from astromorty.database.engine import Database
from astromorty.services.cases import NewMeasure
from astromorty.services.cases.timers import INTENT
from behaviour.moderation.conftest import ComeDue
from behaviour.moderation.staff import Staff, count
from behaviour.world import shown


async def tempban(staff: Staff, user_id: int, duration: str = "3d") -> None:
    await staff.moderator.slash(staff.server.channel, "tempban", members=str(user_id), duration=duration)


async def test_a_tempban_ends_by_an_unban_of_the_bot(staff: Staff, come_due: ComeDue, database: Database) -> None:
    mia = staff.server.member.id
    await tempban(staff, mia)
    await come_due()
    assert not staff.is_banned(mia)
    tempbanned, unbanned = await staff.cases()
    assert staff.bot.user is not None
    assert (tempbanned.is_open, unbanned.kind, unbanned.moderator_id) == (False, "unban", staff.bot.user.id)
    assert unbanned.reason == "The time of case 1 is over."
    assert await count(database, "timer", "kind = 'case_end'") == 0


async def test_one_that_was_lifted_in_discord_ends_as_well(staff: Staff, come_due: ComeDue) -> None:
    mia = staff.server.member.id
    await tempban(staff, mia)
    staff.env.backend.remove_ban(staff.guild_id, mia)
    await come_due()
    tempbanned, unbanned = await staff.cases()
    assert not tempbanned.is_open
    assert "They were not banned any more" in str(unbanned.reason)


async def test_a_ban_for_good_and_an_unban_cancel_the_end(staff: Staff, database: Database) -> None:
    for command, target in {"ban": staff.server.member, "unban": staff.join("joe")}.items():
        await tempban(staff, target.id)
        assert await count(database, "timer", "kind = 'case_end'") == 1
        await staff.moderator.slash(staff.server.channel, command, members=str(target.id))
        assert await count(database, "timer", "kind = 'case_end'") == 0


async def test_another_tempban_moves_the_end(staff: Staff, database: Database, come_due: ComeDue) -> None:
    mia = staff.server.member.id
    await tempban(staff, mia)
    await tempban(staff, mia, "9d")
    assert await count(database, "timer", "kind = 'case_end'") == 1
    await come_due()
    assert await staff.kinds() == ["tempban", "tempban", "unban"]
    assert not any(case.is_open for case in (await staff.cases())[:2])


async def test_the_end_waits_for_a_discord_that_does_not_let_the_bot(
    staff: Staff, database: Database, come_due: ComeDue
) -> None:
    mia = staff.server.member.id
    await tempban(staff, mia)
    staff.env.inject_error("DELETE", "/guilds/*/bans/*", status=403, code=50013)
    await come_due()
    assert await staff.kinds() == ["tempban"]
    assert await count(database, "timer", "kind = 'case_end' AND attempts = 1") == 1
    await come_due()
    assert await staff.kinds() == ["tempban", "unban"]


async def begin_kick(staff: Staff, user_id: int) -> None:
    """Write an intent as a process does that ends before it does anything else."""
    await staff.bot.cases.open(NewMeasure(staff.guild_id, "kick", user_id, staff.moderator.id, "spam"))


async def test_who_left_by_themselves_was_not_kicked(staff: Staff, come_due: ComeDue) -> None:
    await begin_kick(staff, staff.server.member.id)
    staff.server.guild.remove_member(staff.server.member)
    await come_due()
    assert await staff.cases() == []


async def test_without_a_look_into_the_audit_log_who_is_gone_was_kicked(
    staff: Staff, come_due: ComeDue, database: Database
) -> None:
    await begin_kick(staff, staff.server.member.id)
    staff.server.guild.remove_member(staff.server.member)
    staff.env.inject_error("GET", "/guilds/*/audit-logs", status=403, code=50013)
    await come_due()
    assert await staff.kinds() == ["kick"]
    assert await count(database, "case_intent") == 0


async def test_a_timeout_of_somebody_else_is_not_taken_for_ones_own(staff: Staff, come_due: ComeDue) -> None:
    mia, at = staff.server.member.id, datetime.now(UTC) + timedelta(hours=1)
    await staff.bot.cases.open(NewMeasure(staff.guild_id, "timeout", mia, staff.moderator.id, "spam", at))
    by_hand = (at + timedelta(hours=1)).isoformat()
    staff.env.backend.edit_member(staff.guild_id, mia, {"timed_out_until": by_hand})
    await come_due()
    assert await staff.cases() == []


async def test_a_measure_that_is_repeated_before_anybody_knows_makes_one_case_and_keeps_its_end(
    staff: Staff, come_due: ComeDue, database: Database
) -> None:
    mia = staff.server.member.id
    staff.env.inject_error("PUT", "/guilds/*/bans/*", status=503)
    answer = await staff.moderator.slash(staff.server.channel, "ban", members=str(mia))
    assert "I ask it again in two minutes" in shown(answer)
    await tempban(staff, mia)
    await come_due(INTENT)
    assert await staff.kinds() == ["tempban"]
    assert await count(database, "timer", "kind = 'case_end'") == 1


async def test_a_discord_that_does_not_tell_is_asked_again(staff: Staff, come_due: ComeDue, database: Database) -> None:
    await begin_kick(staff, staff.server.member.id)
    staff.env.inject_error("GET", "/guilds/*/members/*", status=503)
    await come_due()
    assert await count(database, "case_intent") == 1
    await come_due()
    assert await count(database, "case_intent") == 0
    assert await staff.cases() == []
