"""A process's telemetry from its first step to its last."""

from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial

from loguru import logger
from prometheus_client import CollectorRegistry
from prometheus_client.process_collector import ProcessCollector

from astromorty.bot import Astromorty
from astromorty.errors import StartError
from astromorty.services.cache_metrics import CacheCollector
from astromorty.services.timers.metrics import TimerCollector
from astromorty.settings import Settings
from astromorty.telemetry.endpoint import Endpoint
from astromorty.telemetry.readiness import readiness_of


class Telemetry:
    """Tells of the process, and of the bot as soon as there is one."""

    def __init__(self, settings: Settings) -> None:
        self._shared = settings.external_services.redis_url is not None
        self.registry = CollectorRegistry()
        self.endpoint = Endpoint(self.registry)
        ProcessCollector(registry=self.registry)

    def watch(self, bot: Astromorty) -> None:
        """Tell of this bot from now on."""
        self.endpoint.readiness = partial(readiness_of, bot, shared=self._shared)
        for collector in (CacheCollector(bot.cache), TimerCollector(bot.timers)):
            self.registry.register(collector)


@asynccontextmanager
async def telling(settings: Settings) -> AsyncGenerator[Telemetry | None]:
    """Answer at `HTTP__HOST` and `HTTP__PORT` as long as the block lasts; None where the operator wants no answers.

    Raises StartError when nobody can listen there.
    """
    host, port = settings.http.host, settings.http.port
    if port is None:
        yield None
        return
    telemetry = Telemetry(settings)
    async with AsyncExitStack() as stack:
        try:
            await stack.enter_async_context(telemetry.endpoint.listening(host, port))
        except OSError as error:
            remedy = "Set HTTP__HOST to an address of this machine and HTTP__PORT to a free port, or unset HTTP__PORT."
            reason = f"nobody can listen at port {port} of {host}: {error.strerror or error}."
            raise StartError("HTTP endpoint", reason, remedy) from error
        logger.info("Telling of this process at port {} of {}", port, host)
        yield telemetry
