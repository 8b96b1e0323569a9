"""How many tasks the event loop has: work that nobody ends shows here."""

import asyncio
from collections.abc import Iterable

from prometheus_client.core import GaugeMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector


class TaskCollector(Collector):
    """Counts the tasks of the loop that asks."""

    def collect(self) -> Iterable[Metric]:
        """Return the number."""
        yield GaugeMetricFamily(
            "astromorty_asyncio_tasks",
            "Tasks of the event loop: at rest one for each shard and each open menu, and some twenty besides.",
            value=len(asyncio.all_tasks()),
        )
