"""Spans of Sentry's cache module for what goes to Redis: our own connection is not one that its integration sees.

https://docs.sentry.io/platforms/python/tracing/instrumentation/custom-instrumentation/caches-module/
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from typing import Final

from astromorty.services.reporting import is_reporting

GET: Final = "cache.get"
PUT: Final = "cache.put"
REMOVE: Final = "cache.remove"

Found = Callable[[int | None], None]


def _nothing(_size: int | None) -> None:
    """Nobody traces."""


@contextmanager
def cache_span(operation: str, keys: Sequence[str]) -> Generator[Found]:
    """Trace the block inside a sampled transaction; outside of one it costs a look-up.

    The block calls what it is given with the size of what was found in bytes, None for a miss.
    """
    if not is_reporting():
        yield _nothing
        return
    import sentry_sdk  # as late as in `astromorty.services.tracing`

    parent = sentry_sdk.get_current_span()
    if parent is None or not parent.sampled:
        yield _nothing
        return
    with parent.start_child(op=operation, name=", ".join(keys)) as span:
        span.set_data("cache.key", list(keys))

        def found(size: int | None) -> None:
            span.set_data("cache.hit", size is not None)
            if size is not None:
                span.set_data("cache.item_size", size)

        yield found
