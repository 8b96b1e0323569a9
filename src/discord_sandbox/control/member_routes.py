"""Coming, going, nicknames, roles and moderation, as users do it: with the permissions and ranks that they have."""

from dataclasses import replace
from datetime import timedelta

from discord_sandbox.control.lookup import find_guild, find_member, find_role, find_user
from discord_sandbox.control.moderation_views import audit_log_view, bans_view
from discord_sandbox.control.refusal import Refusal
from discord_sandbox.guilds.authority import (
    require_grantable,
    require_permission,
    require_rank,
    require_rank_or_self,
    require_timeout,
)
from discord_sandbox.guilds.members import (
    add_member,
    ban_user,
    change_member,
    kick_member,
    remove_member,
    set_role,
    unban_user,
)
from discord_sandbox.payloads.user import member_payload
from discord_sandbox.permissions import Permission
from discord_sandbox.rest.call import MAX_REASON_LENGTH, Call
from discord_sandbox.rest.routes import RouteTable
from discord_sandbox.state.guild import Guild, Member
from discord_sandbox.validation.resources import BAN, MEMBER, body_errors
from discord_sandbox.wire import JsonObject

routes = RouteTable()


@routes.put("/users/{user}/membership")
async def join(call: Call) -> JsonObject:
    """Join a server as a new member, without nickname and roles, whoever one was there before."""
    guild, user = find_guild(call.world, call.object()["guild"]), find_user(call.world, call.text("user"))
    if user.id in guild.bans:
        raise Refusal("banned", f"{user.username} is banned from {guild.name}.", status=403)
    return member_payload(add_member(call.world, guild, user))


@routes.delete("/users/{user}/membership")
async def leave(call: Call) -> None:
    """Leave a server; its owner cannot."""
    guild, actor = _actor(call)
    if actor.user.id == guild.owner_id:
        raise Refusal("owner", "The owner cannot leave their server.", status=403)
    remove_member(call.world, guild, actor.user)


@routes.put("/users/{user}/nick")
async def set_nick(call: Call) -> JsonObject:
    """Change one's own nickname, or another ``member``'s."""
    guild, actor, target = _actor_and_target(call)
    nick = call.object()["nick"]
    body_errors(MEMBER, {"nick": nick}).raise_if_any()
    needed = Permission.CHANGE_NICKNAME if target is actor else Permission.MANAGE_NICKNAMES
    require_permission(call.world, guild, actor, needed)
    require_rank_or_self(guild, actor, target)
    change_member(call.world, target, replace(target, nick=str(nick or "").strip() or None), by=actor.user)
    return member_payload(target)


@routes.put("/users/{user}/roles")
async def give_role(call: Call) -> JsonObject:
    """Give a member a role."""
    return _set_role(call, wanted=True)


@routes.delete("/users/{user}/roles")
async def take_role(call: Call) -> JsonObject:
    """Take a role from a member."""
    return _set_role(call, wanted=False)


@routes.put("/users/{user}/timeouts")
async def time_out(call: Call) -> JsonObject:
    """Forbid a member to write for so many ``seconds``; null lifts it."""
    guild, actor, target = _actor_and_target(call)
    seconds = call.object()["seconds"]
    require_permission(call.world, guild, actor, Permission.MODERATE_MEMBERS)
    until = None if seconds is None else call.world.clock.now() + timedelta(seconds=float(seconds))
    require_timeout(guild, actor, target, until, call.world.clock)
    change_member(call.world, target, replace(target, timeout_until=until), _reason(call), by=actor.user)
    return member_payload(target)


@routes.post("/users/{user}/kick")
async def kick(call: Call) -> None:
    """Remove a member."""
    guild, actor, target = _actor_and_target(call)
    require_permission(call.world, guild, actor, Permission.KICK_MEMBERS)
    require_rank(guild, actor, target)
    kick_member(call.world, guild, target, _reason(call), by=actor.user)


@routes.put("/users/{user}/bans")
async def ban(call: Call) -> None:
    """Ban a user, member or not, and delete what they wrote in the last ``delete_seconds``."""
    guild, actor = _actor(call)
    user = find_user(call.world, call.object()["member"])
    require_permission(call.world, guild, actor, Permission.BAN_MEMBERS)
    if user.id in guild.members:
        require_rank(guild, actor, guild.members[user.id])
    seconds = call.object().get("delete_seconds") or 0
    body_errors(BAN, {"delete_message_seconds": seconds}).raise_if_any()
    ban_user(call.world, guild, user, _reason(call), delete_seconds=int(seconds), by=actor.user)


@routes.delete("/users/{user}/bans")
async def unban(call: Call) -> None:
    """Lift a ban."""
    guild, actor = _actor(call)
    user = find_user(call.world, call.object()["member"])
    require_permission(call.world, guild, actor, Permission.BAN_MEMBERS)
    unban_user(call.world, guild, user, by=actor.user)


@routes.get("/users/{user}/bans")
async def list_bans(call: Call) -> list[JsonObject]:
    """Return the bans of a ``guild``, newest first, to who may ban."""
    return bans_view(_moderated(call, Permission.BAN_MEMBERS))


@routes.get("/users/{user}/audit_log")
async def read_audit_log(call: Call) -> list[JsonObject]:
    """Return the audit log of a ``guild``, newest entry first, to who may view it."""
    return audit_log_view(call.world, _moderated(call, Permission.VIEW_AUDIT_LOG))


def _moderated(call: Call, needed: Permission) -> Guild:
    guild = find_guild(call.world, call.query("guild"))
    require_permission(call.world, guild, find_member(call.world, guild, call.text("user")), needed)
    return guild


def _actor(call: Call) -> tuple[Guild, Member]:
    guild = find_guild(call.world, call.object()["guild"])
    return guild, find_member(call.world, guild, call.text("user"))


def _actor_and_target(call: Call) -> tuple[Guild, Member, Member]:
    guild, actor = _actor(call)
    named = call.object().get("member")
    return guild, actor, actor if named is None else find_member(call.world, guild, named)


def _set_role(call: Call, *, wanted: bool) -> JsonObject:
    guild, actor, target = _actor_and_target(call)
    role = find_role(guild, call.object()["role"])
    require_permission(call.world, guild, actor, Permission.MANAGE_ROLES)
    require_grantable(call.world, guild, actor, [role.id])
    set_role(call.world, target, role.id, wanted=wanted, by=actor.user)
    return member_payload(target)


def _reason(call: Call) -> str | None:
    reason = str(call.object().get("reason") or "")
    if len(reason) > MAX_REASON_LENGTH:
        raise Refusal("reason_too_long", f"A reason has at most {MAX_REASON_LENGTH} characters.")
    return reason or None
