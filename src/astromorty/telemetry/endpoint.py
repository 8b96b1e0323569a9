"""The HTTP server of a bot's process: `/livez`, `/readyz` and `/metrics`, for who may reach its address."""

from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from ipaddress import ip_address
from typing import Final

from aiohttp import web
from aiohttp.typedefs import Handler
from prometheus_client import CollectorRegistry
from prometheus_client.exposition import choose_encoder
from yarl import URL

from astromorty.telemetry.readiness import Readiness, starting

# What requests in hand may still take when the process ends, in seconds.
_FINISH_SECONDS: Final = 1.0


class Endpoint:
    """Answers whoever asks; the event loop itself does, so that a process that hangs does not.

    Attributes:
        registry: What `/metrics` shows.
        readiness: Asked for each answer of `/readyz`; bounds its own time.
    """

    def __init__(self, registry: CollectorRegistry) -> None:
        self.registry = registry
        self.readiness: Callable[[], Awaitable[Readiness]] = starting

    @asynccontextmanager
    async def listening(self, host: str, port: int) -> AsyncGenerator[int]:
        """Answer at this address as long as the block lasts; give it the port, a free one for 0.

        Raises OSError when nobody can listen there.
        """
        runner = web.AppRunner(self._app(host), access_log=None, shutdown_timeout=_FINISH_SECONDS)
        await runner.setup()
        try:
            await web.TCPSite(runner, host, port).start()
            yield runner.addresses[0][1]
        finally:
            await runner.cleanup()

    def _app(self, host: str) -> web.Application:
        app = web.Application(middlewares=[_own_names_only] if is_loopback(host) else [])
        app.router.add_get("/livez", self._livez)
        app.router.add_get("/readyz", self._readyz)
        app.router.add_get("/metrics", self._metrics)
        return app

    async def _livez(self, _request: web.Request) -> web.Response:
        return web.json_response({"alive": True})

    async def _readyz(self, _request: web.Request) -> web.Response:
        readiness = await self.readiness()
        return web.json_response(readiness.as_json(), status=200 if readiness.fault is None else 503)

    async def _metrics(self, request: web.Request) -> web.Response:
        encode, content_type = choose_encoder(request.headers.get("Accept", ""))
        return web.Response(body=encode(self.registry), headers={"Content-Type": content_type})


def is_loopback(host: str) -> bool:
    """Say whether `host` is this machine's own, which nobody else reaches."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


@web.middleware
async def _own_names_only(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Refuse a foreign name in the request: a web page's own, pointed at this machine (DNS rebinding)."""
    try:
        name = URL(f"http://{request.host}").host or ""
    except ValueError:
        name = ""
    if not is_loopback(name):
        return web.Response(status=403, text="This address answers to localhost only; see HTTP__HOST.\n")
    return await handler(request)
