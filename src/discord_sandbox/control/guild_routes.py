"""Servers as a test sets them up: bot, members, roles, channels. Nobody's permissions are asked."""

from typing import cast

from discord_sandbox.control.keys import BUILDER
from discord_sandbox.control.lookup import find_channel, find_guild, find_member, find_role, find_user
from discord_sandbox.control.moderation_views import audit_view, ban_view
from discord_sandbox.control.refusal import Refusal
from discord_sandbox.guilds import members
from discord_sandbox.guilds.channels import announce_channel, apply_channel_fields, delete_channel
from discord_sandbox.guilds.roles import announce_role, apply_role_fields, delete_role
from discord_sandbox.payloads.channel import channel_payload
from discord_sandbox.payloads.guild import guild_create_payload, guild_payload, role_payload
from discord_sandbox.payloads.user import member_payload
from discord_sandbox.rest.call import Call
from discord_sandbox.rest.routes import RouteTable
from discord_sandbox.state.channel import Channel, ChannelType, Overwrite
from discord_sandbox.state.event import Event
from discord_sandbox.state.guild import Guild, Role
from discord_sandbox.state.user import User
from discord_sandbox.validation.resources import NEW_CHANNEL, ROLE, body_errors
from discord_sandbox.wire import JsonObject

routes = RouteTable()

_ROLE, _MEMBER = 0, 1


@routes.post("/guilds")
async def found(call: Call) -> JsonObject:
    """Add a server; the bot is in it unless ``bot`` is false."""
    body = call.object()
    with_bot = bool(body.get("bot", True))
    owner = find_user(call.world, body.get("owner", "owner"))
    guild = call.request.app[BUILDER].add_guild(str(body["name"]), owner, with_bot=with_bot)
    if with_bot:
        call.world.dispatch(Event("GUILD_CREATE", guild_create_payload(call.world, guild), guild.id))
    return guild_payload(guild)


@routes.put("/guilds/{guild}/bot")
async def add_bot(call: Call) -> None:
    """Invite the bot into a server."""
    members.add_member(call.world, _guild(call), call.world.bot)


@routes.delete("/guilds/{guild}/bot")
async def remove_bot(call: Call) -> None:
    """Remove the bot from a server."""
    members.remove_member(call.world, _guild(call), call.world.bot)


@routes.get("/guilds/{guild}/members/{user}")
async def view_member(call: Call) -> JsonObject:
    """Return a member as Discord describes them, the names of their roles besides."""
    guild = _guild(call)
    member = find_member(call.world, guild, call.text("user"))
    names = [guild.roles[role_id].name for role_id in member.role_ids]
    return {**member_payload(member), "role_names": names}


@routes.put("/guilds/{guild}/members/{user}")
async def add_member(call: Call) -> JsonObject:
    """Let a user into a server, a new one (or a ``bot``) if nobody has that name; ``roles`` by name."""
    guild, body = _guild(call), call.object()
    roles = [find_role(guild, name).id for name in cast("list[str]", body.get("roles") or [])]
    try:
        user = find_user(call.world, call.text("user"))
    except Refusal:
        user_id, is_bot = call.world.snowflakes.next(), bool(body.get("bot"))
        user = User(user_id, call.text("user"), body.get("global_name"), bot=is_bot)
        call.world.users[user.id] = user
    if user.id in guild.bans:
        raise Refusal("banned", f"{user.username} is banned from {guild.name}.", status=403)
    return member_payload(members.add_member(call.world, guild, user, roles))


@routes.delete("/guilds/{guild}/members/{user}")
async def remove_member(call: Call) -> None:
    """Let a user leave a server."""
    members.remove_member(call.world, _guild(call), find_user(call.world, call.text("user")))


@routes.get("/guilds/{guild}/audit_log")
async def view_audit_log(call: Call) -> list[JsonObject]:
    """Return the audit log, newest entry first, or only those of an ``action`` such as ``member_ban_add``."""
    guild, wanted = _guild(call), call.query("action")
    entries = (audit_view(call.world, guild, entry) for entry in reversed(guild.audit_log))
    return [entry for entry in entries if wanted in (None, entry["action"])]


@routes.get("/guilds/{guild}/bans")
async def view_bans(call: Call) -> list[JsonObject]:
    """Return the bans, newest first."""
    return [ban_view(ban) for ban in reversed(_guild(call).bans.values())]


@routes.post("/guilds/{guild}/roles")
async def add_role(call: Call) -> JsonObject:
    """Add a role; its ``position`` is 1 unless given, and the bot's own role stands at 2."""
    guild, body = _guild(call), call.object()
    body_errors(ROLE, body).raise_if_any()
    role = Role(call.world.snowflakes.next(), guild.id, str(body["name"]), position=int(body.get("position") or 1))
    apply_role_fields(role, body)
    guild.roles[role.id] = role
    announce_role(call.world, role, "GUILD_ROLE_CREATE")
    return role_payload(role)


@routes.patch("/guilds/{guild}/roles/{role}")
async def edit_role(call: Call) -> JsonObject:
    """Change a role, its ``position`` too; what the body leaves out stays."""
    body = call.object()
    body_errors(ROLE, body).raise_if_any()
    role = find_role(_guild(call), call.text("role"))
    apply_role_fields(role, body)
    if body.get("position") is not None:
        role.position = int(body["position"])
    announce_role(call.world, role, "GUILD_ROLE_UPDATE")
    return role_payload(role)


@routes.delete("/guilds/{guild}/roles/{role}")
async def remove_role(call: Call) -> None:
    """Delete a role."""
    guild = _guild(call)
    delete_role(call.world, guild, find_role(guild, call.text("role")))


@routes.post("/guilds/{guild}/channels")
async def add_channel(call: Call) -> JsonObject:
    """Add a channel, of text unless ``type`` says otherwise."""
    guild, body = _guild(call), call.object()
    body_errors(NEW_CHANNEL, body).raise_if_any()
    kind = ChannelType(body.get("type") or ChannelType.TEXT)
    channel = Channel(call.world.snowflakes.next(), kind, guild_id=guild.id, position=len(guild.channels))
    apply_channel_fields(channel, body)
    guild.channels[channel.id] = call.world.channels[channel.id] = channel
    announce_channel(call.world, channel, "CHANNEL_CREATE")
    return channel_payload(call.world, channel)


@routes.delete("/channels")
async def remove_channel(call: Call) -> None:
    """Delete a server's ``channel``."""
    channel, guild = _guild_channel(call)
    delete_channel(call.world, guild, channel)


@routes.put("/overwrites")
async def set_overwrite(call: Call) -> None:
    """Say what a ``role`` or ``member`` may do in a ``channel`` that differs; nothing: no overwrite."""
    body = call.object()
    channel, guild = _guild_channel(call)
    if body.get("role") is not None:
        kind, target_id = _ROLE, find_role(guild, body["role"]).id
    else:
        kind, target_id = _MEMBER, find_user(call.world, body["member"]).id
    overwrite = Overwrite(target_id, kind, int(body.get("allow") or 0), int(body.get("deny") or 0))
    if overwrite.allow or overwrite.deny:
        channel.overwrites[target_id] = overwrite
    else:
        channel.overwrites.pop(target_id, None)
    announce_channel(call.world, channel, "CHANNEL_UPDATE")


def _guild(call: Call) -> Guild:
    return find_guild(call.world, call.text("guild"))


def _guild_channel(call: Call) -> tuple[Channel, Guild]:
    channel = find_channel(call.world, call.object()["channel"])
    return channel, find_guild(call.world, channel.guild_id)
