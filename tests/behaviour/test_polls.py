"""Polls of Discord's own, asked through the bot."""

import discord
import pytest
from simcord.env import Env

from behaviour.world import Server, shown


@pytest.fixture
def voters(server: Server) -> Server:
    """A server in whose channel everybody may ask polls."""
    return server


def last_poll(server: Server) -> tuple[discord.Message, discord.Poll]:
    message = server.channel.history()[-1]
    assert message.poll is not None
    return message, message.poll


async def test_a_poll_is_asked_in_a_message_and_ended_by_who_asked(voters: Server, env: Env) -> None:
    server = voters
    await server.owner.send(server.channel, "$poll Pizza or pasta? | 🍕 Pizza | Pasta with | -duration 2d -multiple")
    message, poll = last_poll(server)
    assert (poll.question, poll.multiple) == ("Pizza or pasta?", True)
    assert [(each.text, str(each.emoji) if each.emoji else None) for each in poll.answers] == [
        ("Pizza", "🍕"),
        ("Pasta with", None),
    ]
    await server.member.vote(message, answer=1)
    link = message.jump_url
    assert "Only who asked this" in shown(await server.member.slash(server.channel, "poll end", message=link))
    expire = f"/channels/{message.channel.id}/polls/{message.id}/expire"
    env.inject_error("POST", expire, status=400, code=520001, message="Poll expired")
    assert "Discord refused: Poll expired" in shown(await server.owner.slash(server.channel, "poll end", message=link))
    assert "is over" in shown(await server.owner.slash(server.channel, "poll end", message=link))
    again = await server.owner.slash(server.channel, "poll end", message=link)
    assert "is over already" in shown(again)
    assert again.ephemeral


async def test_a_poll_is_asked_with_options(voters: Server) -> None:
    server = voters
    await server.owner.slash(
        server.channel, "poll create", question="When?", answers="Friday | Saturday", duration="3d"
    )
    message, poll = last_poll(server)
    assert (poll.question, poll.multiple, len(poll.answers)) == ("When?", False, 2)
    assert "is over" in shown(await server.owner.slash(server.channel, "poll end", message=message.jump_url))


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("Only a question", "1 to 10 answers"),
        ("Q | " + " | ".join(map(str, range(11))), "1 to 10 answers"),
        ("Q | " + "a" * 56, "An answer has 1 to 55 characters"),
        ("q" * 301 + " | a", "1 to 300 characters"),
        ("Q | a -duration 33d", "from 1 hour to 32 days"),
        ("Q | a -duration 90m", "whole hours"),
        ("Q | a -duration soon", "I do not understand that duration"),
    ],
)
async def test_what_is_no_poll_is_refused_in_a_sentence(server: Server, typed: str, said: str) -> None:
    assert said in await server.says(server.owner, f"$poll {typed}")
