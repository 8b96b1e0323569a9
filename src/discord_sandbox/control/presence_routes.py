"""Status, activities and screening of a user."""

from discord_sandbox.control.lookup import find_guild, find_member, find_user
from discord_sandbox.control.refusal import Refusal
from discord_sandbox.guilds.members import announce_member
from discord_sandbox.guilds.presences import set_presence
from discord_sandbox.payloads.user import member_payload
from discord_sandbox.rest.call import Call
from discord_sandbox.rest.routes import RouteTable
from discord_sandbox.wire import JsonObject

routes = RouteTable()

STATUSES = ("online", "idle", "dnd", "offline")
PLAYING, CUSTOM = 0, 4
MAX_TEXT = 128


@routes.put("/users/{user}/presence")
async def change_presence(call: Call) -> None:
    """Show a ``status``, and with ``custom`` a text of one's own, with ``playing`` a game."""
    body, user = call.object(), find_user(call.world, call.text("user"))
    if body["status"] not in STATUSES:
        raise Refusal("status_unknown", f"A status is one of {', '.join(STATUSES)}.")
    activities = [
        each
        for name, each in (
            ("custom", {"type": CUSTOM, "id": "custom", "name": "Custom Status", "state": body.get("custom")}),
            ("playing", {"type": PLAYING, "id": "playing", "name": body.get("playing")}),
        )
        if body.get(name)
    ]
    if any(len(str(body.get(name) or "")) > MAX_TEXT for name in ("custom", "playing")):
        raise Refusal("text_too_long", f"A status has at most {MAX_TEXT} characters.")
    now = int(call.world.clock.now().timestamp() * 1000)
    set_presence(call.world, user, str(body["status"]), [{**each, "created_at": now} for each in activities])


@routes.put("/users/{user}/screening")
async def finish_screening(call: Call) -> JsonObject:
    """Accept the rules of a ``guild``: its member is pending no longer."""
    member = find_member(call.world, find_guild(call.world, call.object()["guild"]), call.text("user"))
    if member.pending:
        member.pending = False
        announce_member(call.world, member)
    return member_payload(member)
