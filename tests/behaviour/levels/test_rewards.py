"""Roles that levels earn: given once, given back, never to anybody's surprise."""

import discord
import pytest
from simcord.actors import MemberActor
from simcord.builders import RoleHandle
from simcord.env import Env

from astromorty.bot import Astromorty
from behaviour.levels.conftest import Choose
from behaviour.world import Server, shown


@pytest.fixture
def bronze(server: Server) -> RoleHandle:
    return server.guild.create_role("Bronze")


@pytest.fixture
def silver(server: Server) -> RoleHandle:
    return server.guild.create_role("Silver")


@pytest.fixture
async def rewards(server: Server, bot: Astromorty, bronze: RoleHandle, silver: RoleHandle) -> None:
    """Level 1 earns Bronze, level 2 Silver."""
    await bot.level_rules.set_reward(server.guild.id, bronze.id, 1)
    await bot.level_rules.set_reward(server.guild.id, silver.id, 2)


def roles(member: MemberActor) -> list[str]:
    """Return the names of a member's roles, the lowest first."""
    assert member.member is not None
    return [role.name for role in member.member.roles[1:]]


def changes(env: Env) -> int:
    """Return how often the bot gave or took a role."""
    return sum("/roles/" in entry for entry in env.transcript().splitlines() if "HTTP" in entry)


async def write(server: Server, count: int) -> None:
    for number in range(count):
        await server.member.send(server.channel, f"message {number}")


@pytest.mark.usefixtures("rewards")
async def test_each_role_is_given_once_when_its_level_is_reached(server: Server, env: Env) -> None:
    await write(server, 4)
    assert roles(server.member) == []
    await write(server, 1)
    assert roles(server.member) == ["Bronze"]
    await write(server, 10)
    assert set(roles(server.member)) == {"Bronze", "Silver"}
    assert changes(env) == 2


@pytest.mark.usefixtures("rewards")
async def test_replacing_leaves_the_highest_only(server: Server, choose: Choose) -> None:
    await choose(levels_rewards="replace")
    await write(server, 5)
    assert roles(server.member) == ["Bronze"]
    await write(server, 10)
    assert roles(server.member) == ["Silver"]


@pytest.mark.usefixtures("rewards")
async def test_roles_follow_what_a_manager_changes(server: Server) -> None:
    await server.says(server.manager, "$levels setlevel mia 2")
    assert set(roles(server.member)) == {"Bronze", "Silver"}
    await server.says(server.manager, "$levels take mia 100")
    assert roles(server.member) == ["Bronze"]
    await server.says(server.manager, "$levels give mia 100")
    assert set(roles(server.member)) == {"Bronze", "Silver"}
    await server.manager.slash(server.channel, "levels reset", member=server.member)
    await server.manager.click(server.channel.history()[-1], label="Forget")
    assert roles(server.member) == []


@pytest.mark.usefixtures("rewards")
async def test_resetting_the_server_takes_all_earned_roles(server: Server) -> None:
    await server.says(server.manager, "$levels setlevel mia 2")
    await server.manager.slash(server.channel, "levels reset")
    form = await server.manager.click(server.channel.history()[-1], label="Forget all XP …")
    await server.manager.submit_modal(form, {"name": "Garden"})
    assert roles(server.member) == []
    assert roles(server.manager) == ["Managers"]


@pytest.mark.usefixtures("rewards")
async def test_who_comes_back_gets_the_roles_back(server: Server, env: Env) -> None:
    await server.says(server.manager, "$levels setlevel mia 1")
    server.guild.remove_member(server.member)
    await env.settle()
    back = server.guild.add_member(server.member.user)
    await env.settle()
    assert roles(back) == ["Bronze"]


async def test_a_new_reward_reaches_who_has_the_level_already(
    server: Server, bot: Astromorty, bronze: RoleHandle, silver: RoleHandle
) -> None:
    await bot.levels.set_xp(server.member.id, server.guild.id, 300)
    await bot.levels.add_xp_to_many({(server.guild.id, 1_000 + n): 200 for n in range(150)})
    answer = await server.owner.slash(server.channel, "levels reward add", level=2, role=silver)
    assert shown(answer) == f"✅ Level 2 earns {silver.mention}."
    assert roles(server.member) == ["Silver"]
    assert await server.says(server.owner, "$levels reward add 1 Bronze") == f"✅ Level 1 earns {bronze.mention}."
    assert set(roles(server.member)) == {"Bronze", "Silver"}
    assert await bot.level_rules.requested_sweeps() == {}
    for text in (
        await server.says(server.member, "$levels reward"),
        await server.says(server.member, "$levels reward list"),
        shown(await server.member.slash(server.channel, "levels reward list")),
    ):
        assert f"**Level 1** {bronze.mention}\n**Level 2** {silver.mention}\n-# Earned roles are kept." in text


@pytest.mark.usefixtures("rewards")
async def test_another_kind_of_rewards_reaches_everybody(server: Server) -> None:
    await server.says(server.manager, "$levels setlevel mia 2")
    await server.says(server.manager, "$config set levels_rewards replace")
    assert roles(server.member) == ["Silver"]
    await server.says(server.manager, "$config set levels_rewards stack")
    assert set(roles(server.member)) == {"Bronze", "Silver"}


@pytest.mark.usefixtures("rewards")
async def test_a_reward_that_is_removed_is_kept_by_who_has_it(server: Server, silver: RoleHandle) -> None:
    await server.says(server.manager, "$levels setlevel mia 2")
    said = await server.says(server.manager, f"$levels reward remove {silver.mention}")
    assert said == f"✅ No level earns {silver.mention} any more. Who has it keeps it."
    assert set(roles(server.member)) == {"Bronze", "Silver"}
    said = await server.says(server.manager, f"$levels reward remove {silver.mention}")
    assert said.startswith(f"❌ No level earns {silver.mention};")


async def test_a_role_given_by_hand_is_not_taken(
    server: Server, bot: Astromorty, env: Env, bronze: RoleHandle, silver: RoleHandle
) -> None:
    friend = server.guild.add_member(env.create_user("fritz"), roles=[silver])
    await bot.levels.set_xp(friend.id, server.guild.id, 100)
    await server.owner.slash(server.channel, "levels reward add", level=2, role=silver)
    await server.owner.slash(server.channel, "levels reward add", level=1, role=bronze)
    assert set(roles(friend)) == {"Bronze", "Silver"}


async def test_a_role_deleted_while_the_bot_was_away_is_listed_no_more(server: Server, bot: Astromorty) -> None:
    await bot.level_rules.set_reward(server.guild.id, 1_234_567_890_123_456_789, 1)
    assert "No level earns a role yet." in await server.says(server.member, "$levels reward")
    assert (await bot.level_rules.get(server.guild.id)).rewards == ()


class TestRoleThatCannotBeGiven:
    """Above the bot's highest role."""

    @pytest.fixture
    def high(self, server: Server, env: Env) -> RoleHandle:
        del env
        return server.guild.create_role("High", position=99)

    async def test_the_answer_says_so_at_once(self, server: Server, high: RoleHandle) -> None:
        answer = await server.owner.slash(server.channel, "levels reward add", level=1, role=high)
        assert f"⚠️ Level 1 earns {high.mention}. But I cannot give it: it is not below my highest role" in shown(answer)

    async def test_the_owner_is_told_once_and_the_list_shows_it(
        self, server: Server, bot: Astromorty, high: RoleHandle, bronze: RoleHandle
    ) -> None:
        await bot.level_rules.set_reward(server.guild.id, high.id, 1)
        await bot.level_rules.set_reward(server.guild.id, bronze.id, 1)
        await write(server, 5)
        await server.says(server.manager, "$levels setlevel manu 1")
        assert roles(server.member) == ["Bronze"], "the others are given all the same"
        told = [shown(message) for message in server.owner.user.dm_channel.history()]
        assert len(told) == 1
        assert f"level 1 earns {high.mention}, but it is not below my highest role" in told[0]
        assert "I cannot give it: it is not below my highest role" in await server.says(server.member, "$levels reward")


async def test_nobody_hands_out_by_a_level_what_they_may_not_hand_out(server: Server, env: Env) -> None:
    del env
    admins = server.guild.create_role("Admins", permissions=discord.Permissions(administrator=True), position=50)
    answer = await server.manager.slash(server.channel, "levels reward add", level=1, role=admins)
    assert "does not stand below your own highest role" in shown(answer)
    everyone = await server.owner.slash(server.channel, "levels reward add", level=1, role=server.guild.default_role)
    assert "cannot be given by hand" in shown(everyone)
