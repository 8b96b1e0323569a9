"""What a process tells of its reports to Sentry."""

from collections.abc import Iterator

import pytest
import sentry_sdk
from prometheus_client import CollectorRegistry

from astromorty.log.configuration import LogCounts
from astromorty.log.error_reports import CountingTransport
from astromorty.telemetry.process import ReportingCollector


@pytest.fixture
def transport() -> Iterator[CountingTransport]:
    client = sentry_sdk.Client(dsn="http://key@127.0.0.1:9/1", transport=CountingTransport, default_integrations=False)
    with sentry_sdk.new_scope() as scope:
        scope.set_client(client)
        assert isinstance(client.transport, CountingTransport)
        yield client.transport
    client.close(timeout=0)


def test_what_was_left_out_on_purpose_is_not_told_as_undelivered(transport: CountingTransport) -> None:
    registry = CollectorRegistry()
    registry.register(ReportingCollector(LogCounts()))
    assert registry.get_sample_value("astromorty_sentry_undelivered_total") == 0
    for reason in ("sample_rate", "event_processor", "network_error", "queue_overflow"):
        transport.record_lost_event(reason, "error")
    assert registry.get_sample_value("astromorty_sentry_undelivered_total") == 2
