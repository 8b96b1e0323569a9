"""Where the gateway is and how fast it may be entered."""

from discord_sandbox.rest.call import Call
from discord_sandbox.rest.routes import RouteTable
from discord_sandbox.wire import JsonObject

routes = RouteTable()


@routes.get("/gateway", authorized=False)
async def get_gateway(call: Call) -> JsonObject:
    """Return the gateway's address."""
    return {"url": call.world.gateway_url}


@routes.get("/gateway/bot")
async def get_gateway_bot(call: Call) -> JsonObject:
    """Return the address, the recommended shard count and the identify limits."""
    return {
        "url": call.world.gateway_url,
        "shards": call.gateway.recommended_shards,
        "session_start_limit": call.gateway.identify_limit.payload(),
    }
