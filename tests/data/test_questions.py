"""Questions that another program asks the running processes through Postgres."""

import asyncio
from collections.abc import Mapping

from astromorty.database.notifications import Notifications
from astromorty.database.questions import Answerer, answer_questions, ask
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


async def test_an_answer_too_long_for_postgres_is_no_answer(database_url: str) -> None:
    questions = process(database_url, {"who": saying("one"), "long": saying("x" * 8000)})
    await until_heard(database_url)
    assert await ask(database_url, "long", within=0.1) == []
    assert await ask(database_url, "who", within=1, enough=1) == ["one"]
    await questions.close()
