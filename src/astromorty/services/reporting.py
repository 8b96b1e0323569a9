"""Whether this process reports to Sentry: its SDK is imported only where the operator wants that."""

import sys


def is_reporting() -> bool:
    """Say whether Sentry's SDK is there to be asked."""
    return "sentry_sdk" in sys.modules
