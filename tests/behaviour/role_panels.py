"""Panels of roles that tests begin with."""

from simcord.builders import RoleHandle
from simcord.env import Env

from behaviour.world import Message, Server, shown


def new_colours(server: Server, env: Env) -> list[RoleHandle]:
    """Make two roles that the bot can give."""
    for role in env.bot.get_guild(server.guild.id).roles:  # pyright: ignore[reportOptionalMemberAccess]
        if role.managed:
            env.backend.edit_role(server.guild.id, role.id, {"position": 20})
    return [server.guild.create_role(name) for name in ("Red", "Blue")]


def panel_message(server: Server) -> Message:
    """Return the message of the panel on colours."""
    return next(message for message in server.channel.history() if "Colours" in shown(message))


async def make_panel(server: Server, roles: list[RoleHandle], **options: str) -> None:
    """Have the owner post panel 1 and put roles on it."""
    await server.owner.slash(server.channel, "roles panel create", channel=server.channel, title="Colours", **options)
    for role in roles:
        added = await server.owner.slash(server.channel, "roles panel add", panel=1, role=role)
        assert shown(added) == f"✅ Panel 1 offers {role.mention}."
