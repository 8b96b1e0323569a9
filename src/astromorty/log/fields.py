"""Fields of the running task's log lines: which server and command they belong to, and what brought them about.

All lines of one command, press, form, event or timer bear the same `trace`, as do Sentry's events and transactions.
"""

import asyncio
import secrets
from contextvars import ContextVar
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from loguru import Record

# How discord.py names the tasks that run event listeners, slash commands, component presses and forms.
WORK_TASKS: Final = (
    "discord.py: on_",
    "CommandTree-invoker",
    "discord-ui-view-dispatch-",
    "discord-ui-modal-dispatch-",
    "discord-ui-dynamic-item-",
)

_fields: ContextVar[dict[str, object] | None] = ContextVar("log_fields", default=None)


def bind_to_task(**fields: object) -> None:
    """Give all later log lines of this task `fields`; they end with the task."""
    _fields.set({**(_fields.get() or {}), **fields})


def begin_trace() -> None:
    """Let all later lines of this task, and of the tasks that it starts, bear a trace of their own."""
    bind_to_task(trace=secrets.token_hex(8))


def trace_of_task() -> str | None:
    """Return the task's trace; None for one that belongs to nothing in particular, such as a gateway connection's."""
    trace = (_fields.get() or {}).get("trace")
    return None if trace is None else str(trace)


def add_fields(record: "Record") -> None:
    """Put the task's fields into a record; for `logger.configure(patcher=…)`."""
    if trace_of_task() is None and _is_work():
        begin_trace()  # not earlier: most of what happens is never logged
    record["extra"] = {**(_fields.get() or {}), **record["extra"]}


def _is_work() -> bool:
    try:
        task = asyncio.current_task()
    except RuntimeError:  # a thread, or no loop yet
        return False
    return task is not None and task.get_name().startswith(WORK_TASKS)
