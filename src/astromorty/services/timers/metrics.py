"""The timers' counters for Prometheus."""

from __future__ import annotations

from collections.abc import Iterable

from prometheus_client.core import CounterMetricFamily, HistogramMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

from astromorty.services.timers.timers import Timers


class TimerCollector(Collector):
    """Reads the counts whenever Prometheus asks."""

    def __init__(self, timers: Timers) -> None:
        self._timers = timers

    def collect(self) -> Iterable[Metric]:
        """Return how many timers of each kind came to each outcome."""
        family = CounterMetricFamily(
            "astromorty_timers",
            "Timers handled by this process: done, late, retried, given up.",
            labels=("kind", "outcome"),
        )
        # From 0 on, else an alert does not see the first: in a series that begins at 1, nothing has increased.
        counted = {(kind, "given up"): 0 for kind in self._timers.kinds} | self._timers.counts
        for (kind, outcome), count in sorted(counted.items()):
            family.add_metric([kind, outcome], count)
        yield family
        yield HistogramMetricFamily(
            "astromorty_timer_lag_seconds",
            "How long after their time timers were handled first.",
            buckets=self._timers.lag.cumulated(),
            sum_value=self._timers.lag.total,
        )
