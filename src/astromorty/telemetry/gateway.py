"""Figures of the gateway: shards, how they answer, and how often they had to begin anew."""

from collections.abc import Iterable
from math import isfinite
from typing import Final

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

from astromorty.bot import Astromorty

_EVENTS: Final = {
    "sessions": "Sessions that Discord opened for an identify; a day has a limited number.",
    "resumes": "Sessions taken up again after an interruption.",
    "disconnects": "Connections that ended, for whatever reason.",
}


class GatewayCollector(Collector):
    """Counts what happens to a bot's connections from now on."""

    def __init__(self, bot: Astromorty) -> None:
        self._bot = bot
        self._counts = dict.fromkeys(_EVENTS, 0)
        bot.add_listener(self._on_session, "on_shard_connect")
        bot.add_listener(self._on_resume, "on_shard_resumed")
        bot.add_listener(self._on_disconnect, "on_shard_disconnect")

    async def _on_session(self, _shard_id: int) -> None:
        self._counts["sessions"] += 1

    async def _on_resume(self, _shard_id: int) -> None:
        self._counts["resumes"] += 1

    async def _on_disconnect(self, _shard_id: int) -> None:
        self._counts["disconnects"] += 1

    def collect(self) -> Iterable[Metric]:
        """Return all metrics; the latency by shard."""
        sharding = self._bot.sharding
        yield GaugeMetricFamily("astromorty_shards_held", "Shards that this process holds.", value=len(sharding.held))
        yield GaugeMetricFamily(
            "astromorty_shards_all", "Shards of all processes; 0 before it is known.", value=sharding.count
        )
        standby = int(sharding.state == "standby")
        yield GaugeMetricFamily("astromorty_standby", "1 while this process waits for others' shards.", value=standby)
        age = 0.0 if sharding.state == "registering" else sharding.lease_age
        yield GaugeMetricFamily(
            "astromorty_shard_lease_age_seconds", "Time since the lease on the shards was renewed.", value=age
        )
        connected = sum(not shard.is_closed() for shard in self._bot.shards.values())
        yield GaugeMetricFamily("astromorty_shards_connected", "Shards that are connected now.", value=connected)
        latency = GaugeMetricFamily(
            "astromorty_shard_latency_seconds", "How long Discord took to answer the last heartbeat.", labels=("shard",)
        )
        for number, seconds in self._bot.latencies:
            if isfinite(seconds):  # before the first answer it is not
                latency.add_metric([str(number)], seconds)
        yield latency
        for name, text in _EVENTS.items():
            yield CounterMetricFamily(f"astromorty_gateway_{name}", text, value=self._counts[name])
        yield GaugeMetricFamily("astromorty_guilds", "Servers on these shards.", value=len(self._bot.guilds))
