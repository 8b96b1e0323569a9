"""Panels by which members take roles."""

import pytest
from simcord.builders import RoleHandle
from simcord.env import Env
from simcord.results import InteractionResult

from astromorty.bot import Astromorty
from behaviour.world import Message, Server, shown


@pytest.fixture
def colours(server: Server, env: Env) -> list[RoleHandle]:
    for role in env.bot.get_guild(server.guild.id).roles:  # pyright: ignore[reportOptionalMemberAccess]
        if role.managed:
            env.backend.edit_role(server.guild.id, role.id, {"position": 20})
    return [server.guild.create_role(name) for name in ("Red", "Blue")]


def panel_message(server: Server) -> Message:
    return next(message for message in server.channel.history() if "Colours" in shown(message))


async def make_panel(server: Server, roles: list[RoleHandle], **options: str) -> None:
    await server.owner.slash(server.channel, "roles panel create", channel=server.channel, title="Colours", **options)
    for role in roles:
        added = await server.owner.slash(server.channel, "roles panel add", panel=1, role=role)
        assert shown(added) == f"✅ Panel 1 offers {role.mention}."


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
