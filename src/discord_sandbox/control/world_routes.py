"""Looking at the world as a whole: state, commands, requests; and its time and connections."""

from discord_sandbox.control.keys import LIMITER, REST
from discord_sandbox.control.lookup import find_guild, find_user
from discord_sandbox.control.overview import overview
from discord_sandbox.control.refusal import Refusal
from discord_sandbox.control.views import state_view
from discord_sandbox.payloads.application import command_payload
from discord_sandbox.rest.call import Call
from discord_sandbox.rest.routes import RouteTable
from discord_sandbox.wire import JsonObject

routes = RouteTable()

DROPS = ("close", "reconnect", "invalidate", "stall")


@routes.get("/state")
async def state(call: Call) -> JsonObject:
    """Return the bot's connection, people and servers."""
    return state_view(call.world, call.gateway)


@routes.get("/users/{user}/overview")
async def user_overview(call: Call) -> JsonObject:
    """Return the servers, channels and people that a user sees."""
    return overview(call.world, call.gateway, find_user(call.world, call.text("user")))


@routes.get("/commands")
async def all_commands(call: Call) -> list[JsonObject]:
    """Return every registered command."""
    application = call.world.application
    return [command_payload(application, command) for command in application.commands.values()]


@routes.get("/requests")
async def requests(call: Call) -> JsonObject:
    """Return how often the bot called each route; an unknown one begins with 501, one refused as too early with 429."""
    refused = {f"429 {route}": count for route, count in call.request.app[LIMITER].refused.items()}
    return {**call.request.app[REST].requests, **refused}


@routes.post("/clock")
async def advance(call: Call) -> JsonObject:
    """Skip ``advance`` seconds of the sandbox's time."""
    call.world.clock.advance(float(call.object()["advance"]))
    return {"now": call.world.clock.now().isoformat()}


@routes.post("/gateway/drop")
async def drop(call: Call) -> JsonObject:
    """Disturb the bot's gateway connections; ``how`` is close, reconnect, invalidate or stall."""
    body = call.object()
    how = str(body.get("how", "close"))
    if how not in DROPS:
        raise Refusal("how_unknown", f"how is one of {', '.join(DROPS)}.")
    return {"dropped": call.gateway.drop(body.get("shard"), how=how)}


@routes.post("/gateway/hand_over")
async def hand_over(call: Call) -> None:
    """Bring a server's events through another ``shard``, and so to the bot's process that holds it."""
    body = call.object()
    if not call.gateway.hand_over(find_guild(call.world, body["guild"]), int(body["shard"])):
        raise Refusal("unknown_shard", f"No shard {body['shard']} is connected.", status=404)
