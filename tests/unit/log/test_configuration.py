import asyncio
import io
import json
import logging
import sys
import warnings
from collections.abc import Iterator
from typing import Any, NoReturn

import pytest
import sentry_sdk
from loguru import logger

from astromorty.log.configuration import configure_logging
from astromorty.log.error_reports import configure_error_reports
from astromorty.log.fields import bind_to_task
from astromorty.services.command_runs import CommandRuns
from astromorty.settings import Settings
from fixtures.sentry import KEY as DSN_KEY
from fixtures.sentry import SentryReceiver

TOKEN = "MTIzNDU2Nzg5MDEyMzQ1Njc4.GabcdE.abcdefghijklmnopqrstuvwxyz0123456789AB"
PASSWORD = "hunter22hunter22"
PLANTED = (TOKEN, PASSWORD, DSN_KEY)


@pytest.fixture(autouse=True)
def logging_as_before() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level, hook = root.handlers, root.level, sys.excepthook
    yield
    logger.remove()
    logging.captureWarnings(capture=False)
    root.handlers, sys.excepthook = handlers, hook
    root.setLevel(level)


def settings(**values: object) -> Settings:
    return Settings.model_validate(
        {
            "bot_token": TOKEN,
            "database_url": f"postgresql://me:{PASSWORD}@host/db",
            "external_services": {"sentry_dsn": f"https://{DSN_KEY}@sentry.example/42"},
            **values,
        }
    )


def start(log_format: str, **values: object) -> io.StringIO:
    stream = io.StringIO()
    configure_logging(settings(log_format=log_format, **values), stream)
    return stream


def fail(reason: str) -> NoReturn:
    raise RuntimeError(reason)


def tell_secrets() -> None:
    """Log every planted secret in every place a line has."""
    for secret in PLANTED:
        local = f"url://u:{secret}@host {secret}"
        logger.info("message {}", local)
        logging.getLogger("discord.http").error("stdlib %s", local)
        with logger.contextualize(field=local):
            logger.bind(other={"nested": [local]}).warning("bound")
        try:
            fail(local)
        except RuntimeError:
            logger.exception("failed")
            logging.getLogger("sqlalchemy.pool").exception("failed there too")


@pytest.mark.parametrize("log_format", ["text", "json"])
def test_no_planted_secret_reaches_the_log(log_format: str):
    stream = start(log_format)
    tell_secrets()
    written = stream.getvalue()
    assert "RuntimeError" in written
    assert written.count("***") >= 6 * len(PLANTED)
    assert not [secret for secret in PLANTED if secret in written]


def test_no_planted_secret_reaches_sentry(sentry: SentryReceiver):
    start("text")
    configure_error_reports(settings(external_services={"sentry_dsn": sentry.dsn}))
    with logger.contextualize(guild=12, command="ping"):
        tell_secrets()
    events = sentry.received("event")
    assert len(events) == 2 * len(PLANTED), "one for the logged error and one for the exception, told twice"
    assert not [secret for secret in PLANTED if secret in json.dumps(events)]
    assert all(event["tags"] == {"guild": "12", "command": "ping"} for event in events)
    assert all(event["release"].startswith("astromorty@") for event in events)
    frames = [frame for event in events if "exception" in event for frame in _frames(event)]
    assert frames
    assert not any("vars" in frame for frame in frames)


def _frames(event: dict[str, Any]) -> list[dict[str, Any]]:
    return event["exception"]["values"][0]["stacktrace"]["frames"]


def test_without_a_dsn_nothing_is_reported():
    configure_error_reports(Settings())
    assert not sentry_sdk.get_client().is_active()


def test_a_failing_stream_tells_nothing_on_standard_error_but_is_counted(capsys: pytest.CaptureFixture[str]):
    stream = io.StringIO()
    counts = configure_logging(settings(), stream)
    logger.info("taken")
    stream.close()
    logger.error("message {}", TOKEN)
    assert capsys.readouterr().err == ""
    assert (counts.lines, counts.lost) == ({"INFO": 1, "ERROR": 1}, 1)


def test_guild_and_command_stand_in_text_lines_also_in_a_librarys():
    stream = start("text")
    with logger.contextualize(guild=123, command="prefix set"):
        logging.getLogger("discord.client").info("hello")
    assert "discord.client guild=123 command=prefix set  hello\n" in stream.getvalue()


def test_json_lines_are_one_object_each_with_guild_and_command():
    stream = start("json")
    with logger.contextualize(guild=123, command="ping"):
        logger.info("two\nlines")
    logging.getLogger("alembic").warning("{not a template} %s", "<red>")
    first, second = (json.loads(line) for line in stream.getvalue().splitlines())
    assert (first["message"], first["guild"], first["command"]) == ("two\nlines", 123, "ping")
    assert (second["logger"], second["level"], second["message"]) == ("alembic", "WARNING", "{not a template} <red>")


def test_a_bound_field_cannot_replace_the_message():
    stream = start("json")
    logger.bind(message="forged", level="DEBUG").error("real")
    line = json.loads(stream.getvalue())
    assert (line["message"], line["level"]) == ("real", "ERROR")


def test_a_text_line_cannot_be_forged_by_its_message():
    stream = start("text")
    logger.info("a\r\n2026-01-01 CRITICAL forged \x1b[31m {}", "{time}")
    (first, second) = stream.getvalue().splitlines()
    assert first.endswith(r"a\x0d")
    assert second == r"    2026-01-01 CRITICAL forged \x1b[31m {time}"


def test_less_important_lines_are_left_out():
    stream = start("text", log_level="WARNING")
    logger.info("ours")
    logging.getLogger("discord").info("theirs")
    assert stream.getvalue() == ""


def test_sql_statements_are_not_logged_at_info():
    stream = start("text")
    logging.getLogger("sqlalchemy.engine.Engine").info("SELECT 1")
    assert stream.getvalue() == ""


def test_python_warnings_become_lines():
    stream = start("text")
    warnings.warn("old habit", DeprecationWarning, stacklevel=1)
    assert "py.warnings  " in stream.getvalue()


def test_what_ends_the_process_is_logged_masked():
    stream = start("json")
    error = RuntimeError(f"no way in with {PASSWORD}")
    sys.excepthook(RuntimeError, error, None)
    line = json.loads(stream.getvalue())
    assert line["level"] == "CRITICAL"
    assert line["exception"] == "RuntimeError: no way in with ***\n"


async def test_fields_bound_to_a_task_stand_in_its_lines_and_in_no_other_tasks() -> None:
    stream = io.StringIO()
    configure_logging(Settings(), stream)

    async def work(guild: int) -> None:
        bind_to_task(guild=guild, command="ping")
        await asyncio.sleep(0)
        logger.info("working")

    await asyncio.gather(work(1), work(2))
    logger.info("outside")
    first, second, outside = stream.getvalue().splitlines()
    assert "guild=1 command=ping" in first
    assert "guild=2 command=ping" in second
    assert "guild" not in outside


async def test_all_lines_of_one_event_and_of_what_it_starts_bear_its_trace_and_a_connections_bear_none() -> None:
    stream = io.StringIO()
    configure_logging(Settings(log_format="json"), stream)

    async def started() -> None:
        logger.info("later")

    async def event() -> None:
        logger.info("first")
        logging.getLogger("discord.http").info("a library's")
        await asyncio.create_task(started())

    async def connection() -> None:
        logger.info("connection")
        await asyncio.gather(*(asyncio.create_task(event(), name="discord.py: on_member_join") for _ in range(2)))

    await asyncio.create_task(connection(), name="shard")
    lines = [json.loads(line) for line in stream.getvalue().splitlines()]
    assert "trace" not in lines[0]
    traces = [line["trace"] for line in lines[1:]]
    assert sorted(traces.count(trace) for trace in set(traces)) == [3, 3]


async def test_a_command_goes_on_with_the_trace_that_its_event_began() -> None:
    stream = start("json")

    async def receive() -> None:
        logger.info("who may it be")
        with CommandRuns().running("message"):
            logger.info("a command")

    for _ in range(2):
        await asyncio.create_task(receive(), name="discord.py: on_message")
    first, second, third, last = (json.loads(line)["trace"] for line in stream.getvalue().splitlines())
    assert (first, third) == (second, last)
    assert first != third
