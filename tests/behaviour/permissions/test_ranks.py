"""Ranks as the owner of a server makes, names, gives and deletes them."""

import pytest
from simcord.env import Env

from astromorty.bot import Astromorty
from behaviour.permissions.conftest import RoleOfRank
from behaviour.world import Server, shown


async def test_ranks_are_made_at_once_and_those_that_there_are_stay(server: Server) -> None:
    assert "There are none yet. `ranks init` makes eleven" in await server.says(server.owner, "$ranks")
    assert await server.says(server.owner, "$ranks create 5 Wise  *One*") == (
        "✅ There is a rank `Wise *One*` (5) now. `ranks assign` gives it to a role."
    )
    made = shown(await server.owner.slash(server.channel, "ranks init"))
    assert made.startswith("✅ New ranks: `Member` (0), `Regular` (1)")
    assert "(5)" not in made
    assert made.endswith("`Server Owner` (10). `ranks assign` gives one to a role.")
    listed = shown(await server.owner.slash(server.channel, "ranks show"))
    assert listed.startswith("### Ranks\n`Server Owner` (10) · no role\n")
    assert "\n`Wise *One*` (5) · no role\n" in listed
    assert "has all ranks from 0 to 10 already" in await server.says(server.owner, "$ranks init")
    assert "There is a rank 5 already" in await server.says(server.owner, "$ranks create 5 Other")


UNUSABLE = [
    ("x" * 51, "1 to 50 characters"),
    ("a `b", "no back-ticks"),
    ("a\x07b", "no control characters"),
    ("7", "not called a number"),
    ("Everyone", "not called a number, 'everyone', 'nobody', 'default'"),
]


@pytest.mark.usefixtures("ranks")
async def test_an_unusable_name_is_refused_with_its_reason(server: Server) -> None:
    for name, sentence in UNUSABLE:
        for command, rank in (("create", 5), ("edit", "5")):
            refused = await server.owner.slash(server.channel, f"ranks {command}", rank=rank, name=name)
            assert sentence in shown(refused)
            assert refused.ephemeral
    assert "`Moderator` (5)" in await server.says(server.owner, "$ranks")


@pytest.mark.usefixtures("ranks")
async def test_a_rank_gets_another_name(server: Server) -> None:
    answer = await server.says(server.owner, "$ranks edit moderator Guardian")
    assert answer == "✅ Rank 5 is called `Guardian` (5) now."
    assert "There is no such rank" in await server.says(server.owner, "$ranks edit moderator Guardian")
    await server.says(server.owner, "$ranks edit 6 Guardian")
    ambiguous = await server.says(server.owner, "$ranks edit Guardian x")
    assert "Several ranks are called so; choose by the number: 5 and 6." in ambiguous


@pytest.mark.usefixtures("ranks")
async def test_a_role_holds_one_rank_and_everyone_can_hold_the_lowest(server: Server) -> None:
    role = server.guild.create_role("Staff")
    answer = await server.owner.slash(server.channel, "ranks assign", rank="5", role=role)
    assert shown(answer) == f"✅ {role.mention} holds `Moderator` (5) now."
    answer = await server.says(server.owner, '$ranks assign "Server Owner" Staff')
    assert answer == f"✅ {role.mention} holds `Server Owner` (10) now instead of rank 5."
    assert f"`Server Owner` (10) · {role.mention}" in await server.says(server.owner, "$ranks")
    answer = await server.says(server.owner, "$ranks unassign Staff")
    assert answer == f"✅ {role.mention} does not hold rank 10 any more."
    assert "holds no rank" in await server.says(server.owner, "$ranks unassign Staff")
    everyone = server.guild.default_role
    refused = await server.owner.slash(server.channel, "ranks assign", rank="1", role=everyone)
    assert "Everybody has this role, so it can hold rank 0 only" in shown(refused)
    assert "holds `Member` (0) now" in shown(
        await server.owner.slash(server.channel, "ranks assign", rank="member", role=everyone)
    )
    await server.says(server.owner, "$permissions set prefix set member")
    assert "The prefix is now `?`" in await server.says(server.member, "$prefix set ?")


async def test_a_rank_that_rules_name_stays_and_says_which(server: Server, role_of_rank: RoleOfRank) -> None:
    role = await role_of_rank(5)
    await server.says(server.owner, "$permissions set ping 5")
    await server.says(server.owner, "$permissions set levels reset moderator")
    refused = await server.says(server.owner, "$ranks delete Moderator")
    assert refused == "❌ Rules name this rank: those for `levels reset`, `ping`. Change them first."
    await server.says(server.owner, "$permissions set ping default")
    await server.says(server.owner, "$permissions set levels reset everyone")
    answer = await server.says(server.owner, "$ranks delete Moderator")
    assert answer == f"✅ The rank `Moderator` (5) was deleted. It was held by {role.mention}."
    assert "There is no such rank" in await server.says(server.owner, "$ranks delete 5")


async def test_a_deleted_role_holds_nothing_any_more(
    env: Env, server: Server, bot: Astromorty, role_of_rank: RoleOfRank
) -> None:
    role = await role_of_rank(5)
    assert role.mention in await server.says(server.owner, "$ranks show")
    env.backend.delete_role(server.guild.id, role.id)
    await env.settle()
    assert (await bot.permissions.get_set(server.guild.id)).roles == ()
    assert "`Moderator` (5) · no role" in await server.says(server.owner, "$ranks show")


@pytest.mark.usefixtures("ranks")
async def test_ranks_are_offered_by_number_and_name(server: Server) -> None:
    for typed, names in (("head", ["7 · Head Moderator", "9 · Head Administrator"]), ("3", ["3 · Helper"])):
        choices = await server.owner.autocomplete(server.channel, "ranks assign", "rank", typed)
        assert [choice["name"] for choice in choices] == names
    assert len(await server.owner.autocomplete(server.channel, "ranks delete", "rank", "")) == 11
