"""The audit log, where every moderating change leaves its reason."""

from enum import IntEnum

from discord_sandbox.payloads.audit import audit_entry_payload
from discord_sandbox.state.event import Event
from discord_sandbox.state.user import User
from discord_sandbox.state.world import World


class AuditAction(IntEnum):
    """Discord's audit-log events that the sandbox's routes write."""

    GUILD_UPDATE = 1
    CHANNEL_CREATE = 10
    CHANNEL_UPDATE = 11
    CHANNEL_DELETE = 12
    OVERWRITE_CREATE = 13
    OVERWRITE_UPDATE = 14
    OVERWRITE_DELETE = 15
    MEMBER_KICK = 20
    MEMBER_BAN_ADD = 22
    MEMBER_BAN_REMOVE = 23
    MEMBER_UPDATE = 24
    MEMBER_ROLE_UPDATE = 25
    ROLE_CREATE = 30
    ROLE_UPDATE = 31
    ROLE_DELETE = 32
    MESSAGE_DELETE = 72
    MESSAGE_BULK_DELETE = 73
    MESSAGE_PIN = 74
    MESSAGE_UNPIN = 75


def log_action(
    world: World,
    guild_id: int,
    action: AuditAction,
    target_id: int | None,
    reason: str | None = None,
    *,
    by: User | None = None,
) -> None:
    """Write what somebody, the bot if nobody is named, did into the guild's audit log and tell who listens."""
    entry = world.record(guild_id, int(action), target_id, reason, by or world.bot)
    payload = {**audit_entry_payload(entry), "guild_id": str(guild_id)}
    world.dispatch(Event("GUILD_AUDIT_LOG_ENTRY_CREATE", payload, guild_id))
