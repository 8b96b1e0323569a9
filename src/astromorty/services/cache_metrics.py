"""The cache's counters for Prometheus."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, SummaryMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

from astromorty.services.cache.sampler import TIERS, Sampler
from astromorty.services.cache.service import CacheService

_TYPE: Final = ("type",)
_COUNTERS: Final = {
    "misses": "Reads that had to ask Postgres.",
    "negative_hits": "Hits that said that there is no such row.",
    "bypassed": "Reads inside a unit of work or without a lease on trust.",
    "fills_rejected": "Loaded values not stored, because a write came in between.",
    "lease_waits": "Waits for another process's load.",
    "invalidations": "Entries forgotten because of a write.",
    "evictions": "Entries pushed out of this process for want of room.",
}
_DURATIONS: Final = {
    "load": ("loads", "load_seconds", "Time that Postgres took to answer a miss."),
    "redis": ("redis_looks", "redis_seconds", "Time that looking into Redis took, waits for a lease included."),
}


class CacheCollector(Collector):
    """Reads `stats()` whenever Prometheus asks: counting costs the hot path nothing more than it does anyway."""

    def __init__(self, cache: CacheService) -> None:
        self._cache = cache

    def collect(self) -> Iterable[Metric]:
        """Return all metrics; counters are per cached type."""
        stats = self._cache.stats()
        hits = CounterMetricFamily("astromorty_cache_hits", "Reads answered by a cache tier.", labels=(*_TYPE, "tier"))
        for name, counts in stats.items():
            for tier in ("local", "redis"):
                hits.add_metric([name, tier], counts[f"{tier}_hits"])
        yield hits
        for counter, text in _COUNTERS.items():
            yield _counter(counter, text, stats)
        for duration, (count, seconds, text) in _DURATIONS.items():
            summary = SummaryMetricFamily(f"astromorty_cache_{duration}_seconds", text, labels=_TYPE)
            for name, counts in stats.items():
                summary.add_metric([name], int(counts[count]), counts[seconds])
            yield summary
        held = GaugeMetricFamily("astromorty_cache_local_entries", "Entries held in this process.", labels=_TYPE)
        for name, counts in stats.items():
            held.add_metric([name], counts["local_entries"])
        yield held
        yield from _samples(self._cache.sampler)
        yield GaugeMetricFamily(
            "astromorty_cache_owed",
            "Committed changes whose invalidation was still owed when last looked.",
            value=self._cache.owed,
        )
        yield GaugeMetricFamily(
            "astromorty_cache_trusted", "1 while this process may believe its cache.", value=int(self._cache.is_trusted)
        )


def _counter(name: str, text: str, stats: Mapping[str, Mapping[str, int | float]]) -> CounterMetricFamily:
    family = CounterMetricFamily(f"astromorty_cache_{name}", text, labels=_TYPE)
    for cached_type, counts in stats.items():
        family.add_metric([cached_type], counts[name])
    return family


def _samples(sampler: Sampler | None) -> Iterable[Metric]:
    """Return what a sampler found; the names alone where there is none."""
    looks = CounterMetricFamily(
        "astromorty_cache_sampled",
        "Entries compared with Postgres this many seconds after a write.",
        labels=("window",),
    )
    inconsistent = CounterMetricFamily(
        "astromorty_cache_inconsistent",
        "Entries of which a tier held something else than Postgres that long after a write: must stay 0.",
        labels=("tier", "window"),
    )
    if sampler is not None:
        for window in sampler.windows:
            looks.add_metric([f"{window:g}"], sampler.looks[window])
            for tier in TIERS:
                found = sum(
                    n for (_, where, when), n in sampler.inconsistent.items() if (where, when) == (tier, window)
                )
                inconsistent.add_metric([tier, f"{window:g}"], found)
    yield looks
    yield inconsistent
