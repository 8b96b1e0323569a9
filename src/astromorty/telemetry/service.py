"""A process's telemetry from its first step to its last."""

from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial

from loguru import logger
from prometheus_client import CollectorRegistry
from prometheus_client.process_collector import ProcessCollector

from astromorty.bot import Astromorty
from astromorty.errors import StartError
from astromorty.log.configuration import LogCounts
from astromorty.services.cache_metrics import CacheCollector
from astromorty.services.timers.metrics import TimerCollector
from astromorty.settings import Settings
from astromorty.telemetry.database import PoolCollector
from astromorty.telemetry.endpoint import Endpoint
from astromorty.telemetry.gateway import GatewayCollector
from astromorty.telemetry.loop_lag import LoopLag
from astromorty.telemetry.process import ReportingCollector
from astromorty.telemetry.readiness import readiness_of
from astromorty.telemetry.tasks import TaskCollector
from astromorty.telemetry.work import WorkCollector


class Telemetry:
    """Tells of the process, and of the bot as soon as there is one.

    Args:
        log: What is counted of the log.
    """

    def __init__(self, log: LogCounts) -> None:
        self.registry = CollectorRegistry()
        self.endpoint = Endpoint(self.registry)
        self.loop_lag = LoopLag()
        ProcessCollector(registry=self.registry)
        self.registry.register(self.loop_lag)
        self.registry.register(TaskCollector())
        self.registry.register(ReportingCollector(log))

    def watch(self, bot: Astromorty, *, shared: bool) -> None:
        """Tell of this bot from now on; `shared` says whether its cache uses Redis."""
        self.endpoint.readiness = partial(readiness_of, bot, shared=shared)
        for collector in (
            GatewayCollector(bot),
            WorkCollector(bot),
            TimerCollector(bot.timers),
            CacheCollector(bot.cache),
            PoolCollector(bot.database.pool),
        ):
            self.registry.register(collector)


@asynccontextmanager
async def telling(settings: Settings, port: int, log: LogCounts) -> AsyncGenerator[Telemetry]:
    """Answer at this port of `HTTP__HOST` as long as the block lasts; raise StartError when nobody can listen there."""
    host = settings.http.host
    telemetry = Telemetry(log)
    async with AsyncExitStack() as stack:
        try:
            await stack.enter_async_context(telemetry.endpoint.listening(host, port))
        except OSError as error:
            remedy = "Set HTTP__HOST to an address of this machine and HTTP__PORT to a free port, or unset HTTP__PORT."
            reason = f"nobody can listen at port {port} of {host}: {error.strerror or error}."
            raise StartError("HTTP endpoint", reason, remedy) from error
        await stack.enter_async_context(telemetry.loop_lag.sampled())
        logger.info("Telling of this process at port {} of {}", port, host)
        yield telemetry
