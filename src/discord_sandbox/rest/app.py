"""The REST API as an aiohttp application: routes, authorisation, errors, counters."""

import logging
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping

from aiohttp import web

from discord_sandbox.errors import DiscordError, Failure
from discord_sandbox.gateway.hub import Gateway
from discord_sandbox.rest.body import read_body
from discord_sandbox.rest.call import Answer, Call, Reply
from discord_sandbox.rest.refusals import announce_refusal
from discord_sandbox.rest.resources import RESOURCES
from discord_sandbox.rest.routes import Route, path_pattern
from discord_sandbox.state.world import World
from discord_sandbox.wire import encode_json

log = logging.getLogger(__name__)

PREFIXES = ("/api/v10", "/api/v9")

RequestObserver = Callable[[str, str, Mapping[str, str], object], None]
AiohttpHandler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class RestApi:
    """Mounts every resource and counts what the bot asks for.

    ``observe`` is called with each request's method, path, query and decoded body, before it is answered.
    """

    def __init__(self, world: World, gateway: Gateway, observe: RequestObserver | None = None) -> None:
        self.world = world
        self.gateway = gateway
        self.observe = observe
        self.requests: Counter[str] = Counter()

    def mount(self, app: web.Application) -> None:
        """Add all routes, below each version's prefix; what is left answers 501."""
        for table in RESOURCES:
            for route in table.routes:
                endpoint = self._endpoint(route)
                for prefix in PREFIXES:
                    app.router.add_route(route.method, prefix + path_pattern(route.path), endpoint)
        app.router.add_route("*", "/api/{path:.*}", self._unknown_route)

    def _endpoint(self, route: Route) -> AiohttpHandler:
        async def handle(request: web.Request) -> web.StreamResponse:
            self.requests[f"{route.method} {route.path}"] += 1
            try:
                if route.authorized:
                    self._authorize(request)
                body, uploads = await read_body(request)
                self._look_at(request, body)
                call = Call(self.world, self.gateway, request, body, uploads)
                return respond(await route.handler(call))
            except DiscordError as error:
                log.debug("%s %s refused: %s %s", request.method, request.path, error.code, error.payload())
                announce_refusal(self.world, request, error)
                return respond(Reply(error.status, error.payload()))

        return handle

    def _authorize(self, request: web.Request) -> None:
        if request.headers.get("Authorization") != f"Bot {self.world.application.token}":
            raise DiscordError(Failure.UNAUTHORIZED)

    def _look_at(self, request: web.Request, body: object) -> None:
        if self.observe:
            self.observe(request.method, request.path, request.query, body)

    async def _unknown_route(self, request: web.Request) -> web.StreamResponse:
        log.warning("not part of the sandbox: %s %s", request.method, request.path)
        self.requests[f"501 {request.method} {request.path}"] += 1
        self._look_at(request, None)
        error = DiscordError(Failure.NOT_IMPLEMENTED)
        return respond(Reply(error.status, error.payload()))


def respond(answer: Answer) -> web.Response:
    """Write an answer; the content type carries no charset, as Discord's does."""
    reply = answer if isinstance(answer, Reply) else Reply(204 if answer is None else 200, answer)
    if reply.body is None:
        return web.Response(status=reply.status)
    return web.Response(status=reply.status, body=encode_json(reply.body), content_type="application/json")
