"""The audit log, where every moderating change leaves its reason."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from enum import IntEnum

from discord_sandbox.payloads.audit import audit_entry_payload
from discord_sandbox.permissions import Permission
from discord_sandbox.state.event import Event
from discord_sandbox.state.guild import AuditEntry
from discord_sandbox.state.user import User
from discord_sandbox.state.world import World
from discord_sandbox.wire import JsonObject

# Deletions that follow each other within this are one entry, as at Discord, of which only the first is told.
COUNTED_TOGETHER = timedelta(minutes=5)


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
    MEMBER_MOVE = 26
    MEMBER_DISCONNECT = 27
    ROLE_CREATE = 30
    ROLE_UPDATE = 31
    ROLE_DELETE = 32
    MESSAGE_DELETE = 72
    MESSAGE_BULK_DELETE = 73
    MESSAGE_PIN = 74
    MESSAGE_UNPIN = 75
    THREAD_CREATE = 110
    THREAD_UPDATE = 111
    THREAD_DELETE = 112


def log_action(
    world: World,
    guild_id: int,
    action: AuditAction,
    target_id: int | None,
    reason: str | None = None,
    *,
    by: User | None = None,
    changes: Iterable[JsonObject] = (),
    options: Mapping[str, str] | None = None,
) -> None:
    """Write what somebody, the bot if nobody is named, did into the guild's audit log and tell who may read it."""
    entry = AuditEntry(
        world.snowflakes.next(),
        int(action),
        (by or world.bot).id,
        target_id,
        world.clock.now(),
        reason,
        tuple(changes),
        dict(options or {}),
    )
    world.guild(guild_id).audit_log.append(entry)
    payload = {**audit_entry_payload(entry), "guild_id": str(guild_id)}
    world.dispatch(Event("GUILD_AUDIT_LOG_ENTRY_CREATE", payload, guild_id, needs=Permission.VIEW_AUDIT_LOG))


def log_deletion(world: World, guild_id: int, channel_id: int, author: User, by: User) -> None:
    """Write that somebody deleted another's message; further ones only raise the entry's count, which nobody is told.

    Discord writes nothing of authors who delete their own message, nor of bots that delete a single one.
    """
    if by.bot or by is author:
        return
    since = world.clock.now() - COUNTED_TOGETHER
    for entry in reversed(world.guild(guild_id).audit_log):
        if entry.at < since:
            break
        same = (entry.action, entry.user_id, entry.target_id) == (AuditAction.MESSAGE_DELETE, by.id, author.id)
        if same and entry.options["channel_id"] == str(channel_id):
            entry.options["count"] = str(int(entry.options["count"]) + 1)
            return
    options = {"channel_id": str(channel_id), "count": "1"}
    log_action(world, guild_id, AuditAction.MESSAGE_DELETE, author.id, by=by, options=options)


def changes_between(before: JsonObject, after: JsonObject, keys: Iterable[str]) -> list[JsonObject]:
    """List which of the ``keys`` differ, as an entry tells it; a value that is null is left out."""
    changes: list[JsonObject] = []
    for key in keys:
        old, new = before.get(key), after.get(key)
        if old != new:
            change: JsonObject = {"key": key}
            change |= {} if old is None else {"old_value": old}
            change |= {} if new is None else {"new_value": new}
            changes.append(change)
    return changes
