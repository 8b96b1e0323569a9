"""Members of a guild: look up, change, kick, give and take roles."""

from dataclasses import replace
from datetime import datetime

from discord_sandbox.errors import InvalidForm
from discord_sandbox.guilds.authority import (
    TIMEOUT_FIELD,
    require_grantable,
    require_rank,
    require_rank_or_self,
    require_timeout,
)
from discord_sandbox.guilds.members import change_member, set_role
from discord_sandbox.guilds.members import kick_member as kick
from discord_sandbox.payloads.user import member_payload
from discord_sandbox.permissions import Permission, require_guild
from discord_sandbox.rest.call import Call
from discord_sandbox.rest.routes import RouteTable
from discord_sandbox.rest.voice import read_voice_change
from discord_sandbox.state.guild import Guild, Member
from discord_sandbox.validation.resources import MEMBER, body_errors
from discord_sandbox.wire import JsonObject

routes = RouteTable()

MAX_PAGE = 1000
NEEDED = {
    "nick": Permission.MANAGE_NICKNAMES,
    "roles": Permission.MANAGE_ROLES,
    TIMEOUT_FIELD: Permission.MODERATE_MEMBERS,
    "mute": Permission.MUTE_MEMBERS,
    "deaf": Permission.DEAFEN_MEMBERS,
    "channel_id": Permission.MOVE_MEMBERS,
}
# What of a member is about their voice.
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
    """Change the bot's own nickname; what else it may have of its own in a guild the sandbox does not show."""
    body = call.object()
    body_errors(MEMBER, body).raise_if_any()
    guild = call.world.bot_guild(call.id("guild_id"))
    member = guild.members[call.world.bot.id]
    if "nick" in body:
        require_guild(call.world, guild.id, Permission.CHANGE_NICKNAME)
        change_member(call.world, member, replace(member, nick=body["nick"] or None), call.reason)
    return member_payload(member)


@routes.patch("/guilds/{guild_id}/members/{user_id}")
async def edit_member(call: Call) -> JsonObject:
    """Change a member's nickname, roles, time-out or voice; all of it or nothing."""
    body = call.object()
    body_errors(MEMBER, body).raise_if_any()
    guild = call.world.bot_guild(call.id("guild_id"))
    for name, needed in NEEDED.items():
        if name in body:
            require_guild(call.world, guild.id, needed)
    member = call.world.member(guild.id, call.id("user_id"))
    voice = read_voice_change(call, guild, member, body) if any(name in body for name in NEEDS_VOICE) else None
    wanted = replace(member, timeout_until=_checked_timeout(call, guild, member, body))
    if "roles" in body:
        wanted.role_ids = _checked_roles(call, guild, member, body)
    if "nick" in body:
        require_rank_or_self(guild, guild.members[call.world.bot.id], member)
        wanted.nick = body["nick"] or None
    change_member(call.world, member, wanted, call.reason)
    if voice:
        voice.apply(call)
    return member_payload(member)


@routes.delete("/guilds/{guild_id}/members/{user_id}")
async def kick_member(call: Call) -> None:
    """Remove a member from the guild."""
    guild = require_guild(call.world, call.id("guild_id"), Permission.KICK_MEMBERS)
    member = call.world.member(guild.id, call.id("user_id"))
    require_rank(guild, guild.members[call.world.bot.id], member)
    kick(call.world, guild, member, call.reason)


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
    require_grantable(call.world, guild, guild.members[call.world.bot.id], [role.id])
    set_role(call.world, member, role.id, wanted=wanted, reason=call.reason)


def _matches(member: Member, prefix: str) -> bool:
    return any(name.casefold().startswith(prefix) for name in (member.user.username, member.display_name))


def _checked_roles(call: Call, guild: Guild, member: Member, body: JsonObject) -> list[int]:
    listed: list[str | int] = body["roles"] or []
    wanted = [int(role_id) for role_id in listed]
    changed = set(wanted) ^ set(member.role_ids)
    require_grantable(call.world, guild, guild.members[call.world.bot.id], changed)
    return wanted


def _checked_timeout(call: Call, guild: Guild, member: Member, body: JsonObject) -> datetime | None:
    if TIMEOUT_FIELD not in body:
        return member.timeout_until
    until = datetime.fromisoformat(body[TIMEOUT_FIELD]) if body[TIMEOUT_FIELD] else None
    require_timeout(guild, guild.members[call.world.bot.id], member, until, call.world.clock)
    return until
