"""Jail: all roles are taken and given back, whatever happens in between."""

import asyncio

import discord
import pytest
from simcord.actors import MemberActor
from simcord.builders import RoleHandle
from simcord.env import Env
from sqlalchemy import text

from astromorty.bot import Astromorty
from astromorty.cogs.jail.guard import JailGuard
from astromorty.database.engine import Database
from astromorty.services.cases import NewMeasure
from astromorty.services.guild_settings import SETTINGS
from behaviour.moderation.conftest import ComeDue
from behaviour.moderation.outage import Outage
from behaviour.moderation.staff import Staff, count
from behaviour.world import shown


@pytest.fixture
async def jail_role(staff: Staff, bot: Astromorty) -> RoleHandle:
    role = staff.server.guild.create_role("Jailed")
    await bot.guild_settings.save(staff.guild_id, SETTINGS["jail_role"], role.id)
    return role


@pytest.fixture
def mia(staff: Staff) -> MemberActor:
    """A member with two roles, and one that belongs to boosters."""
    guild = staff.server.guild
    roles = [guild.create_role("Regular"), guild.create_role("Artist"), guild.create_role("Booster", managed=True)]
    return guild.add_member(staff.env.create_user("mia2"), roles=roles)


def roles(env: Env, who: MemberActor) -> list[str]:
    """Return what roles Discord has a member in, by name."""
    guild = env.backend.get_guild(who.guild.id)
    return sorted(guild.roles[role_id].name for role_id in env.backend.get_member(guild.id, who.id).role_ids)


FREE = ["Artist", "Booster", "Regular"]
JAILED = ["Booster", "Jailed"]


async def jail(staff: Staff, who: MemberActor, *rest: str) -> str:
    return await staff.server.says(staff.moderator, " ".join((f"$jail {who.mention}", *rest)))


async def unjail(staff: Staff, who: MemberActor) -> str:
    return await staff.server.says(staff.moderator, f"$unjail {who.mention}")


@pytest.mark.usefixtures("jail_role")
async def test_jail_takes_all_roles_in_one_request_and_unjail_gives_them_back(
    staff: Staff, env: Env, mia: MemberActor, database: Database
) -> None:
    answer = await jail(staff, mia, "spamming -silent")
    assert "jailed · case 1" in answer
    assert roles(env, mia) == JAILED
    assert sum(e.method == "PATCH" and "/members/" in e.path for e in env.http_requests) == 1
    slash = await staff.moderator.slash(staff.server.channel, "unjail", members=mia.mention)
    assert "released from jail · case 2" in shown(slash)
    assert roles(env, mia) == FREE
    first, second = await staff.cases()
    assert (first.kind, first.reason, first.is_open, second.kind) == ("jail", "spamming", False, "unjail")
    assert await count(database, "jail") == 0


@pytest.mark.usefixtures("jail_role")
async def test_who_leaves_and_comes_back_is_in_jail_again_and_gets_all_roles_at_the_release(
    staff: Staff, env: Env, mia: MemberActor
) -> None:
    guild = staff.server.guild
    await jail(staff, mia)
    guild.remove_member(mia)
    await env.settle()
    back = guild.add_member(mia.user, roles=[guild.create_role("Welcome")])
    await env.settle()
    assert roles(env, back) == ["Jailed"], "what is given at the door is taken"
    given = guild.create_role("Given by hand")
    env.backend.edit_member(
        guild.id, mia.id, {"role_ids": [*env.backend.get_member(guild.id, mia.id).role_ids, given.id]}
    )
    answer = await unjail(staff, back)
    assert roles(env, back) == ["Artist", "Given by hand", "Regular"]
    assert "belongs to" not in answer


@pytest.mark.usefixtures("jail_role")
async def test_who_came_back_unseen_is_found_once_the_shard_or_the_server_is_back(
    staff: Staff, env: Env, bot: Astromorty, mia: MemberActor, database: Database
) -> None:
    guard, guild = bot.get_cog("JailGuard"), bot.get_guild(staff.guild_id)
    assert isinstance(guard, JailGuard)
    assert guild is not None
    bot.remove_listener(guard.on_member_join)
    await jail(staff, mia)
    async with database.unit_of_work() as unit:
        # Discord's clock in these tests stands at another time than the database's.
        await unit.session.execute(text("UPDATE jail SET jailed_at = jailed_at - interval '2 years'"))
    for seen in (lambda: bot.dispatch("shard_ready", 0), lambda: bot.dispatch("guild_available", guild)):
        staff.server.guild.remove_member(mia)
        await env.settle()
        back = staff.server.guild.add_member(mia.user)
        await env.settle()
        assert roles(env, back) == [], "nobody saw it"
        seen()
        await asyncio.sleep(0.2)
        await env.settle()
        assert roles(env, back) == ["Jailed"]


@pytest.mark.usefixtures("jail_role")
async def test_jail_twice_changes_the_end_and_loses_no_role(
    staff: Staff, env: Env, mia: MemberActor, come_due: ComeDue
) -> None:
    await jail(staff, mia, "spam")
    assert "They are in jail already, by case 1. Nothing was changed." in await jail(staff, mia)
    answer = await jail(staff, mia, "2h", "more spam")
    assert "jailed" in answer
    assert "Before, it had no end." in answer
    first, second = await staff.cases()
    assert (first.is_open, second.is_open, second.reason) == (False, True, "more spam")
    assert second.expires_at is not None
    assert roles(env, mia) == JAILED
    await come_due()
    assert roles(env, mia) == FREE
    assert await staff.kinds() == ["jail", "jail", "unjail"]
    assert (await staff.cases())[-1].reason == "The time of case 2 is over."


@pytest.mark.usefixtures("jail_role")
async def test_where_discord_or_the_database_refuses_nothing_is_changed_and_nothing_stored(
    staff: Staff, env: Env, mia: MemberActor, database: Database, outage: Outage
) -> None:
    env.inject_error("PATCH", "/guilds/*/members/*", status=403, code=50013)
    assert "Discord does not let me" in await jail(staff, mia)
    await outage.begin()
    slash = await staff.moderator.slash(staff.server.channel, "jail member", members=mia.mention)
    await outage.end()
    assert "database does not answer" in shown(slash)
    assert roles(env, mia) == FREE
    for table in ("jail", "case_intent", "moderation_case", "timer"):
        assert await count(database, table) == 0, table


@pytest.mark.usefixtures("jail_role")
async def test_a_second_jail_that_discord_refuses_keeps_what_the_first_stored(
    staff: Staff, env: Env, mia: MemberActor
) -> None:
    await jail(staff, mia)
    env.inject_error("PATCH", "/guilds/*/members/*", status=403, code=50013)
    assert "Discord does not let me" in await jail(staff, mia, "2h")
    await unjail(staff, mia)
    assert roles(env, mia) == FREE


@pytest.mark.usefixtures("jail_role")
@pytest.mark.parametrize("was_done", [False, True], ids=["before Discord", "after Discord"])
async def test_a_process_that_dies_within_a_jail_leaves_it_whole_or_not_at_all(
    staff: Staff,
    env: Env,
    mia: MemberActor,
    database: Database,
    come_due: ComeDue,
    jail_role: RoleHandle,
    was_done: bool,
) -> None:
    taken = list(env.backend.get_member(staff.guild_id, mia.id).role_ids)[:2]
    async with database.unit_of_work():
        await staff.bot.cases.open(NewMeasure(staff.guild_id, "jail", mia.id, staff.moderator.id, "spam"))
        await staff.bot.jails.store(staff.guild_id, mia.id, jail_role_id=jail_role.id, role_ids=taken)
    if was_done:
        env.backend.edit_member(staff.guild_id, mia.id, {"role_ids": [jail_role.id]})
    await come_due()
    assert await staff.kinds() == ["jail"] * was_done
    assert await count(database, "jail") == was_done
    assert ("They are not in jail." in await unjail(staff, mia)) != was_done
    assert roles(env, mia) == (["Artist", "Regular"] if was_done else FREE)


@pytest.mark.usefixtures("jail_role")
async def test_a_release_whose_case_could_not_be_written_is_recorded_later(
    staff: Staff,
    env: Env,
    mia: MemberActor,
    database: Database,
    outage: Outage,
    come_due: ComeDue,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    await jail(staff, mia)
    with monkeypatch.context() as patch:
        outage.begin_before(patch, staff.bot.http, "edit_member")
        answer = await unjail(staff, mia)
    await outage.end()
    assert "the case is recorded as soon as it answers" in answer
    assert roles(env, mia) == FREE
    await come_due()
    assert await staff.kinds() == ["jail", "unjail"]
    assert await count(database, "jail") == 0


@pytest.mark.usefixtures("jail_role")
async def test_roles_that_cannot_be_given_back_are_told_and_the_others_given(
    staff: Staff, env: Env, mia: MemberActor
) -> None:
    guild = staff.server.guild
    lost = guild.create_role("Deleted soon")
    raised = guild.create_role("Raised soon")
    env.backend.edit_member(
        guild.id, mia.id, {"role_ids": [*env.backend.get_member(guild.id, mia.id).role_ids, lost.id, raised.id]}
    )
    await jail(staff, mia)
    env.backend.delete_role(guild.id, lost.id)
    env.backend.edit_role(guild.id, raised.id, {"position": 99})
    answer = await unjail(staff, mia)
    assert f"I could not give back {raised.mention}: it is not below my highest role." in answer
    assert "1 of their former roles was deleted." in answer
    assert roles(env, mia) == FREE


@pytest.mark.usefixtures("jail_role")
async def test_levels_give_no_role_back_in_jail_and_what_was_earned_after_it(
    staff: Staff, env: Env, bot: Astromorty, mia: MemberActor
) -> None:
    guild = staff.server.guild
    bronze = guild.create_role("Bronze")
    await bot.level_rules.set_reward(guild.id, bronze.id, 1)
    await jail(staff, mia)
    await staff.server.says(staff.server.manager, f"$levels setlevel {mia.mention} 1")
    assert roles(env, mia) == JAILED
    guild.remove_member(mia)
    await env.settle()
    back = guild.add_member(mia.user)
    await env.settle()
    assert roles(env, back) == ["Jailed"]
    await unjail(staff, back)
    assert roles(env, back) == ["Artist", "Bronze", "Regular"]


@pytest.mark.usefixtures("jail_role")
async def test_who_is_released_while_away_comes_back_as_anybody(staff: Staff, env: Env, mia: MemberActor) -> None:
    guild = staff.server.guild
    await jail(staff, mia)
    guild.remove_member(mia)
    assert "They are not in this server" in await unjail(staff, mia)
    await env.settle()
    back = guild.add_member(mia.user)
    await env.settle()
    assert roles(env, back) == []
    assert "They are not in jail." in await unjail(staff, back)


async def test_without_a_jail_role_that_can_be_given_that_is_said_before_anything(
    staff: Staff, env: Env, bot: Astromorty, mia: MemberActor
) -> None:
    guild = staff.server.guild
    assert "`jail setup` makes one; `config set jail_role @role`" in await jail(staff, mia)
    role = guild.create_role("Jailed", position=99)
    await bot.guild_settings.save(guild.id, SETTINGS["jail_role"], role.id)
    assert f"I cannot give the jail role {role.mention}: it is not below my highest role" in await jail(staff, mia)
    env.backend.edit_role(
        guild.id, role.id, {"position": 1, "permissions": discord.Permissions(ban_members=True).value}
    )
    assert "it has permissions of moderators" in await jail(staff, mia)
    env.backend.delete_role(guild.id, role.id)
    assert "The jail role was deleted." in await jail(staff, mia)
    assert roles(env, mia) == FREE


@pytest.mark.usefixtures("jail_role")
async def test_moderators_of_the_same_rank_and_members_are_refused(staff: Staff, mia: MemberActor) -> None:
    assert "has a role as high as yours" in await jail(staff, staff.other_moderator)
    refused = await mia.slash(staff.server.channel, "jail member", members=staff.server.member.mention)
    assert "Timeout Members" in shown(refused) or "Moderate Members" in shown(refused)
    assert await staff.cases() == []
