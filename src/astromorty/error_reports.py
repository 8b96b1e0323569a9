"""Error reports to Sentry, when the operator asked for them: without secrets and without variables' values."""

from typing import TYPE_CHECKING, cast

import sentry_sdk
from sentry_sdk.integrations.asyncpg import AsyncPGIntegration
from sentry_sdk.integrations.logging import LoggingIntegration
from sentry_sdk.integrations.loguru import LoguruIntegration
from sentry_sdk.integrations.redis import RedisIntegration
from sentry_sdk.transport import Transport

from astromorty import __version__
from astromorty.secret_mask import SecretMask
from astromorty.settings.model import Settings

if TYPE_CHECKING:
    from loguru import Record
    from sentry_sdk.types import Event, Hint

# What a log line was bound to becomes searchable in Sentry.
_TAGS = ("guild", "command", "error_id")


def configure_error_reports(settings: Settings, transport: Transport | None = None) -> None:
    """Report each logged error to Sentry when a DSN is set; call it once, after `configure_logging`.

    `transport` replaces sending over HTTP.
    """
    if settings.external_services.sentry_dsn is None:
        return
    mask = SecretMask.of(settings)

    def scrub(event: "Event", hint: "Hint") -> "Event":
        del hint
        return _tag(cast("Event", mask.value(event)))

    sentry_sdk.init(
        dsn=settings.external_services.sentry_dsn.get_secret_value(),
        release=f"astromorty@{__version__}",
        traces_sample_rate=settings.sentry.traces_sample_rate or None,
        include_local_variables=False,
        send_default_pii=False,
        before_send=scrub,
        before_send_transaction=scrub,
        transport=transport,
        auto_enabling_integrations=False,
        # All stdlib records pass through loguru: a second integration would report each error twice.
        disabled_integrations=[LoggingIntegration()],
        integrations=[
            LoguruIntegration(breadcrumb_format=_message_only, event_format=_message_only, sentry_logs_level=None),
            RedisIntegration(cache_prefixes=["astromorty:"]),
            AsyncPGIntegration(),
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
