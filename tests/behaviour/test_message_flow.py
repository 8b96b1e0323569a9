"""What becomes of a message that is no command, and of one that fails somebody."""

import pytest
from simcord.env import Env

from astromorty.bot import Astromorty
from astromorty.context import Context
from astromorty.database.errors import DatabaseUnavailableError
from behaviour.world import Server


@pytest.fixture
def seen(bot: Astromorty, env: Env) -> dict[str, list[str]]:
    """Note which messages each kind of receiver gets; the word `known` is taken."""
    del env
    seen: dict[str, list[str]] = {"every": [], "plain": [], "words": []}

    def noting(kind: str):
        async def note(ctx: Context) -> bool:
            seen[kind].append(ctx.message.content)
            return ctx.invoked_with == "known"

        return note

    bot.messages.every.append(noting("every"))  # pyright: ignore[reportArgumentType] - its answer is not looked at
    bot.messages.plain.append(noting("plain"))  # pyright: ignore[reportArgumentType] - as above
    bot.messages.words.append(noting("words"))
    return seen


async def test_each_message_goes_to_those_it_concerns(server: Server, seen: dict[str, list[str]]) -> None:
    texts = ["hello", "$ping", "$known one", "$unknown"]
    answers = [await server.says(server.member, text) for text in texts]
    assert seen == {"every": texts, "plain": ["hello", "$unknown"], "words": ["$known one", "$unknown"]}
    assert answers[0] == answers[2] == ""
    assert "Pong!" in answers[1]


async def test_one_that_fails_keeps_nobody_from_the_message(
    server: Server, bot: Astromorty, seen: dict[str, list[str]], logged: list[str]
) -> None:
    async def fail(ctx: Context) -> None:
        raise ValueError(ctx.message.content)

    bot.messages.every.insert(0, fail)
    assert "Pong!" in await server.says(server.member, "$ping")
    assert seen["every"] == ["$ping"]
    assert len([line for line in logged if "ERROR A message could not be dealt with" in line]) == 1


async def test_a_database_that_is_away_is_told_once(server: Server, bot: Astromorty, logged: list[str]) -> None:
    async def fail(ctx: Context) -> None:
        raise DatabaseUnavailableError(f"no answer to {ctx.author}")

    bot.messages.plain.append(fail)
    for _ in range(3):
        await server.says(server.member, "hello")
    assert len([line for line in logged if "WARNING What messages bring about" in line]) == 1
