"""Logging: one loguru sink for our lines and those of all libraries, as text or JSON, without secrets.

Bind where a line belongs with `fields.bind_to_task(guild=…, command=…)`; both fields then stand in each line that
the task logs, also in a library's.
"""

import json
import logging
import sys
import traceback
from collections import Counter
from typing import TYPE_CHECKING, Final, TextIO

from loguru import logger

from astromorty.log.fields import add_fields
from astromorty.log.secret_mask import SecretMask
from astromorty.log.stream import LogStream
from astromorty.settings.model import Settings

if TYPE_CHECKING:
    from types import TracebackType

    from loguru import Message, Record

# Libraries that tell more than an operator wants to read at the chosen level.
_QUIET_LIBRARIES: Final = {
    "alembic": logging.WARNING,
    "astromorty.database.pool": logging.WARNING,  # SQLAlchemy's words under our class's name
    "asyncio": logging.INFO,
    "sqlalchemy": logging.WARNING,
    "urllib3": logging.INFO,
}

_TIME: Final = "YYYY-MM-DD HH:mm:ss.SSS"
# Characters that could forge a line or drive a terminal; a line break is kept and indented.
_CONTROL: Final = {code: f"\\x{code:02x}" for code in [*range(0x20), *range(0x7F, 0xA0)] if chr(code) not in "\n\t"} | {
    ord("\n"): "\n    "
}


class LogCounts:
    """What became of the log's lines.

    Attributes:
        lines: How many there were, by level.
        lost: How many of them the stream did not take.
    """

    def __init__(self) -> None:
        self.lines: Counter[str] = Counter()
        self.lost = 0


def configure_logging(settings: Settings, stream: TextIO | None = None) -> LogCounts:
    """Send all logging of the process to `stream` (standard error when None), replacing earlier set-ups.

    Return what is counted of it from now on.
    """
    counts = LogCounts()
    logger.remove()
    logger.configure(patcher=add_fields)
    stream = stream or sys.stderr
    if stream is None:  # started without a standard error, as by a service manager that closed it
        return counts
    output = _MaskedOutput(stream, SecretMask.of(settings), counts)
    if settings.log_format == "json":
        logger.add(output.write_json, level=settings.log_level, format=_message_only, diagnose=False)
    else:
        logger.add(
            output.write_text,
            level=settings.log_level,
            format=_text_format,
            colorize=stream.isatty(),
            backtrace=False,
            diagnose=False,
        )
    _intercept_stdlib(logger.level(settings.log_level).no)
    sys.excepthook = _log_uncaught
    return counts


class _MaskedOutput:
    """Writes log lines without secrets; a stream that takes no more (a closed pipe, a full disk) loses them.

    Nothing may be raised in here: loguru would print the record as it was, secrets included.
    """

    def __init__(self, stream: TextIO, mask: SecretMask, counts: LogCounts) -> None:
        self._stream = LogStream(stream)
        self._mask = mask
        self._counts = counts

    def write_text(self, message: "Message") -> None:
        """Write a line for people."""
        self._write(message, self._mask.text(str(message)))

    def write_json(self, message: "Message") -> None:
        """Write one JSON object."""
        record = message.record
        entry: dict[str, object] = {
            "time": record["time"].isoformat(),
            "level": record["level"].name,
            "logger": record["name"],
            "message": record["message"],
        }
        for name, value in record["extra"].items():
            entry.setdefault(name, value)
        if (error := record["exception"]) is not None and error.type is not None:
            entry["exception"] = "".join(traceback.format_exception(error.type, error.value, error.traceback))
        self._write(message, json.dumps(self._mask.value(entry), ensure_ascii=False) + "\n")

    def _write(self, message: "Message", text: str) -> None:
        self._counts.lines[message.record["level"].name] += 1
        self._counts.lost += not self._stream.write(text)


def _message_only(record: "Record") -> str:
    """Leave the exception out of loguru's own rendering; the JSON line carries it in a field."""
    del record
    return "{message}"


def _text_format(record: "Record") -> str:
    record["message"] = record["message"].translate(_CONTROL)
    fields = "".join(f" {name}={{extra[{name}]}}" for name in record["extra"] if name.isidentifier())
    return (
        f"<green>{{time:{_TIME}}}</green> <level>{{level: <8}}</level> <cyan>{{name}}</cyan>{fields}  "
        "<level>{message}</level>\n{exception}"
    )


def _intercept_stdlib(level: int) -> None:
    """Hand every stdlib record of at least `level` to loguru."""
    root = logging.getLogger()
    root.handlers = [_ToLoguru()]
    root.setLevel(level)
    for name, lowest in _QUIET_LIBRARIES.items():
        logging.getLogger(name).setLevel(max(level, lowest))
    logging.captureWarnings(capture=True)


class _ToLoguru(logging.Handler):
    """Passes a stdlib record on under its own logger's name."""

    def emit(self, record: logging.LogRecord) -> None:
        def keep_origin(passed_on: "Record") -> None:
            passed_on.update(name=record.name, function=record.funcName, line=record.lineno)

        try:
            level: str | int = logger.level(record.levelname).name
        except ValueError:
            level = record.levelno
        # Through a field and not as the format: a message with braces is no template.
        logger.patch(keep_origin).opt(exception=record.exc_info).log(level, "{}", record.getMessage())


def _log_uncaught(kind: type[BaseException], error: BaseException, trace: "TracebackType | None") -> None:
    """Write what ends the process as a log line, where the secrets are masked."""
    if issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, error, trace)
    else:
        logger.opt(exception=(kind, error, trace)).critical("The process ends by an unexpected error")
