"""The starboard: what many members starred is shown in one place, and follows what becomes of it."""

from collections.abc import Awaitable, Callable
from typing import Any

import discord
import pytest
from simcord.actors import MemberActor
from simcord.builders import ChannelHandle
from simcord.env import Env

from astromorty.bot import Astromorty
from astromorty.services import starboard as marks
from behaviour.world import Server, shown
from fixtures.members import eventually

STAR = "⭐"


@pytest.fixture
async def board(server: Server, monkeypatch: pytest.MonkeyPatch) -> ChannelHandle:
    """A channel that shows what two members starred."""
    monkeypatch.setattr(marks, "PAUSE", 0.05)
    channel = server.guild.create_text_channel("starboard")
    answer = await server.owner.slash(server.channel, "starboard set", channel=channel, emoji=STAR, threshold=2)
    assert f"Messages that 2 members starred with ⭐ are shown in <#{channel.id}>" in shown(answer)
    return channel


async def reaches(board: ChannelHandle, holds: Callable[[list[discord.Message]], bool]) -> None:
    async def is_so() -> bool:
        return holds(board.history())

    await eventually(is_so, within=5)


def shows(*texts: str) -> Callable[[list[discord.Message]], bool]:
    """Return the condition that the one entry contains these."""
    return lambda entries: len(entries) == 1 and all(text in shown(entries[0]) for text in texts)


def is_empty(entries: list[discord.Message]) -> bool:
    return not entries


async def test_an_entry_follows_the_stars_the_text_and_the_end_of_its_message(
    server: Server, board: ChannelHandle, env: Env
) -> None:
    said = await server.member.send(server.channel, "a **fine** thing for @everyone")
    await server.member.react(said, STAR)
    await server.owner.react(said, STAR)
    await server.owner.react(said, "👍")
    await env.settle()
    assert board.history() == [], "who wrote it does not count"
    await server.manager.react(said, STAR)
    await reaches(board, shows("⭐ **2**", f"<#{server.channel.id}>", r"a \*\*fine\*\* thing", "mia"))
    entry = board.history()[0]
    assert not entry.mention_everyone
    await server.member.edit(said, "something else")
    await reaches(board, shows("⭐ **2**", "something else"))
    assert board.history()[0].id == entry.id
    answer = shown(await server.owner.slash(server.channel, "starboard stats"))
    assert "**1** messages with **2** stars" in answer
    assert f"<@{server.member.id}> · 2 in 1" in answer
    await server.owner.unreact(said, STAR)
    await reaches(board, is_empty)
    await server.owner.react(said, STAR)
    await reaches(board, shows("⭐ **2**"))
    await server.member.delete(said)
    await reaches(board, is_empty)


async def test_what_not_everybody_sees_is_not_shown(server: Server, board: ChannelHandle, env: Env) -> None:
    everyone = server.guild.roles["@everyone"]
    private = server.guild.create_text_channel(
        "team", overwrites={everyone: discord.PermissionOverwrite(view_channel=False)}
    )
    said = await server.owner.send(private, "between us")
    await server.owner.react(said, STAR)
    env.backend.set_reaction(private.id, said.id, STAR, server.member.id, True)
    env.backend.set_reaction(private.id, said.id, STAR, server.manager.id, True)
    link = f"https://discord.com/channels/{server.guild.id}/{private.id}/{said.id}"
    answer = shown(await server.owner.slash(server.channel, "starboard refresh", message=link))
    assert "Messages of that channel are not shown there" in answer
    assert board.history() == []
    own = await server.owner.send(board, "look at this")
    for who in (server.manager, server.member):
        await who.react(own, STAR)
    await env.settle()
    assert [each.id for each in board.history()] == [own.id]


async def test_a_refusal_of_discord_is_told_and_what_it_could_not_do_is_done_later(
    server: Server, board: ChannelHandle, env: Env, bot: Astromorty
) -> None:
    said = await server.member.send(server.channel, "fine")
    env.inject_error("POST", f"/channels/{board.id}/messages", status=403, code=50001, times=1)
    for who in (server.manager, server.owner):
        await who.react(said, STAR)

    async def is_told() -> bool:
        return bool(server.owner.user.dm_channel.history())

    await eventually(is_told, within=5)  # else the command might meet the refusal
    link = f"https://discord.com/channels/{server.guild.id}/{server.channel.id}/{said.id}"
    answer = shown(await server.owner.slash(server.channel, "starboard refresh", message=link))
    assert "That message has **2** ⭐" in answer
    await reaches(board, shows("⭐ **2**"))
    await board.history()[0].delete()
    answer = shown(await server.owner.slash(server.channel, "starboard refresh", message=link))
    assert "That message has **2** ⭐" in answer
    await reaches(board, shows("⭐ **2**"))
    del bot


async def test_an_entry_that_was_posted_but_not_noted_is_found_however_much_later(
    server: Server, board: ChannelHandle, bot: Astromorty, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As where the process is killed between the two, or the database is away until Discord has forgotten the nonce."""
    said = await server.member.send(server.channel, "fine")
    cog = bot.get_cog("Starboard")
    assert cog is not None
    entries = vars(cog)["_starboard"].entries
    note = entries.shown
    send: Callable[..., Awaitable[discord.Message]] = discord.PartialMessageable.send
    nonces: list[object] = []

    async def sent(channel: discord.PartialMessageable, **message: Any) -> discord.Message:
        nonces.append(message["nonce"])
        return await send(channel, **message)

    async def die(*args: object, **values: object) -> None:
        monkeypatch.setattr(entries, "shown", note)
        raise RuntimeError("killed")

    monkeypatch.setattr(discord.PartialMessageable, "send", sent)
    monkeypatch.setattr(entries, "shown", die)
    for who in (server.manager, server.owner):
        await who.react(said, STAR)
    await reaches(board, bool)
    await server.member.edit(said, "fine again")
    link = f"https://discord.com/channels/{server.guild.id}/{server.channel.id}/{said.id}"
    answer = shown(await server.owner.slash(server.channel, "starboard refresh", message=link))
    assert "That message has **2** ⭐" in answer
    assert len(nonces) == 1
    await reaches(board, shows("⭐ **2**", "fine again"))

    # Nor is one left over whose message lost its stars, or is gone, before anybody looked again.
    await server.member.delete(said)
    await reaches(board, is_empty)
    for forsake in (server.owner.unreact, None):
        said = await server.member.send(server.channel, "brief")
        monkeypatch.setattr(entries, "shown", die)
        for who in (server.manager, server.owner):
            await who.react(said, STAR)
        await reaches(board, bool)
        await (forsake(said, STAR) if forsake is not None else server.member.delete(said))
        await reaches(board, is_empty)


async def test_a_server_chooses_its_emoji_and_turns_the_starboard_off(server: Server, board: ChannelHandle) -> None:
    async def set_(who: MemberActor, emoji: str, stars: int = 1) -> str:
        return shown(await who.slash(server.channel, "starboard set", channel=board, emoji=emoji, threshold=stars))

    assert "That is no emoji" in await set_(server.owner, "star")
    assert "This server has no such emoji" in await set_(server.owner, "<:party:123456789012345678>")
    assert "starred with 🍕" in await set_(server.manager, "🍕")
    assert "🍕" in await server.says(server.member, "$starboard")
    said = await server.member.send(server.channel, "pizza")
    await server.owner.react(said, STAR)
    await server.owner.react(said, "🍕")
    await reaches(board, shows("🍕 **1**"))
    assert "There is no starboard any more" in shown(await server.owner.slash(server.channel, "starboard disable"))
    assert "This server has no starboard" in shown(await server.owner.slash(server.channel, "starboard disable"))
    await server.manager.react(said, "🍕")
    assert len(board.history()) == 1
