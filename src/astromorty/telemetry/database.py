"""Figures of the connections to Postgres."""

from collections.abc import Iterable

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

from astromorty.database.pool import CountingPool


class PoolCollector(Collector):
    """Reads a pool's own counters whenever Prometheus asks."""

    def __init__(self, pool: CountingPool) -> None:
        self._pool = pool

    def collect(self) -> Iterable[Metric]:
        """Return all metrics."""
        pool, name = self._pool, "astromorty_database_connections"
        yield GaugeMetricFamily(f"{name}_max", "Most connections to Postgres of this process.", value=pool.size())
        yield GaugeMetricFamily(f"{name}_used", "Connections that are in use now.", value=pool.checkedout())
        yield CounterMetricFamily(
            "astromorty_database_waits", "How often all connections were in use when one was needed.", value=pool.waits
        )
        yield CounterMetricFamily(
            "astromorty_database_wait_seconds", "Time that was waited for a connection.", value=pool.wait_seconds
        )
        yield CounterMetricFamily(
            "astromorty_database_wait_timeouts", "Waits that ended without a connection.", value=pool.timeouts
        )
