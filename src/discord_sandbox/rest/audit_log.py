"""Reading a guild's audit log."""

from discord_sandbox.payloads.audit import audit_entry_payload
from discord_sandbox.payloads.user import user_payload
from discord_sandbox.permissions import Permission, require_guild
from discord_sandbox.rest.call import Call
from discord_sandbox.rest.routes import RouteTable
from discord_sandbox.state.guild import AuditEntry
from discord_sandbox.wire import JsonObject

routes = RouteTable()

MAX_PAGE = 100


@routes.get("/guilds/{guild_id}/audit-logs")
async def list_audit_log(call: Call) -> JsonObject:
    """Return a page of the audit log: the newest entry first, with ``after`` the oldest."""
    guild = require_guild(call.world, call.id("guild_id"), Permission.VIEW_AUDIT_LOG)
    limit = call.query_int("limit", 50, least=1, most=MAX_PAGE)
    entries = [entry for entry in guild.audit_log if _wanted(call, entry)]
    page = entries[:limit] if call.query("after") else entries[::-1][:limit]
    users = {entry.user_id for entry in page} | {entry.target_id for entry in page if entry.target_id}
    return {
        "audit_log_entries": [audit_entry_payload(entry) for entry in page],
        "users": [user_payload(call.world.users[user_id]) for user_id in users if user_id in call.world.users],
        "application_commands": [],
        "auto_moderation_rules": [],
        "guild_scheduled_events": [],
        "integrations": [],
        "threads": [],
        "webhooks": [],
    }


def _wanted(call: Call, entry: AuditEntry) -> bool:
    exact = {"user_id": entry.user_id, "target_id": entry.target_id, "action_type": entry.action}
    if any(call.query(name) and call.query_id(name) != value for name, value in exact.items()):
        return False
    before, after = call.query_id("before"), call.query_id("after")
    return (before is None or entry.id < before) and (after is None or entry.id > after)
