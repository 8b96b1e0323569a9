"""Roles are made, changed and deleted."""

from discord_sandbox.payloads.guild import role_payload
from discord_sandbox.state.event import Event
from discord_sandbox.state.guild import Guild, Role
from discord_sandbox.state.world import World
from discord_sandbox.wire import JsonObject

MAX_ROLES = 250
_PLAIN = ("name", "color", "hoist", "mentionable", "unicode_emoji", "icon")


def announce_role(world: World, role: Role, name: str) -> None:
    """Tell that a role was made (`GUILD_ROLE_CREATE`) or changed (`GUILD_ROLE_UPDATE`)."""
    world.dispatch(Event(name, {"guild_id": str(role.guild_id), "role": role_payload(role)}, role.guild_id))


def apply_role_fields(role: Role, body: JsonObject) -> None:
    """Take what a body names over into a role; null and absent fields stay."""
    for name in _PLAIN:
        if body.get(name) is not None:
            setattr(role, name, body[name])
    if body.get("permissions") is not None:
        role.permissions = int(body["permissions"])
    if body.get("colors"):
        role.color = int(body["colors"].get("primary_color") or 0)


def delete_role(world: World, guild: Guild, role: Role) -> None:
    """Delete a role and take it from members and channels."""
    del guild.roles[role.id]
    for member in guild.members.values():
        member.role_ids = [role_id for role_id in member.role_ids if role_id != role.id]
    for channel in guild.channels.values():
        channel.overwrites.pop(role.id, None)
    data: JsonObject = {"guild_id": str(guild.id), "role_id": str(role.id)}
    world.dispatch(Event("GUILD_ROLE_DELETE", data, guild.id))
