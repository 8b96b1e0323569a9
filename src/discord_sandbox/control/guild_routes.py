"""Servers as a test sets them up: bot, members, roles. Nobody's permissions are asked."""

from typing import cast

from discord_sandbox.control.keys import BUILDER
from discord_sandbox.control.lookup import find_guild, find_member, find_role, find_user
from discord_sandbox.control.moderation_views import audit_log_view, bans_view
from discord_sandbox.control.refusal import Refusal
from discord_sandbox.guilds import members
from discord_sandbox.guilds.roles import announce_role, apply_role_fields, delete_role
from discord_sandbox.payloads.guild import emoji_payload, guild_create_payload, guild_payload, role_payload
from discord_sandbox.payloads.user import member_payload
from discord_sandbox.rest.call import Call
from discord_sandbox.rest.routes import RouteTable
from discord_sandbox.state.event import Event
from discord_sandbox.state.guild import Emoji, Guild, Role
from discord_sandbox.state.user import User
from discord_sandbox.validation.resources import ROLE, body_errors
from discord_sandbox.wire import JsonObject

routes = RouteTable()


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
    shown = {"status": member.user.status, "activities": member.user.activities}
    return {**member_payload(member), **shown, "role_names": names}


@routes.put("/guilds/{guild}/members/{user}")
async def add_member(call: Call) -> JsonObject:
    """Let a user into a server, a new one (or a ``bot``) if nobody has that name; ``roles`` by name.

    ``pending``: they have not accepted the rules yet.
    """
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
    return member_payload(members.add_member(call.world, guild, user, roles, pending=bool(body.get("pending"))))


@routes.delete("/guilds/{guild}/members/{user}")
async def remove_member(call: Call) -> None:
    """Let a user leave a server."""
    members.remove_member(call.world, _guild(call), find_user(call.world, call.text("user")))


@routes.get("/guilds/{guild}/audit_log")
async def view_audit_log(call: Call) -> list[JsonObject]:
    """Return the audit log, newest entry first, or only those of an ``action`` such as ``member_ban_add``."""
    return audit_log_view(call.world, _guild(call), call.query("action"))


@routes.get("/guilds/{guild}/bans")
async def view_bans(call: Call) -> list[JsonObject]:
    """Return the bans, newest first."""
    return bans_view(_guild(call))


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


@routes.post("/guilds/{guild}/emojis")
async def add_emoji(call: Call) -> JsonObject:
    """Add a custom emoji of that ``name``, ``animated`` or not."""
    guild, body = _guild(call), call.object()
    emoji = Emoji(call.world.snowflakes.next(), str(body["name"]), bool(body.get("animated")))
    guild.emojis[emoji.id] = emoji
    emojis = [emoji_payload(each) for each in guild.emojis.values()]
    call.world.dispatch(Event("GUILD_EMOJIS_UPDATE", {"guild_id": str(guild.id), "emojis": emojis}, guild.id))
    return emoji_payload(emoji)


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


def _guild(call: Call) -> Guild:
    return find_guild(call.world, call.text("guild"))
