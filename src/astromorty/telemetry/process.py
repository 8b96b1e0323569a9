"""Figures of the process itself: its version, and what became of its log and its reports to Sentry."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

from astromorty import __version__
from astromorty.log.configuration import LogCounts
from astromorty.services.reporting import is_reporting

if TYPE_CHECKING:
    from astromorty.log.error_reports import CountingTransport


class ReportingCollector(Collector):
    """Reads what logging and Sentry's transport count whenever Prometheus asks."""

    def __init__(self, log: LogCounts) -> None:
        self._log = log

    def collect(self) -> Iterable[Metric]:
        """Return all metrics."""
        info = GaugeMetricFamily("astromorty_info", "Always 1; the label tells the version.", labels=("version",))
        info.add_metric([__version__], 1)
        yield info
        lines = CounterMetricFamily("astromorty_log_lines", "Lines of the log.", labels=("level",))
        for level, count in sorted(self._log.lines.items()):
            lines.add_metric([level], count)
        yield lines
        yield CounterMetricFamily(
            "astromorty_log_lost", "Lines that standard error did not take.", value=self._log.lost
        )
        transport = _transport()
        reports = CounterMetricFamily(
            "astromorty_sentry_reports", "Reports for Sentry, by their kind.", labels=("kind",)
        )
        lost = CounterMetricFamily("astromorty_sentry_lost", "Reports that were not sent.", labels=("reason",))
        for kind, count in sorted(transport.reports.items()) if transport else ():
            reports.add_metric([kind], count)
        for reason, count in sorted(transport.lost.items()) if transport else ():
            lost.add_metric([reason], count)
        yield reports
        yield lost
        # Without a label, so that it is there from 0 on and an alert sees the first.
        yield CounterMetricFamily(
            "astromorty_sentry_undelivered",
            "Reports that did not get to Sentry, but for those that were left out on purpose.",
            value=transport.undelivered if transport else 0,
        )


def _transport() -> "CountingTransport | None":
    if not is_reporting():
        return None
    import sentry_sdk

    from astromorty.log.error_reports import CountingTransport

    transport = sentry_sdk.get_client().transport
    return transport if isinstance(transport, CountingTransport) else None
