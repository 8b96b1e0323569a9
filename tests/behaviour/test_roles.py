"""Panels by which members take roles."""

import discord
import pytest
from simcord.builders import RoleHandle
from simcord.env import Env
from simcord.results import InteractionResult

from astromorty.bot import Astromorty
from behaviour.role_panels import make_panel, new_colours, panel_message
from behaviour.world import Server, shown


@pytest.fixture
def colours(server: Server, env: Env) -> list[RoleHandle]:
    return new_colours(server, env)


def names(server: Server, bot: Astromorty) -> set[str]:
    guild = bot.get_guild(server.guild.id)
    assert guild is not None
    member = guild.get_member(server.member.id)
    assert member is not None
    return {role.name for role in member.roles[1:]}


async def test_a_member_takes_a_role_and_gives_it_back(
    server: Server, bot: Astromorty, colours: list[RoleHandle]
) -> None:
    await make_panel(server, colours)
    button = f"roles:1:take:{colours[0].id}"
    given = await server.member.click(panel_message(server), custom_id=button)
    assert given.ephemeral
    assert "now." in told(given)
    assert names(server, bot) == {"Red"}
    taken = await server.member.click(panel_message(server), custom_id=button)
    assert "You gave back" in told(taken)
    assert names(server, bot) == set()


def told(result: InteractionResult) -> str:
    return shown(result)


async def test_of_a_list_where_one_can_be_had_another_takes_its_place(
    server: Server, bot: Astromorty, colours: list[RoleHandle]
) -> None:
    await make_panel(server, colours, kind="select", mode="one")
    red, blue = colours
    await server.member.select(panel_message(server), [str(red.id)], custom_id="roles:1:choose")
    assert names(server, bot) == {"Red"}
    changed = await server.member.select(panel_message(server), [str(blue.id)], custom_id="roles:1:choose")
    assert told(changed) == f"✅ You have {blue.mention} now. You gave back {red.mention}."
    assert names(server, bot) == {"Blue"}


async def test_no_panel_gives_what_nobody_takes_by_themselves(
    server: Server, bot: Astromorty, env: Env, colours: list[RoleHandle]
) -> None:
    await make_panel(server, colours[:1])
    high = server.guild.create_role("High")
    env.backend.edit_role(server.guild.id, high.id, {"position": 30})
    refused = await server.owner.slash(server.channel, "roles panel add", panel=1, role=high)
    assert "it is not below my highest role" in told(refused)
    power = {"permissions": str(discord.Permissions(ban_members=True).value)}
    env.backend.edit_role(server.guild.id, colours[1].id, power)
    refused = await server.owner.slash(server.channel, "roles panel add", panel=1, role=colours[1])
    assert "it has permissions of moderators" in told(refused)

    env.backend.edit_role(server.guild.id, colours[0].id, power)
    message = panel_message(server)
    button = f"roles:1:take:{colours[0].id}"
    assert "it has permissions of moderators" in told(await server.member.click(message, custom_id=button))
    env.backend.delete_role(server.guild.id, colours[0].id)
    assert "it was deleted" in told(await server.member.click(message, custom_id=button))
    assert names(server, bot) == set()
