"""Transactions of Sentry: what happens in one, the queries and the looks into Redis too, is seen as one run."""

from collections.abc import Callable, Generator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Final

from astromorty.log.fields import trace_of_task
from astromorty.services.reporting import is_reporting

NameIt = Callable[[str], None]


def _nobody_traces(_name: str) -> None:
    """Forget a name that nobody asked for."""


_UNTRACED: Final = nullcontext(_nobody_traces)


def transaction(operation: str) -> AbstractContextManager[NameIt]:
    """Trace a block, which gives the transaction its name, where the operator has some traced; else do nothing."""
    if not is_reporting():
        return _UNTRACED
    import sentry_sdk  # 4 MB and a twentieth of a start, which nobody pays who reports nowhere

    return _traced(operation) if sentry_sdk.get_client().options["traces_sample_rate"] else _UNTRACED


@contextmanager
def _traced(operation: str) -> Generator[NameIt]:
    import sentry_sdk

    # A scope of its own: what runs beside it must not find itself inside.
    with sentry_sdk.isolation_scope(), sentry_sdk.start_transaction(op=operation, name=operation) as traced:

        def name_it(name: str) -> None:
            traced.name = name

        if (trace := trace_of_task()) is not None:
            traced.set_tag("trace", trace)
        yield name_it
