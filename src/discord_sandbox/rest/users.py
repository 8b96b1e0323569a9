"""The bot's own account and others it can see."""

from discord_sandbox.payloads.user import current_user_payload, user_payload
from discord_sandbox.rest.call import Call
from discord_sandbox.rest.routes import RouteTable
from discord_sandbox.wire import JsonObject

routes = RouteTable()


@routes.get("/users/@me")
async def get_current_user(call: Call) -> JsonObject:
    """Return the bot's account."""
    return current_user_payload(call.world.bot)


@routes.get("/users/{user_id}")
async def get_user(call: Call) -> JsonObject:
    """Return any account."""
    return user_payload(call.world.user(call.id("user_id")))
