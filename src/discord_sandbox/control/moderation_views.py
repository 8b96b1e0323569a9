"""What the control API shows of a server's audit log and bans: names instead of IDs."""

from discord_sandbox.clock import isoformat
from discord_sandbox.guilds.audit import AuditAction
from discord_sandbox.payloads.user import user_payload
from discord_sandbox.state.guild import AuditEntry, Guild
from discord_sandbox.state.world import World
from discord_sandbox.wire import JsonObject


def audit_log_view(world: World, guild: Guild, action: str | None = None) -> list[JsonObject]:
    """Build the audit log, newest entry first, or only the entries of one action such as ``member_ban_add``."""
    entries = (_entry(world, guild, entry) for entry in reversed(guild.audit_log))
    return [entry for entry in entries if action in (None, entry["action"])]


def bans_view(guild: Guild) -> list[JsonObject]:
    """Build the list of bans, newest first."""
    return [
        {"user": user_payload(ban.user), "name": ban.user.username, "reason": ban.reason}
        for ban in reversed(guild.bans.values())
    ]


def _entry(world: World, guild: Guild, entry: AuditEntry) -> JsonObject:
    """Tell who did what to whom and why; what has no name any more is told by its ID."""
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


def _name_of(world: World, guild: Guild, target_id: int) -> str:
    if target_id in world.users:
        return world.users[target_id].username
    if target_id == guild.id:
        return guild.name
    named = guild.roles.get(target_id) or world.channels.get(target_id)
    return named.name if named else str(target_id)
