"""Error reports to Sentry, when the operator asked for them: without secrets and without variables' values."""

from collections import Counter
from typing import TYPE_CHECKING, Any, cast

import sentry_sdk
from sentry_sdk.envelope import Envelope, Item
from sentry_sdk.integrations import Integration
from sentry_sdk.integrations.logging import LoggingIntegration
from sentry_sdk.integrations.loguru import LoguruIntegration
from sentry_sdk.integrations.redis import RedisIntegration
from sentry_sdk.integrations.sqlalchemy import SqlalchemyIntegration
from sentry_sdk.transport import HttpTransport, Transport

from astromorty import __version__
from astromorty.log.secret_mask import SecretMask
from astromorty.settings.model import Settings

if TYPE_CHECKING:
    from loguru import Record
    from sentry_sdk._types import EventDataCategory
    from sentry_sdk.types import Event, Hint

# What a log line was bound to becomes searchable in Sentry.
_TAGS = ("guild", "command", "error_id", "trace")
# Why the SDK itself leaves a report out, as it was told to.
_ON_PURPOSE = ("sample_rate", "event_processor")


class CountingTransport(HttpTransport):
    """Sends to Sentry, and counts.

    Attributes:
        reports: How many reports there were to send, by what they are: event, transaction and so on.
        lost: How many were not sent, by the reason.
    """

    def __init__(self, options: dict[str, Any]) -> None:
        super().__init__(options)
        self.reports: Counter[str] = Counter()
        self.lost: Counter[str] = Counter()

    @property
    def undelivered(self) -> int:
        """How many were lost against the operator's will."""
        return sum(count for reason, count in self.lost.items() if reason not in _ON_PURPOSE)

    def capture_envelope(self, envelope: Envelope) -> None:
        """Send an envelope in the background."""
        self.reports.update(item.type for item in envelope.items if item.type is not None)
        super().capture_envelope(envelope)

    def record_lost_event(
        self,
        reason: str,
        data_category: "EventDataCategory | None" = None,
        item: Item | None = None,
        *,
        quantity: int = 1,
    ) -> None:
        """Note what is not sent; of a transaction that is told once more for its spans."""
        if data_category != "span":
            self.lost[reason] += 1
        super().record_lost_event(reason, data_category, item, quantity=quantity)


def configure_error_reports(settings: Settings, transport: Transport | None = None) -> None:
    """Report each logged error to Sentry when a DSN is set; call it once, after `configure_logging`.

    `transport` replaces sending over HTTP.
    """
    if settings.external_services.sentry_dsn is None:
        return
    mask = SecretMask.of(settings)
    rate = settings.sentry.traces_sample_rate
    # Each hooks into all that its library does: nobody pays for it where nothing is traced.
    spans: list[Integration] = [RedisIntegration(cache_prefixes=["astromorty:"]), SqlalchemyIntegration()]

    def scrub(event: "Event", hint: "Hint") -> "Event":
        del hint
        return _tag(cast("Event", mask.value(event)))

    sentry_sdk.init(
        dsn=settings.external_services.sentry_dsn.get_secret_value(),
        release=f"astromorty@{__version__}",
        environment=settings.sentry.environment,
        sample_rate=settings.sentry.sample_rate,
        traces_sample_rate=rate or None,
        include_local_variables=False,
        spotlight=False,
        before_send=scrub,
        before_send_transaction=scrub,
        transport=transport or CountingTransport,
        auto_enabling_integrations=False,
        # All stdlib records pass through loguru: a second integration would report each error twice.
        disabled_integrations=[LoggingIntegration()],
        integrations=[
            LoguruIntegration(breadcrumb_format=_message_only, event_format=_message_only, sentry_logs_level=None),
            *(spans if rate else ()),
        ],
    )


def _message_only(record: "Record") -> str:
    """Keep loguru's own rendering of the exception out; it would hold variables' values."""
    del record
    return "{message}"


def _tag(event: "Event") -> "Event":
    """Lift the log line's bound fields out of loguru's nested `extra`."""
    extra = event.get("extra", {})
    bound: object = extra.pop("extra", None)
    if isinstance(bound, dict):
        fields = cast("dict[str, object]", bound)
        extra.update(fields)
        event.setdefault("tags", {}).update({name: str(fields[name]) for name in _TAGS if name in fields})
    return event
