"""It can be seen: counters for Prometheus, spans for Sentry."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any, cast

import pytest
import sentry_sdk
from prometheus_client import CollectorRegistry, generate_latest
from sentry_sdk.envelope import Envelope
from sentry_sdk.transport import Transport

from astromorty.log.error_reports import configure_error_reports
from astromorty.services.cache_metrics import CacheCollector
from astromorty.settings import Settings
from fixtures.members import Join, eventually
from fixtures.redis import RedisProcess

GUILD = 42


@pytest.fixture
def transactions() -> Generator[list[dict[str, object]]]:
    """Sentry with every transaction sampled, and what would have been sent."""
    sent: list[dict[str, object]] = []

    class Capture(Transport):
        def capture_envelope(self, envelope: Envelope) -> None:
            event = envelope.get_transaction_event()
            if event is not None:
                sent.append(dict(event))

    settings = Settings.model_validate(
        {
            "external_services": {"sentry_dsn": "https://key@sentry.example/42"},
            "sentry": {"traces_sample_rate": 1.0},
        }
    )
    configure_error_reports(settings, Capture())
    yield sent
    sentry_sdk.get_client().close()
    sentry_sdk.Scope.get_global_scope().set_client(None)


async def test_prometheus_is_told_of_every_kind_of_read_and_of_writes(valkey: RedisProcess, join: Join) -> None:
    here, there = await join(valkey.url), await join(valkey.url)
    registry = CollectorRegistry()
    registry.register(CacheCollector(there.cache))

    def metric(name: str, **labels: str) -> float:
        value = registry.get_sample_value(f"astromorty_cache_{name}", {"type": "prefix", **labels})
        assert value is not None, name
        return value

    await here.configs.get_prefix_by_guild_id(GUILD)
    await there.configs.get_prefix_by_guild_id(GUILD)
    await there.configs.get_prefix_by_guild_id(GUILD)
    assert (metric("hits_total", tier="redis"), metric("hits_total", tier="local")) == (1, 1)
    assert metric("negative_hits_total") == 2
    assert metric("misses_total") == 0
    assert metric("redis_seconds_count") == 1
    assert metric("redis_seconds_sum") > 0
    assert metric("local_entries") == 1
    await here.configs.update_config(GUILD, prefix="?")
    assert metric("invalidations_total") >= 1
    assert metric("local_entries") == 0
    await there.configs.get_prefix_by_guild_id(GUILD)
    assert (metric("misses_total"), metric("load_seconds_count")) == (1, 1)
    assert registry.get_sample_value("astromorty_cache_trusted") == 1
    assert registry.get_sample_value("astromorty_cache_owed") is not None
    assert b"# HELP astromorty_cache_fills_rejected_total" in generate_latest(registry)


async def test_a_sampled_transaction_shows_what_redis_was_asked(
    valkey: RedisProcess, join: Join, transactions: list[dict[str, object]]
) -> None:
    here, there = await join(valkey.url), await join(valkey.url)
    await eventually(there.cache.ping, within=5)
    # Without a scope of its own the heartbeats would share the transaction.
    with sentry_sdk.isolation_scope(), sentry_sdk.start_transaction(op="test", name="command"):
        await here.configs.get_prefix_by_guild_id(GUILD)
        await here.configs.get_prefix_by_guild_id(GUILD)
        await there.configs.get_prefix_by_guild_id(GUILD)
        await here.configs.update_config(GUILD, prefix="?")
    await here.configs.get_prefix_by_guild_id(GUILD)
    sentry_sdk.flush()
    (transaction,) = transactions
    spans = cast("list[dict[str, Any]]", transaction["spans"])
    seen = [(span["op"], span["data"].get("cache.hit")) for span in spans if span["op"].startswith("cache.")]
    assert seen == [
        ("cache.get", False),
        ("cache.put", None),
        ("cache.put", None),
        ("cache.get", True),
        ("cache.remove", None),
    ], "the local hit is no span, nor is what happens outside of a transaction"
    keys = [span["data"]["cache.key"] for span in spans if span["op"] == "cache.get"]
    assert keys == [[f"astromorty:prefix:{GUILD}"]] * 2
