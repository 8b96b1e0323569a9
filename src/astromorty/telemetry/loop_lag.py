"""How late the event loop is: what a command waits before it is even looked at."""

import asyncio
from collections.abc import AsyncGenerator, Iterable
from contextlib import asynccontextmanager
from typing import Final

from prometheus_client.core import HistogramMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

from astromorty.services.histogram import Histogram

SAMPLE_SECONDS: Final = 0.5
BOUNDS: Final = (0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0)


class LoopLag(Collector):
    """Sleeps for half a second, again and again, and counts by how much each sleep was too long."""

    def __init__(self) -> None:
        self.lag = Histogram(BOUNDS)

    @asynccontextmanager
    async def sampled(self) -> AsyncGenerator[None]:
        """Sample as long as the block lasts."""
        task = asyncio.create_task(self._sample(), name="event loop lag")
        try:
            yield
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    def collect(self) -> Iterable[Metric]:
        """Return the histogram."""
        yield HistogramMetricFamily(
            "astromorty_event_loop_lag_seconds",
            "By how much the event loop was late, sampled twice a second.",
            buckets=self.lag.cumulated(),
            sum_value=self.lag.total,
        )

    async def _sample(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            due = loop.time() + SAMPLE_SECONDS
            await asyncio.sleep(SAMPLE_SECONDS)
            self.lag.add(max(loop.time() - due, 0.0))
