"""What other programs on the same database ask the running processes.

A question is a notification whose second part is the channel for the answers. Nothing depends on an answer.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from typing import Final

from loguru import logger

from astromorty.database.availability import answering
from astromorty.database.engine import create_engine
from astromorty.database.notifications import CHANNEL, NOTIFY, Notifications, listening
from astromorty.database.url import parse_url

# Postgres takes no longer ones.
LONGEST_ANSWER: Final = 7999

Answerer = Callable[[], Awaitable[str]]


def answer_questions(notifications: Notifications, answers: Mapping[str, Answerer]) -> None:
    """Answer each question by its subject."""
    for subject, answerer in answers.items():
        notifications.receive(subject, partial(_answer, notifications, subject, answerer))


async def _answer(notifications: Notifications, subject: str, answerer: Answerer, channel: str) -> None:
    answer = await answerer()
    if len(answer.encode()) > LONGEST_ANSWER:
        logger.warning("The answer to {!r} is too long for a notification", subject)
        return
    await notifications.send(channel, answer)


async def ask(url: str, subject: str, *, within: float, enough: int | None = None) -> list[str]:
    """Return what the running processes answer within so many seconds, or the first `enough` answers.

    Raises `DatabaseUnavailableError`.
    """
    channel = f"{CHANNEL}_{secrets.token_hex(8)}"
    engine = create_engine(url, pool_size=1)
    answers: list[str] = []
    try:
        with answering(parse_url(url).display):
            async with listening(engine, channel) as (connection, heard):
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
