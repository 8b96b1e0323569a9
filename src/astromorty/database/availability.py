"""Tell a database that does not answer from everything else that can go wrong with a statement."""

import asyncio
from collections.abc import Generator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as CheckoutTimeoutError

from astromorty.database.errors import DatabaseUnavailableError

# Connection exceptions, refused log-ins, no such database, insufficient resources, operator intervention (shutdown,
# starting up, cancelled).
# https://www.postgresql.org/docs/current/errcodes-appendix.html
_UNAVAILABLE_STATES = ("08", "28", "3D", "53", "57")


@contextmanager
def answering(name: str) -> Generator[None]:
    """Raise `DatabaseUnavailableError` instead of what the driver raises when the database called `name` is away."""
    try:
        yield
    except (OSError, TimeoutError, CheckoutTimeoutError) as error:
        raise _unavailable(name, error) from error
    except DBAPIError as error:
        state = getattr(error.orig, "sqlstate", None) or ""
        if error.connection_invalidated or state.startswith(_UNAVAILABLE_STATES):
            raise _unavailable(name, error) from error
        raise


def _unavailable(name: str, error: BaseException) -> DatabaseUnavailableError:
    return DatabaseUnavailableError(f"the database at {name} does not answer: {reason(error)}")


def reason(error: BaseException) -> str:
    """Say in a few words why a connection failed; driver errors hide theirs one level down."""
    cause = error.orig if isinstance(error, DBAPIError) and error.orig is not None else error
    if isinstance(cause, asyncio.TimeoutError | CheckoutTimeoutError):
        return "no answer in time"
    return str(cause) or type(cause).__name__
