"""What moderators are told, and what is left, when Discord or the database does not go along."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from simcord.actors import MemberActor

from astromorty.database.engine import Database
from behaviour.moderation.conftest import ComeDue
from behaviour.moderation.outage import Outage
from behaviour.moderation.staff import Staff, count
from behaviour.world import shown
from fixtures.members import eventually


@dataclass(frozen=True)
class Command:
    """A command, the request by which Discord carries it out, and the method that sends that."""

    name: str
    route: tuple[str, str]
    sends: str
    is_timed: bool = False

    def target(self, staff: Staff) -> MemberActor:
        """Let somebody join against whom it can be used, and already be banned or timed out where it needs that."""
        target = staff.join(f"for {self.name}")
        if self.name == "unban":
            staff.env.backend.apply_ban(staff.guild_id, target.id, None)
        if self.name == "untimeout":
            until = (datetime.now(UTC) + timedelta(days=2)).isoformat()
            staff.env.backend.edit_member(staff.guild_id, target.id, {"timed_out_until": until})
        return target

    async def run(self, staff: Staff, target: MemberActor) -> str:
        """Let the moderator use it; return the answer."""
        extra = {"duration": "3d"} if self.is_timed else {}
        members = str(target.id)
        return shown(await staff.moderator.slash(staff.server.channel, self.name, members=members, **extra))

    def is_done(self, staff: Staff, target: MemberActor) -> bool:
        """Say whether Discord has done it."""
        match self.name:
            case "ban" | "tempban":
                return staff.is_banned(target.id)
            case "unban":
                return not staff.is_banned(target.id)
            case "kick":
                return not staff.is_member(target.id)
            case _:
                return (staff.timed_out_until(target.id) is not None) == (self.name == "timeout")


COMMANDS = (
    Command("ban", ("PUT", "/guilds/*/bans/*"), "ban"),
    Command("tempban", ("PUT", "/guilds/*/bans/*"), "ban", is_timed=True),
    Command("unban", ("DELETE", "/guilds/*/bans/*"), "unban"),
    Command("kick", ("DELETE", "/guilds/*/members/*"), "kick"),
    Command("timeout", ("PATCH", "/guilds/*/members/*"), "edit_member", is_timed=True),
    Command("untimeout", ("PATCH", "/guilds/*/members/*"), "edit_member"),
)
NAMES = [command.name for command in COMMANDS]


async def assert_nothing_left(staff: Staff, database: Database, target: MemberActor) -> None:
    assert await staff.cases() == []
    assert await count(database, "case_intent") == 0
    assert await count(database, "timer") == 0
    assert staff.told(target) == []


async def test_a_measure_that_discord_forbids_leaves_nothing_and_the_moderator_is_told_why(
    staff: Staff, database: Database
) -> None:
    for command in COMMANDS:
        target = command.target(staff)
        staff.env.inject_error(*command.route, status=403, code=50013)
        answer = await command.run(staff, target)
        assert "❌" in answer, command
        assert "Discord does not let me: I lack the permission, or their highest role is not below mine." in answer
        assert not command.is_done(staff, target), command
        await assert_nothing_left(staff, database, target)


async def test_a_target_that_is_gone_meanwhile_leaves_nothing_and_the_moderator_is_told(
    staff: Staff, database: Database
) -> None:
    for command in COMMANDS:
        target = command.target(staff)
        code, sentence = 10013, "There is no such user any more."
        if "members" in command.route[1]:
            code, sentence = 10007, "They are not in this server any more."
        staff.env.inject_error(*command.route, status=404, code=code)
        assert sentence in await command.run(staff, target), command
        await assert_nothing_left(staff, database, target)


@pytest.mark.parametrize("was_done", [False, True], ids=["not done", "done"])
async def test_what_discord_does_not_answer_is_asked_again_and_recorded_only_if_it_was_done(
    staff: Staff, database: Database, come_due: ComeDue, monkeypatch: pytest.MonkeyPatch, was_done: bool
) -> None:
    targets = {command: command.target(staff) for command in COMMANDS}
    for command, target in targets.items():
        with monkeypatch.context() as patch:
            if was_done:
                lose_the_answer(patch, staff, command)
            else:
                staff.env.inject_error(*command.route, status=503)
            answer = await command.run(staff, target)
        assert "⚠️" in answer, command
        assert "I ask it again in two minutes" in answer, command
    assert await staff.cases() == []
    assert await count(database, "case_intent") == len(COMMANDS)
    await come_due()
    assert [command.is_done(staff, target) for command, target in targets.items()] == [was_done] * len(COMMANDS)
    assert sorted(await staff.kinds()) == sorted(NAMES * was_done)
    assert await count(database, "case_intent") == 0


def lose_the_answer(patch: pytest.MonkeyPatch, staff: Staff, command: Command) -> None:
    send = getattr(staff.bot.http, command.sends)

    async def send_and_lose_the_answer(*args: object, **kwargs: object) -> None:
        await send(*args, **kwargs)
        raise TimeoutError

    patch.setattr(staff.bot.http, command.sends, send_and_lose_the_answer)


async def test_without_the_database_timed_measures_are_refused_and_others_done_and_said_to_be_unrecorded(
    staff: Staff, outage: Outage, database: Database
) -> None:
    targets = {command: command.target(staff) for command in COMMANDS}
    await outage.begin()
    answers = [await command.run(staff, target) for command, target in targets.items()]
    await outage.end()
    for (command, target), answer in zip(targets.items(), answers, strict=True):
        assert command.is_done(staff, target) != command.is_timed, command
        expected = "this needs it. Nothing was done" if command.is_timed else "there is no case of it"
        assert expected in answer, command
    assert await staff.cases() == []
    assert await count(database, "case_intent") == 0


async def test_a_database_that_goes_away_after_the_intent_gets_its_case_when_it_is_back(
    staff: Staff, outage: Outage, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Not while a command runs: the world's clock would stand. It is moved by hand below.
    monkeypatch.setattr("astromorty.services.cases.service.TRY_EVERY", 30.0)

    async def all_recorded() -> bool:
        return await count(database, "case_intent") == 0

    targets = {command: command.target(staff) for command in COMMANDS}
    for command, target in targets.items():
        with monkeypatch.context() as patch:
            outage.begin_before(patch, staff.bot.http, command.sends)
            answer = await command.run(staff, target)
        await outage.end()
        assert command.is_done(staff, target), command
        assert "the case is recorded as soon as it answers" in answer, command
        await staff.env.advance_time(31)
        await eventually(all_recorded, within=20)
    assert sorted(await staff.kinds()) == sorted(NAMES)


async def test_a_refusal_that_cannot_be_written_down_is_found_out_again(
    staff: Staff, outage: Outage, database: Database, come_due: ComeDue, monkeypatch: pytest.MonkeyPatch
) -> None:
    ban = COMMANDS[0]
    target = ban.target(staff)
    staff.env.inject_error(*ban.route, status=403, code=50013)
    outage.begin_before(monkeypatch, staff.bot.http, ban.sends)
    assert "Discord does not let me" in await ban.run(staff, target)
    await outage.end()
    assert await count(database, "case_intent") == 1
    await come_due()
    await assert_nothing_left(staff, database, target)


async def test_what_is_only_written_down_is_refused_without_the_database(staff: Staff, outage: Outage) -> None:
    mia = staff.server.member
    await outage.begin()
    warned = await staff.moderator.slash(staff.server.channel, "warn", members=mia.mention, reason="spam")
    noted = await staff.moderator.slash(staff.server.channel, "note", members=mia.mention, text="spam")
    await outage.end()
    assert "Nothing was done" in shown(warned)
    assert "Nothing was done" in shown(noted)
    assert staff.told(mia) == []
    assert await staff.cases() == []
