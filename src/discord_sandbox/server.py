"""A sandbox's life: one HTTP server on loopback for REST, gateway, CDN and control API."""

from types import TracebackType
from typing import Self

from aiohttp import web

from discord_sandbox.cdn.routes import Cdn
from discord_sandbox.clock import Clock
from discord_sandbox.control.api import ControlApi
from discord_sandbox.control.guard import loopback_only
from discord_sandbox.control.journal import Journal
from discord_sandbox.control.keys import BUILDER, FAULTS, JOURNAL, LIMITER, REST
from discord_sandbox.gateway.hub import Gateway
from discord_sandbox.limits.buckets import RateLimiter
from discord_sandbox.limits.faults import FaultPlan
from discord_sandbox.limits.middleware import limits_middleware
from discord_sandbox.manual import manual_page
from discord_sandbox.messages.polls import PollKeeper
from discord_sandbox.page.routes import entrance, mount_page
from discord_sandbox.rest.app import RequestObserver, RestApi
from discord_sandbox.state.default_world import WorldBuilder, WorldOptions
from discord_sandbox.state.world import World

HOST = "127.0.0.1"
MAX_REQUEST_BYTES = 100 * 1024 * 1024


class Sandbox:
    """A running sandbox; ``async with Sandbox(...)`` or ``await Sandbox.start(...)`` and ``stop()``.

    ``rate_limits`` False lets every request and session pass, for tests and benchmarks that are not about limits; a
    session that began too early is recorded all the same. ``observe`` sees
    each request of the bot: ``OpenApiCheck(file).look_at`` holds it against Discord's description.
    """

    def __init__(
        self,
        options: WorldOptions | None = None,
        *,
        max_concurrency: int = 1,
        recommended_shards: int = 1,
        rate_limits: bool = True,
        observe: RequestObserver | None = None,
    ) -> None:
        self.clock = Clock()
        self._builder = WorldBuilder(options or WorldOptions(), self.clock)
        self.world: World = self._builder.build()
        self.gateway = Gateway(
            self.world,
            max_concurrency=max_concurrency,
            recommended_shards=recommended_shards,
            enforce_spacing=rate_limits,
        )
        self.rest = RestApi(self.world, self.gateway, observe)
        self.limiter = RateLimiter(self.clock, enabled=rate_limits)
        self.faults = FaultPlan()
        self.journal = Journal(self.world)
        self.polls = PollKeeper(self.world)
        self._runner: web.AppRunner | None = None

    @classmethod
    async def start(
        cls,
        *,
        port: int = 0,
        options: WorldOptions | None = None,
        max_concurrency: int = 1,
        recommended_shards: int = 1,
        rate_limits: bool = True,
        observe: RequestObserver | None = None,
    ) -> Self:
        """Start a sandbox; ``port`` 0 takes a free one. Raises ``OSError`` where the port is taken."""
        sandbox = cls(
            options,
            max_concurrency=max_concurrency,
            recommended_shards=recommended_shards,
            rate_limits=rate_limits,
            observe=observe,
        )
        await sandbox.listen(port)
        return sandbox

    async def listen(self, port: int = 0) -> None:
        """Begin to serve."""
        app = web.Application(
            client_max_size=MAX_REQUEST_BYTES,
            middlewares=[loopback_only, limits_middleware(self.limiter, self.faults)],
        )
        app[JOURNAL], app[REST], app[BUILDER] = self.journal, self.rest, self._builder
        app[LIMITER], app[FAULTS] = self.limiter, self.faults
        ControlApi(self.world, self.gateway).mount(app)
        self.rest.mount(app)
        Cdn(self.world).mount(app)
        mount_page(app)
        app.router.add_get("/", self._root)
        app.router.add_get("/manual", self._manual)
        app.on_shutdown.append(self._say_goodbye)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=2)
        await self._runner.setup()
        site = web.TCPSite(self._runner, HOST, port)
        await site.start()
        _, bound = self._runner.addresses[0][:2]
        self.world.url = f"http://{HOST}:{bound}"

    async def stop(self) -> None:
        """Close every connection and stop serving."""
        if self._runner:
            await self._runner.cleanup()
            self._runner = None

    async def __aenter__(self) -> Self:
        if self._runner is None:
            await self.listen()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()

    @property
    def url(self) -> str:
        """Where the server is, without a slash at the end."""
        return self.world.url

    @property
    def api_url(self) -> str:
        """The REST base for a bot."""
        return f"{self.url}/api/v10"

    @property
    def gateway_url(self) -> str:
        """The gateway for a bot."""
        return f"{self.world.gateway_url}/"

    @property
    def cdn_url(self) -> str:
        """The base of pictures for a bot."""
        return self.world.cdn_url

    @property
    def token(self) -> str:
        """The bot's token."""
        return self.world.application.token

    async def _root(self, request: web.Request) -> web.StreamResponse:
        if request.headers.get("Upgrade", "").lower() == "websocket":
            return await self.gateway.handle(request)
        return entrance()

    async def _manual(self, _: web.Request) -> web.Response:
        return web.Response(text=manual_page(self.world), content_type="text/html")

    async def _say_goodbye(self, _: web.Application) -> None:
        await self.polls.close()
        self.journal.close()
        self.gateway.close()
