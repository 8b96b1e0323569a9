"""What a timer's handler can come to, and how long after a failure it is tried again."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

# The first attempts fall within the few minutes for which Discord knows a message by its nonce; all of them reach over
# the longest outages it had, and over a night without the operator.
RETRY_DELAYS: Final = tuple(
    timedelta(seconds=seconds) for seconds in (5, 15, 60, 300, 900, 3_600, 3 * 3_600, 6 * 3_600, 12 * 3_600)
)
MOST_ATTEMPTS: Final = len(RETRY_DELAYS) + 1


class TryLater(Exception):
    """What the timer is for cannot be done now; it is tried again after the next of `RETRY_DELAYS`, or given up."""


class GiveUp(Exception):
    """What the timer is for can never be done; the message says why."""


def retry_delay(attempts: int) -> timedelta | None:
    """Return how long to wait after so many attempts; None when there is to be no other."""
    return RETRY_DELAYS[attempts - 1] if attempts < MOST_ATTEMPTS else None
