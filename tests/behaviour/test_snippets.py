"""Snippets as members use them, in both forms."""

import discord
from simcord.actors import MemberActor
from simcord.results import InteractionResult

from behaviour.world import Server, shown


async def said(server: Server, who: MemberActor, text: str) -> discord.Message | None:
    """Let somebody write `text`; return the message with which the bot answered."""
    message = await who.send(server.channel, text)
    last = server.channel.history()[-1]
    return None if last.id == message.id else last


async def content(server: Server, who: MemberActor, text: str) -> str:
    answer = await said(server, who, text)
    return answer.content if answer else ""


async def create(server: Server, name: str, text: str, who: MemberActor | None = None) -> InteractionResult:
    result = await (who or server.member).slash(server.channel, "snippets create", name=name, content=text)
    assert "was created" in shown(result)
    return result


async def test_a_snippet_is_created_and_sent_in_both_forms(server: Server) -> None:
    assert "`hello` was created" in await server.says(server.member, "$snippets create Hello Hello there,\nfriend")
    assert await content(server, server.owner, "$snippet hello") == "Hello there,\nfriend"
    sent = await server.owner.slash(server.channel, "snippet", name="HELLO")
    assert sent.response is not None
    assert sent.response.content == "Hello there,\nfriend"
    assert not sent.ephemeral


async def test_the_prefix_and_the_name_are_enough(server: Server) -> None:
    await create(server, "hello", "Hello {1}")
    assert await content(server, server.owner, "$HELLO world") == "Hello world"
    await server.manager.slash(server.channel, "config set", setting="snippets_direct", value="off")
    assert await content(server, server.owner, "$hello world") == ""
    assert await content(server, server.owner, "$snippet hello world") == "Hello world"


async def test_a_command_goes_before_a_snippet_of_its_name(server: Server) -> None:
    answer = shown(await create(server, "ping", "not the command"))
    assert "`snippet ping`" in answer
    assert "Pong!" in await server.says(server.member, "$ping")
    assert await content(server, server.member, "$snippet ping") == "not the command"


async def test_a_word_that_is_neither_is_still_a_mistyped_command(server: Server) -> None:
    await create(server, "hello", "Hello")
    assert "`$ping`" in await server.says(server.member, "$pign")
    assert await server.says(server.member, "$5 is cheap") == ""
