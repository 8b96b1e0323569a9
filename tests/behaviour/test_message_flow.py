"""What becomes of a message that is no command, and of one that fails somebody."""

from collections.abc import Coroutine

import discord
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
        def note(message: discord.Message) -> None:
            seen[kind].append(message.content)

        return note

    async def take(ctx: Context) -> bool:
        noting("words")(ctx.message)
        return ctx.invoked_with == "known"

    bot.messages.every.append(noting("every"))
    bot.messages.plain.append(noting("plain"))
    bot.messages.words.append(take)
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
    def fail(message: discord.Message) -> None:
        raise ValueError(message.content)

    async def fail_later(message: discord.Message) -> None:
        raise ValueError(message.content)

    bot.messages.every[:0] = [fail, fail_later]
    assert "Pong!" in await server.says(server.member, "$ping")
    assert seen["every"] == ["$ping"]
    assert len([line for line in logged if "ERROR A message could not be dealt with" in line]) == 2


async def test_a_database_that_is_away_is_told_once(server: Server, bot: Astromorty, logged: list[str]) -> None:
    async def fail(message: discord.Message) -> None:
        raise DatabaseUnavailableError(f"no answer to {message.author}")

    bot.messages.plain.append(fail)
    for _ in range(3):
        await server.says(server.member, "hello")
    assert len([line for line in logged if "WARNING What events bring about" in line]) == 1


async def test_what_concerns_nobody_is_done_with_at_once(
    server: Server, bot: Astromorty, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert bot.user is not None
    begin, waits = bot.messages.begin, list[tuple[str, bool]]()

    def noting(message: discord.Message) -> Coroutine[None, None, None] | None:
        rest = begin(message)
        waits.append((message.content, rest is not None))
        return rest

    monkeypatch.setattr(bot.messages, "begin", noting)

    async def waiting_for(*texts: str) -> list[str]:
        waits.clear()
        for text in texts:
            await server.member.send(server.channel, text)
        return [text for text, waited in waits if waited]

    assert await waiting_for("good morning") == ["good morning"], "the first one brings experience"
    pinged = f"<@{bot.user.id}> ping"
    assert await waiting_for("hello", "?!ping", "$ping", pinged, "5 $") == ["$ping", pinged]
    assert "The prefix is now" in await server.says(server.manager, "$prefix set ?!")
    await server.member.send(server.channel, "hello")  # the settings are read anew
    assert await waiting_for("hello", "?!ping", "$ping", pinged, "?", "?! ping") == ["?!ping", pinged, "?! ping"]
    assert "Pong!" in await server.says(server.member, "?!ping")


async def test_a_command_is_found_where_the_prefix_has_to_be_asked_for(
    server: Server, bot: Astromorty, monkeypatch: pytest.MonkeyPatch
) -> None:
    await server.says(server.manager, "$prefix set ?!")
    for receivers in ("guards", "every"):  # which would have asked for the settings before
        monkeypatch.setattr(bot.messages, receivers, [])
    bot.cache.forget_all()
    assert "Pong!" in await server.says(server.member, "?!ping")
