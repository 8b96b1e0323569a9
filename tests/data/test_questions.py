"""Questions that another program asks the running processes through Postgres."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping

import msgspec
import pytest
from asyncpg import Connection  # pyright: ignore[reportMissingTypeStubs]  # it has none
from loguru import logger
from typer.testing import CliRunner

from astromorty.cli import cache
from astromorty.database import notifications
from astromorty.database.notifications import Notifications
from astromorty.database.questions import Answerer, answer_questions, ask
from astromorty.services import cache_questions
from fixtures.postgres import execute


def process(url: str, answers: Mapping[str, Answerer]) -> Notifications:
    notifications = Notifications(url)
    answer_questions(notifications, answers)
    return notifications


def saying(answer: str) -> Answerer:
    async def say() -> str:
        return answer

    return say


async def until_heard(url: str) -> None:
    async with asyncio.timeout(5):
        while not await ask(url, "who", within=0.2, enough=1):
            pass


async def test_every_process_answers_and_strange_subjects_are_ignored(database_url: str) -> None:
    one, other = process(database_url, {"who": saying("one")}), process(database_url, {"who": saying("other")})
    await until_heard(database_url)
    assert sorted(await ask(database_url, "who", within=2, enough=2)) == ["one", "other"]
    assert await ask(database_url, "something else", within=0.1) == []
    await other.close()
    assert await ask(database_url, "who", within=0.2) == ["one"]
    await one.close()
    assert await ask(database_url, "who", within=0.1) == []


async def test_a_lost_connection_is_opened_again(database_url: str) -> None:
    questions = process(database_url, {"who": saying("one")})
    await until_heard(database_url)
    await execute(
        database_url,
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        "WHERE datname = current_database() AND pid <> pg_backend_pid()",
    )
    await until_heard(database_url)
    await questions.close()


async def test_a_connection_lost_while_it_begins_to_listen_is_opened_again(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    listen: Callable[..., Awaitable[None]] = vars(Connection)["add_listener"]
    lost: list[Connection] = []

    async def lost_at_first(connection: Connection, channel: str, callback: Callable[..., None]) -> None:
        if channel == notifications.CHANNEL and not lost:
            lost.append(connection)
            connection.terminate()
        await listen(connection, channel, callback)

    monkeypatch.setattr(Connection, "add_listener", lost_at_first)
    monkeypatch.setattr(notifications, "LISTEN_AGAIN", 0.01)
    questions = process(database_url, {"who": saying("one")})
    await until_heard(database_url)
    assert lost
    await questions.close()


async def test_a_question_that_cannot_be_answered_is_reported_and_others_are_answered(
    database_url: str,
) -> None:
    async def fail() -> str:
        raise ValueError("nobody thought of this")

    lines: list[str] = []
    sink = logger.add(lines.append, level="WARNING", format="{message}")
    questions = process(database_url, {"who": saying("one"), "bad": fail})
    await until_heard(database_url)
    assert await ask(database_url, "bad", within=0.1) == []
    assert await ask(database_url, "who", within=2, enough=1) == ["one"]
    logger.remove(sink)
    assert [line.startswith("The notification 'bad' could not be handled") for line in lines] == [True]
    await questions.close()


async def test_who_takes_long_to_answer_hears_others_meanwhile(database_url: str) -> None:
    asked, may_answer = asyncio.Event(), asyncio.Event()

    async def ponder() -> str:
        asked.set()
        await may_answer.wait()
        return "at last"

    one = process(database_url, {"who": saying("one"), "why": ponder})
    await until_heard(database_url)
    why = asyncio.create_task(ask(database_url, "why", within=10, enough=1))
    await asyncio.wait_for(asked.wait(), 5)
    assert await ask(database_url, "who", within=2, enough=1) == ["one"]
    may_answer.set()
    assert await why == ["at last"]
    await one.close()


async def test_an_answer_too_long_for_postgres_is_no_answer(database_url: str) -> None:
    questions = process(database_url, {"who": saying("one"), "long": saying("x" * 8000)})
    await until_heard(database_url)
    assert await ask(database_url, "long", within=0.1) == []
    assert await ask(database_url, "who", within=1, enough=1) == ["one"]
    await questions.close()


async def test_a_process_that_does_not_compare_its_cache_is_no_good_news(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", database_url)
    monkeypatch.setattr(cache, "_ANSWER_WITHIN", 0.3)
    monkeypatch.setattr(cache_questions, "CHECK_WITHIN", 0.3)
    compared = msgspec.json.encode(cache_questions.CheckReport("one", entries=7)).decode()
    one = process(database_url, {"cache-stats": saying(""), "cache-check": saying(compared), "who": saying("one")})
    other = process(database_url, {"cache-stats": saying(""), "who": saying("other")})
    while len(await ask(database_url, "who", within=0.2, enough=2)) < 2:
        pass
    found = await asyncio.to_thread(CliRunner().invoke, cache.app, ["check"])
    assert "one: 7 entries compared, 0 behind" in found.stdout
    assert (found.exit_code, found.stderr) == (1, "1 of 2 running processes did not say what they hold.\n")
    await one.close()
    await other.close()
