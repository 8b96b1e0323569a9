"""Tell a database that does not answer from everything else that can go wrong with a statement."""

import asyncio
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager

from sqlalchemy import event
from sqlalchemy.engine import Dialect, ExceptionContext
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as CheckoutTimeoutError
from sqlalchemy.ext.asyncio import AsyncEngine

from astromorty.database.errors import DatabaseUnavailableError, UnstorableTextError

# Connection exceptions, refused log-ins, no such database, insufficient resources, operator intervention (shutdown,
# starting up, cancelled).
# https://www.postgresql.org/docs/current/errcodes-appendix.html
_UNAVAILABLE_STATES = ("08", "28", "3D", "53", "57")
# character_not_in_repertoire
_NUL = "22021"


class NoAnswerError(OSError):
    """The driver cannot reach the database, or had no answer of it in time."""


def mark_no_answer(engine: AsyncEngine) -> None:
    """Have an engine raise `NoAnswerError` for the driver's bare `OSError` and `TimeoutError`.

    Where a unit of work ends they would look like those of the code in it, such as of a file that cannot be read.
    """
    event.listen(engine.sync_engine, "do_connect", _connect)
    event.listen(engine.sync_engine, "handle_error", _mark)


def _connect(
    dialect: Dialect, _record: object, arguments: Sequence[object], options: Mapping[str, object]
) -> DBAPIConnection:
    try:
        return dialect.connect(*arguments, **options)
    except OSError as error:
        raise NoAnswerError(reason(error)) from error


def _mark(context: ExceptionContext) -> None:
    if isinstance(context.original_exception, OSError):
        raise NoAnswerError(reason(context.original_exception)) from context.original_exception


@contextmanager
def answering(name: str) -> Generator[None]:
    """Raise `DatabaseUnavailableError` instead of what an engine raises when the database called `name` is away.

    Raises `UnstorableTextError` where a text holds what Postgres knows no place for.
    """
    try:
        yield
    except (NoAnswerError, CheckoutTimeoutError) as error:
        raise _unavailable(name, error) from error
    except DBAPIError as error:
        state = getattr(error.orig, "sqlstate", None) or ""
        if error.connection_invalidated or state.startswith(_UNAVAILABLE_STATES):
            raise _unavailable(name, error) from error
        if state == _NUL or isinstance(_cause_of(error.orig), UnicodeEncodeError):
            raise UnstorableTextError from error
        raise


def _cause_of(error: BaseException | None) -> BaseException | None:
    """Return what a driver's error comes from at last."""
    while error is not None and error.__cause__ is not None:
        error = error.__cause__
    return error


def _unavailable(name: str, error: BaseException) -> DatabaseUnavailableError:
    return DatabaseUnavailableError(f"the database at {name} does not answer: {reason(error)}")


def reason(error: BaseException) -> str:
    """Say in a few words why a connection failed; driver errors hide theirs one level down."""
    cause = error.orig if isinstance(error, DBAPIError) and error.orig is not None else error
    if isinstance(cause, asyncio.TimeoutError | CheckoutTimeoutError):
        return "no answer in time"
    return str(cause) or type(cause).__name__
