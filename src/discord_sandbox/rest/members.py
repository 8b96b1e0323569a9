"""Members of a guild: look up, change, kick, give and take roles."""

from datetime import datetime, timedelta

from discord_sandbox.errors import DiscordError, Failure, InvalidForm
from discord_sandbox.guilds.audit import AuditAction, log_action
from discord_sandbox.guilds.members import announce_member, remove_member
from discord_sandbox.payloads.user import member_payload
from discord_sandbox.permissions import (
    Permission,
    guild_permissions,
    may_grant,
    outranks,
    require_guild,
)
from discord_sandbox.rest.call import Call
from discord_sandbox.rest.routes import RouteTable
from discord_sandbox.state.guild import Guild, Member
from discord_sandbox.validation.resources import MEMBER, body_errors
from discord_sandbox.wire import JsonObject

routes = RouteTable()

MAX_PAGE = 1000
LONGEST_TIMEOUT = timedelta(days=28)
NEEDED = {
    "nick": Permission.MANAGE_NICKNAMES,
    "roles": Permission.MANAGE_ROLES,
    "communication_disabled_until": Permission.MODERATE_MEMBERS,
    "mute": Permission.MUTE_MEMBERS,
    "deaf": Permission.DEAFEN_MEMBERS,
    "channel_id": Permission.MOVE_MEMBERS,
}
# The sandbox has no voice connections, so nobody is ever connected.
NEEDS_VOICE = ("mute", "deaf", "channel_id")


@routes.get("/guilds/{guild_id}/members")
async def list_members(call: Call) -> list[JsonObject]:
    """Return a page of members in the order of their IDs; needs the privileged intent's flag."""
    guild = call.world.bot_guild(call.id("guild_id"))
    limit = call.query_int("limit", 1, least=1, most=MAX_PAGE)
    after = call.query_id("after") or 0
    following = sorted(user_id for user_id in guild.members if user_id > after)[:limit]
    return [member_payload(guild.members[user_id]) for user_id in following]


@routes.get("/guilds/{guild_id}/members/search")
async def search_members(call: Call) -> list[JsonObject]:
    """Return members whose user name or nickname starts with the query."""
    guild = call.world.bot_guild(call.id("guild_id"))
    limit = call.query_int("limit", 1, least=1, most=MAX_PAGE)
    prefix = (call.query("query") or "").casefold()
    if not prefix:
        raise InvalidForm({"query": ("BASE_TYPE_REQUIRED", "This field is required")})
    found = [member for member in guild.members.values() if _matches(member, prefix)]
    return [member_payload(member) for member in found[:limit]]


@routes.get("/guilds/{guild_id}/members/{user_id}")
async def get_member(call: Call) -> JsonObject:
    """Return one member."""
    guild = call.world.bot_guild(call.id("guild_id"))
    return member_payload(call.world.member(guild.id, call.id("user_id")))


@routes.patch("/guilds/{guild_id}/members/@me")
async def edit_own_member(call: Call) -> JsonObject:
    """Change the bot's own nickname."""
    guild = require_guild(call.world, call.id("guild_id"), Permission.CHANGE_NICKNAME)
    body_errors(MEMBER, call.object()).raise_if_any()
    member = guild.members[call.world.bot.id]
    member.nick = call.object().get("nick") or None
    log_action(call.world, guild.id, AuditAction.MEMBER_UPDATE, member.user.id, call.reason)
    announce_member(call.world, member)
    return member_payload(member)


@routes.patch("/guilds/{guild_id}/members/{user_id}")
async def edit_member(call: Call) -> JsonObject:
    """Change a member's nickname, roles or time-out; all of it or nothing."""
    body = call.object()
    body_errors(MEMBER, body).raise_if_any()
    guild = call.world.bot_guild(call.id("guild_id"))
    for name, needed in NEEDED.items():
        if name in body:
            require_guild(call.world, guild.id, needed)
    member = call.world.member(guild.id, call.id("user_id"))
    if any(body.get(name) is not None for name in NEEDS_VOICE):
        raise DiscordError(Failure.NOT_IN_VOICE)
    role_ids = _checked_roles(call, guild, member, body) if "roles" in body else member.role_ids
    timeout = _checked_timeout(call, guild, member, body)
    if "nick" in body:
        _require_rank(call, guild, member)
        member.nick = body["nick"] or None
    action = AuditAction.MEMBER_ROLE_UPDATE if "roles" in body else AuditAction.MEMBER_UPDATE
    member.role_ids, member.timeout_until = role_ids, timeout
    log_action(call.world, guild.id, action, member.user.id, call.reason)
    announce_member(call.world, member)
    return member_payload(member)


@routes.delete("/guilds/{guild_id}/members/{user_id}")
async def kick_member(call: Call) -> None:
    """Remove a member from the guild."""
    guild = require_guild(call.world, call.id("guild_id"), Permission.KICK_MEMBERS)
    member = call.world.member(guild.id, call.id("user_id"))
    _require_rank(call, guild, member)
    remove_member(call.world, guild, member.user)
    log_action(call.world, guild.id, AuditAction.MEMBER_KICK, member.user.id, call.reason)


@routes.put("/guilds/{guild_id}/members/{user_id}/roles/{role_id}")
async def add_member_role(call: Call) -> None:
    """Give a member a role."""
    _set_role(call, wanted=True)


@routes.delete("/guilds/{guild_id}/members/{user_id}/roles/{role_id}")
async def remove_member_role(call: Call) -> None:
    """Take a role from a member."""
    _set_role(call, wanted=False)


def _set_role(call: Call, *, wanted: bool) -> None:
    guild = require_guild(call.world, call.id("guild_id"), Permission.MANAGE_ROLES)
    member = call.world.member(guild.id, call.id("user_id"))
    role = call.world.role(guild.id, call.id("role_id"))
    _require_grantable(call, guild, {role.id})
    if wanted == (role.id in member.role_ids):
        return
    if wanted:
        member.role_ids.append(role.id)
    else:
        member.role_ids.remove(role.id)
    log_action(call.world, guild.id, AuditAction.MEMBER_ROLE_UPDATE, member.user.id, call.reason)
    announce_member(call.world, member)


def _matches(member: Member, prefix: str) -> bool:
    return any(name.casefold().startswith(prefix) for name in (member.user.username, member.display_name))


def _require_rank(call: Call, guild: Guild, member: Member) -> None:
    bot = guild.members[call.world.bot.id]
    if member is not bot and not outranks(guild, bot, member):
        raise DiscordError(Failure.MISSING_PERMISSIONS)


def _require_grantable(call: Call, guild: Guild, role_ids: set[int]) -> None:
    bot = guild.members[call.world.bot.id]
    for role_id in role_ids:
        role = call.world.role(guild.id, role_id)
        if role.managed or role is guild.everyone:
            raise DiscordError(Failure.INVALID_ROLE)
        if not may_grant(guild, bot, role):
            raise DiscordError(Failure.MISSING_PERMISSIONS)


def _checked_roles(call: Call, guild: Guild, member: Member, body: JsonObject) -> list[int]:
    listed: list[str | int] = body["roles"] or []
    wanted = [int(role_id) for role_id in listed]
    _require_grantable(call, guild, set(wanted) ^ set(member.role_ids))
    return wanted


def _checked_timeout(call: Call, guild: Guild, member: Member, body: JsonObject) -> datetime | None:
    name = "communication_disabled_until"
    if name not in body:
        return member.timeout_until
    _require_rank(call, guild, member)
    until = datetime.fromisoformat(body[name]) if body[name] else None
    if until is None:
        return None
    if guild_permissions(guild, member, call.world.clock) & Permission.ADMINISTRATOR:
        raise DiscordError(Failure.MISSING_PERMISSIONS)
    if until > call.world.clock.now() + LONGEST_TIMEOUT:
        message = "Communication disabled timestamp must be less than 28 days in the future."
        raise InvalidForm({name: ("MEMBER_COMMUNICATION_DISABLED_TIMESTAMP_TOO_LARGE", message)})
    return until
