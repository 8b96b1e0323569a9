"""What the control API shows of a server's audit log and bans: names instead of IDs."""

from discord_sandbox.clock import isoformat
from discord_sandbox.guilds.audit import AuditAction
from discord_sandbox.payloads.user import user_payload
from discord_sandbox.state.guild import AuditEntry, Ban, Guild
from discord_sandbox.state.world import World
from discord_sandbox.wire import JsonObject


def audit_view(world: World, guild: Guild, entry: AuditEntry) -> JsonObject:
    """Build an entry: who did what to whom and why; what has no name any more is told by its ID."""
    return {
        "id": str(entry.id),
        "action": AuditAction(entry.action).name.lower(),
        "user": world.user(entry.user_id).username,
        "target": None if entry.target_id is None else _name_of(world, guild, entry.target_id),
        "reason": entry.reason,
        "at": isoformat(entry.at),
        "changes": list(entry.changes),
        "options": entry.options,
    }


def ban_view(ban: Ban) -> JsonObject:
    """Build a ban: the user and the reason."""
    return {"user": user_payload(ban.user), "name": ban.user.username, "reason": ban.reason}


def _name_of(world: World, guild: Guild, target_id: int) -> str:
    if target_id in world.users:
        return world.users[target_id].username
    if target_id == guild.id:
        return guild.name
    named = guild.roles.get(target_id) or world.channels.get(target_id)
    return named.name if named else str(target_id)
