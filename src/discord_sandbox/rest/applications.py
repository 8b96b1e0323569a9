"""The bot's application."""

from discord_sandbox.payloads.application import application_payload
from discord_sandbox.rest.call import Call
from discord_sandbox.rest.routes import RouteTable
from discord_sandbox.wire import JsonObject

routes = RouteTable()


@routes.get("/applications/@me")
@routes.get("/oauth2/applications/@me")
async def get_application(call: Call) -> JsonObject:
    """Return the application with its flags."""
    world = call.world
    joined = sum(world.bot.id in guild.members for guild in world.guilds.values())
    return application_payload(world.application, joined)


@routes.patch("/applications/@me")
async def edit_application(call: Call) -> JsonObject:
    """Change the description."""
    body = call.object()
    if "description" in body:
        call.world.application.description = str(body["description"] or "")
    return await get_application(call)
