"""Audit-log entries as Discord sends them."""

from discord_sandbox.state.guild import AuditEntry
from discord_sandbox.wire import JsonObject


def audit_entry_payload(entry: AuditEntry) -> JsonObject:
    """Build an audit-log entry."""
    payload: JsonObject = {
        "id": str(entry.id),
        "action_type": entry.action,
        "user_id": str(entry.user_id),
        "target_id": str(entry.target_id) if entry.target_id else None,
    }
    if entry.changes:
        payload["changes"] = list(entry.changes)
    if entry.options:
        payload["options"] = dict(entry.options)
    if entry.reason is not None:
        payload["reason"] = entry.reason
    return payload
