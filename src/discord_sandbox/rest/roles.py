"""Roles of a guild."""

from collections import Counter

from discord_sandbox.errors import DiscordError, Failure
from discord_sandbox.guilds.audit import AuditAction, changes_between, log_action
from discord_sandbox.guilds.roles import MAX_ROLES, announce_role, apply_role_fields, delete_role
from discord_sandbox.payloads.guild import role_payload
from discord_sandbox.permissions import Permission, guild_permissions, may_grant, require_guild
from discord_sandbox.rest.call import Call
from discord_sandbox.rest.routes import RouteTable
from discord_sandbox.state.guild import Guild, Role
from discord_sandbox.validation.resources import POSITIONS, ROLE, body_errors
from discord_sandbox.wire import JsonObject

routes = RouteTable()

# What of a role an audit-log entry tells.
TOLD = ("name", "color", "hoist", "mentionable", "permissions", "position")


@routes.get("/guilds/{guild_id}/roles")
async def list_roles(call: Call) -> list[JsonObject]:
    """Return all roles."""
    guild = call.world.bot_guild(call.id("guild_id"))
    return [role_payload(role) for role in guild.roles.values()]


@routes.get("/guilds/{guild_id}/roles/member-counts")
async def count_role_members(call: Call) -> JsonObject:
    """Return how many members each role has; roles of nobody and @everyone are left out."""
    guild = call.world.bot_guild(call.id("guild_id"))
    return dict(Counter(str(role_id) for member in guild.members.values() for role_id in member.role_ids))


@routes.get("/guilds/{guild_id}/roles/{role_id}")
async def get_role(call: Call) -> JsonObject:
    """Return one role."""
    guild = call.world.bot_guild(call.id("guild_id"))
    return role_payload(call.world.role(guild.id, call.id("role_id")))


@routes.post("/guilds/{guild_id}/roles")
async def create_role(call: Call) -> JsonObject:
    """Make a role, lowest of all; it may hold no permission that the bot lacks."""
    guild = require_guild(call.world, call.id("guild_id"), Permission.MANAGE_ROLES)
    body = call.object()
    body_errors(ROLE, body).raise_if_any()
    if len(guild.roles) >= MAX_ROLES:
        raise DiscordError(Failure.TOO_MANY_ROLES)
    role = Role(call.world.snowflakes.next(), guild.id, "new role", guild.everyone.permissions, position=1)
    _require_grantable_permissions(call, guild, body)
    apply_role_fields(role, body)
    guild.roles[role.id] = role
    announce_role(call.world, role, "GUILD_ROLE_CREATE")
    changes = changes_between({}, role_payload(role), TOLD)
    log_action(call.world, guild.id, AuditAction.ROLE_CREATE, role.id, call.reason, changes=changes)
    return role_payload(role)


@routes.patch("/guilds/{guild_id}/roles")
async def move_roles(call: Call) -> list[JsonObject]:
    """Change positions; all of them or none."""
    guild = require_guild(call.world, call.id("guild_id"), Permission.MANAGE_ROLES)
    body = call.items()
    body_errors(POSITIONS, body).raise_if_any()
    moved = [(call.world.role(guild.id, int(each["id"])), int(each.get("position") or 0)) for each in body]
    bot = guild.members[call.world.bot.id]
    # Neither what is above the bot may move, nor anything above it.
    for role, position in moved:
        if not may_grant(guild, bot, role) or not may_grant(guild, bot, Role(role.id, guild.id, "", 0, position)):
            raise DiscordError(Failure.MISSING_PERMISSIONS)
    for role, position in moved:
        if role.position != position:
            before, role.position = role_payload(role), position
            announce_role(call.world, role, "GUILD_ROLE_UPDATE")
            changes = changes_between(before, role_payload(role), TOLD)
            log_action(call.world, guild.id, AuditAction.ROLE_UPDATE, role.id, call.reason, changes=changes)
    return [role_payload(role) for role in guild.roles.values()]


@routes.patch("/guilds/{guild_id}/roles/{role_id}")
async def edit_role(call: Call) -> JsonObject:
    """Change a role below the bot's highest, or @everyone."""
    guild, role = _own_role(call)
    body = call.object()
    body_errors(ROLE, body).raise_if_any()
    _require_grantable_permissions(call, guild, body, before=role.permissions)
    before = role_payload(role)
    apply_role_fields(role, body)
    announce_role(call.world, role, "GUILD_ROLE_UPDATE")
    changes = changes_between(before, role_payload(role), TOLD)
    log_action(call.world, guild.id, AuditAction.ROLE_UPDATE, role.id, call.reason, changes=changes)
    return role_payload(role)


@routes.delete("/guilds/{guild_id}/roles/{role_id}")
async def remove_role(call: Call) -> None:
    """Delete a role; neither @everyone nor one that belongs to an application."""
    guild, role = _own_role(call)
    if role.managed or role is guild.everyone:
        raise DiscordError(Failure.INVALID_ROLE)
    delete_role(call.world, guild, role)
    changes = changes_between(role_payload(role), {}, TOLD)
    log_action(call.world, guild.id, AuditAction.ROLE_DELETE, role.id, call.reason, changes=changes)


def _own_role(call: Call) -> tuple[Guild, Role]:
    guild = require_guild(call.world, call.id("guild_id"), Permission.MANAGE_ROLES)
    role = call.world.role(guild.id, call.id("role_id"))
    if not may_grant(guild, guild.members[call.world.bot.id], role):
        raise DiscordError(Failure.MISSING_PERMISSIONS)
    return guild, role


def _require_grantable_permissions(call: Call, guild: Guild, body: JsonObject, before: int = 0) -> None:
    wanted = int(body.get("permissions") or 0)
    own = guild_permissions(guild, guild.members[call.world.bot.id], call.world.clock)
    if wanted & ~before & ~own:
        raise DiscordError(Failure.MISSING_PERMISSIONS)
