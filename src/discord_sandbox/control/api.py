"""The control API as routes of the server."""

import logging

from aiohttp import web

from discord_sandbox.control import (
    bulk_routes,
    channel_routes,
    event_routes,
    guild_routes,
    interaction_routes,
    limit_routes,
    member_routes,
    message_routes,
    poll_routes,
    presence_routes,
    reaction_routes,
    voice_routes,
    world_routes,
)
from discord_sandbox.control.keys import JOURNAL
from discord_sandbox.control.refusal import Refusal
from discord_sandbox.errors import DiscordError
from discord_sandbox.gateway.hub import Gateway
from discord_sandbox.rest.app import AiohttpHandler, respond
from discord_sandbox.rest.body import read_body
from discord_sandbox.rest.call import Call, Reply
from discord_sandbox.rest.routes import Route, RouteTable, path_pattern
from discord_sandbox.state.world import World

log = logging.getLogger(__name__)

PREFIX = "/sandbox"
POSITION_HEADER = "X-Sandbox-Position"
TABLES: tuple[RouteTable, ...] = (
    message_routes.routes,
    bulk_routes.routes,
    reaction_routes.routes,
    poll_routes.routes,
    member_routes.routes,
    presence_routes.routes,
    interaction_routes.routes,
    event_routes.routes,
    world_routes.routes,
    guild_routes.routes,
    channel_routes.routes,
    voice_routes.routes,
    limit_routes.routes,
)


class ControlApi:
    """Mounts the control routes; refusals become JSON."""

    def __init__(self, world: World, gateway: Gateway) -> None:
        self._world = world
        self._gateway = gateway

    def mount(self, app: web.Application) -> None:
        """Add all routes below ``/sandbox``."""
        for table in TABLES:
            for route in table.routes:
                app.router.add_route(route.method, PREFIX + path_pattern(route.path), self._endpoint(route))
        app.router.add_get(PREFIX + "/users/{user}/stream", event_routes.stream)

    def _endpoint(self, route: Route) -> AiohttpHandler:
        async def handle(request: web.Request) -> web.StreamResponse:
            position = request.app[JOURNAL].position
            response = await self._answer(route, request)
            response.headers[POSITION_HEADER] = str(position)
            return response

        return handle

    async def _answer(self, route: Route, request: web.Request) -> web.Response:
        try:
            body, uploads = await read_body(request)
            return respond(await route.handler(Call(self._world, self._gateway, request, body, uploads)))
        except Refusal as refusal:
            return respond(Reply(refusal.status, {"code": refusal.code, "message": refusal.message}))
        except DiscordError as error:
            return respond(Reply(error.status, {**error.payload(), "code": str(error.code)}))
        except KeyError as missing:
            message = f"The body lacks {missing.args[0]!r}."
            return respond(Reply(400, {"code": "body_incomplete", "message": message}))
