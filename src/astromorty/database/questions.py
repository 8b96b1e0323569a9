"""What other programs on the same database ask the running processes, by Postgres's LISTEN and NOTIFY.

A question is `<subject> <channel for the answers>`. Nothing depends on an answer: behind a transaction pooler, which
passes no notifications, there is none.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import asynccontextmanager
from typing import Any, Final, Protocol, cast

from loguru import logger
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine

from astromorty.database.availability import answering, reason
from astromorty.database.engine import create_engine
from astromorty.database.url import parse_url

CHANNEL: Final = "astromorty_questions"
NOTIFY: Final = "SELECT pg_notify($1, $2)"
LISTEN_AGAIN: Final = 1.0
# Postgres takes no longer ones.
LONGEST_ANSWER: Final = 7999

Answerer = Callable[[], str]


class _Listening(Protocol):
    """The driver's connection, as far as it is used here."""

    async def add_listener(self, channel: str, callback: Callable[..., None]) -> None: ...
    def add_termination_listener(self, callback: Callable[..., None]) -> None: ...
    async def execute(self, query: str, *arguments: str) -> str: ...


class Questions:
    """Answers questions by subject, on a connection of its own that is opened again whenever it is lost."""

    def __init__(self, url: str, answers: Mapping[str, Answerer]) -> None:
        self._engine = create_engine(url, pool_size=1)
        self._answers = answers
        self._task = asyncio.create_task(self._run(), name="answer questions")

    async def close(self) -> None:
        """Answer no more."""
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)
        await self._engine.dispose()

    async def _run(self) -> None:
        while True:
            try:
                async with _heard(self._engine, CHANNEL) as (connection, heard):
                    while (question := await heard.get()) is not None:
                        await self._answer(connection, question)
            except (OSError, TimeoutError, SQLAlchemyError) as error:
                logger.debug("Questions of other programs cannot be heard: {}", reason(error))
            await asyncio.sleep(LISTEN_AGAIN)

    async def _answer(self, connection: _Listening, question: str) -> None:
        subject, _, channel = question.partition(" ")
        if subject not in self._answers:
            return  # another version's
        answer = self._answers[subject]()
        if len(answer.encode()) > LONGEST_ANSWER:
            logger.warning("The answer to {!r} is too long for a notification", subject)
            return
        await connection.execute(NOTIFY, channel, answer)


async def ask(url: str, subject: str, *, within: float, enough: int | None = None) -> list[str]:
    """Return what the running processes answer within so many seconds, or the first `enough` answers.

    Raises `DatabaseUnavailableError`.
    """
    channel = f"{CHANNEL}_{secrets.token_hex(8)}"
    engine = create_engine(url, pool_size=1)
    answers: list[str] = []
    try:
        with answering(parse_url(url).display):
            async with _heard(engine, channel) as (connection, heard):
                await connection.execute(NOTIFY, CHANNEL, f"{subject} {channel}")
                try:
                    async with asyncio.timeout(within):
                        while (enough is None or len(answers) < enough) and (answer := await heard.get()) is not None:
                            answers.append(answer)
                except TimeoutError:
                    pass
    finally:
        await engine.dispose()
    return answers


@asynccontextmanager
async def _heard(engine: AsyncEngine, channel: str) -> AsyncGenerator[tuple[_Listening, asyncio.Queue[str | None]]]:
    """Listen to a channel; what arrives is put in the queue, None once the connection is lost."""
    heard: asyncio.Queue[str | None] = asyncio.Queue()

    def note(_connection: object, _process: int, _channel: str, payload: str) -> None:
        heard.put_nowait(payload)

    def end(_connection: object) -> None:
        heard.put_nowait(None)

    async with engine.connect() as pooled:
        raw = await pooled.get_raw_connection()
        connection = cast("_Listening", cast("Any", raw).driver_connection)
        try:
            connection.add_termination_listener(end)
            await connection.add_listener(channel, note)
            yield connection, heard
        finally:
            # Never back into a pool: it listens.
            await pooled.invalidate()
