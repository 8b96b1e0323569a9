"""`permissions explain`: which rule decides, in words."""

import discord
import pytest

from astromorty.bot import Astromorty
from behaviour.permissions.conftest import Newcomer, RoleOfRank
from behaviour.world import Server, shown


async def explained(server: Server, who: object, command: str) -> str:
    answer = await server.owner.slash(server.channel, "permissions explain", member=who, command=command)
    return shown(answer).partition("\n")[2]


async def test_who_owns_or_administers_the_server_passes(server: Server, newcomer: Newcomer) -> None:
    administrator = newcomer("ada", administrator=True)
    role = server.guild.roles["ada's"]
    assert await explained(server, server.owner, "ban") == "They own this server, and its owner always passes."
    assert await explained(server, administrator, "ban") == (
        f"They have Administrator by {role.mention}, and administrators always pass."
    )


async def test_without_a_rule_discords_permissions_decide(server: Server, newcomer: Newcomer) -> None:
    moderator = newcomer("moe", ban_members=True)
    role = server.guild.roles["moe's"]
    start = "There is no rule for it, so Discord's permissions decide."
    assert await explained(server, moderator, "ban") == (
        f"{start}\nIt needs Ban Members, which they have by {role.mention}."
    )
    assert await explained(server, server.member, "ban") == f"{start}\nIt needs Ban Members, which they do not have."
    assert await explained(server, server.member, "ping") == (
        "There is no rule for it, and by default it is for everyone."
    )
    assert "It needs Timeout Members, which they do not have." in await explained(server, moderator, "clear-afk")


async def test_a_channels_own_permissions_are_told_apart(server: Server, bot: Astromorty) -> None:
    channel = bot.get_channel(server.channel.id)
    assert isinstance(channel, discord.TextChannel)
    assert server.member.member is not None
    lacking = await explained(server, server.member, "purge")
    assert "It needs Manage Messages in this channel, which they do not have." in lacking
    await channel.set_permissions(server.member.member, overwrite=discord.PermissionOverwrite(manage_messages=True))
    having = await explained(server, server.member, "purge")
    assert f"Manage Messages in this channel, which they have by the permissions of {channel.mention} itself" in having


@pytest.mark.parametrize(("value", "words"), [("everyone", "everyone pass"), ("nobody", "nobody pass but the owner")])
async def test_a_rule_is_named_with_the_group_that_it_is_about(server: Server, value: str, words: str) -> None:
    await server.says(server.owner, f"$permissions set prefix {value}")
    own, groups = "The server's rule for it lets", "The server's rule for `prefix`, the group that it is in, lets"
    assert (await explained(server, server.member, "prefix")).startswith(f"{own} {words}")
    assert (await explained(server, server.member, "prefix set")).startswith(f"{groups} {words}")


async def test_a_rank_is_told_with_the_roles_that_hold_it(
    server: Server, newcomer: Newcomer, role_of_rank: RoleOfRank
) -> None:
    low, high = await role_of_rank(3), await role_of_rank(6)
    await server.says(server.owner, "$permissions set prefix set 5")
    lets = "The server's rule for it lets `Moderator` (5) and above pass"
    both, helper = newcomer("bo", low, high), newcomer("hal", low)
    assert await explained(server, both, "prefix set") == (
        f"{lets}; they hold `Senior Moderator` (6) by {high.mention}."
    )
    assert await explained(server, helper, "prefix set") == f"{lets}; they hold `Helper` (3) by {low.mention}."
    assert await explained(server, server.manager, "prefix set") == f"{lets}; none of their roles holds a rank."
    answer = await server.says(server.owner, f"$permissions explain {helper.mention} prefix set")
    assert answer.startswith(f"{helper.mention} ⛔ may not use `prefix set`.")


async def test_commands_of_the_operator_are_nobody_elses(server: Server, bot: Astromorty) -> None:
    bot.owner_ids = {server.member.id}
    sentence = "It is for the operator of this bot, {}; no server decides about it."
    assert await explained(server, server.owner, "owner sync") == sentence.format("who they are not")
    assert await explained(server, server.member, "owner") == sentence.format("who they are")
