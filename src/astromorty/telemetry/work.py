"""Figures of what the bot does: messages, commands, and the work that waits."""

from collections.abc import Iterable

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

from astromorty.bot import Astromorty
from astromorty.services.command_runs import COMPONENT


class WorkCollector(Collector):
    """Reads the bot's own counters whenever Prometheus asks."""

    def __init__(self, bot: Astromorty) -> None:
        self._bot = bot

    def collect(self) -> Iterable[Metric]:
        """Return all metrics."""
        yield CounterMetricFamily("astromorty_messages", "Messages of members seen.", value=self._bot.messages.seen)
        yield from self._commands()
        yield from self._grants()
        waiting = GaugeMetricFamily(
            "astromorty_lane_waiting", "Background work that waits for other such work.", labels=("area",)
        )
        for area, lanes in sorted(self._bot.lanes.items()):
            waiting.add_metric([area], lanes.waiting)
        yield waiting
        yield GaugeMetricFamily(
            "astromorty_menus", "Menus and forms that wait for a press.", value=self._bot.menus.waiting
        )

    def _commands(self) -> Iterable[Metric]:
        runs = self._bot.command_runs
        outcomes = CounterMetricFamily(
            "astromorty_commands",
            "Commands, and presses as `component`, by what they came to: done, refused, late, failed.",
            labels=("command", "outcome"),
        )
        # From 0 on, else an alert does not see the first: in a series that begins at 1, nothing has increased.
        names = {COMPONENT, *(command.qualified_name for command in self._bot.walk_commands())}
        counted = {(name, "failed"): 0 for name in names} | runs.outcomes
        for (command, outcome), count in sorted(counted.items()):
            outcomes.add_metric([command, outcome], count)
        yield outcomes
        seconds = CounterMetricFamily(
            "astromorty_command_seconds", "Time that all runs of a command took together.", labels=("command",)
        )
        for command, took in sorted(runs.seconds.items()):
            seconds.add_metric([command], took)
        yield seconds
        durations = HistogramMetricFamily(
            "astromorty_command_duration_seconds",
            "How long commands and presses took, answers to Discord included, by form: message, interaction or press.",
            labels=("form",),
        )
        for form, histogram in runs.durations.items():
            durations.add_metric([form], buckets=histogram.cumulated(), sum_value=histogram.total)
        yield durations

    def _grants(self) -> Iterable[Metric]:
        group = self._bot.xp.group
        yield CounterMetricFamily("astromorty_xp_batches", "Transactions that wrote XP.", value=group.batches)
        yield CounterMetricFamily("astromorty_xp_rows", "Members' XP written in them.", value=group.rows)
        yield GaugeMetricFamily("astromorty_xp_pending", "Members whose XP waits to be written.", value=group.pending)
