"""Fields of the running task's log lines: which server and command they belong to."""

from contextvars import ContextVar
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from loguru import Record

_fields: ContextVar[dict[str, object] | None] = ContextVar("log_fields", default=None)


def bind_to_task(**fields: object) -> None:
    """Give all later log lines of this task `fields`; they end with the task."""
    _fields.set({**(_fields.get() or {}), **fields})


def add_fields(record: "Record") -> None:
    """Put the task's fields into a record; for `logger.configure(patcher=…)`."""
    record["extra"] = {**(_fields.get() or {}), **record["extra"]}
