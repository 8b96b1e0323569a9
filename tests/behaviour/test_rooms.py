"""A voice room of one's own, where Discord lets the bot do no more."""

import asyncio
from time import monotonic
from typing import Any

import discord
import pytest
from simcord.builders import ChannelHandle
from simcord.env import Env

from astromorty.bot import Astromorty
from astromorty.cogs.rooms import lobby as making
from astromorty.cogs.rooms import open_room
from astromorty.services.guild_settings import SETTINGS
from astromorty.services.rooms.service import Rooms
from behaviour.world import Server, shown
from fixtures.members import eventually


@pytest.fixture
async def lobby(env: Env, bot: Astromorty, server: Server) -> ChannelHandle:
    del env
    channel = server.guild.create_voice_channel("Lobby", category=server.guild.create_category("Voice"))
    await bot.guild_settings.save(server.guild.id, SETTINGS["rooms_lobby"], channel.id)
    return channel


def rooms_of(bot: Astromorty, server: Server) -> list[discord.VoiceChannel]:
    guild = bot.get_guild(server.guild.id)
    assert guild is not None
    return [channel for channel in guild.voice_channels if channel.name != "Lobby"]


async def test_where_there_is_no_place_for_a_room_the_lobby_says_so_and_nothing_is_half_made(
    env: Env, server: Server, bot: Astromorty, lobby: ChannelHandle, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(making, "PAUSE_SECONDS", 0.0)
    monkeypatch.setattr(making, "COMPLAINT_SECONDS", 0.0)
    rooms = Rooms(bot.database, bot.timers)

    async def refused(why: str) -> None:
        said = len(lobby.history())
        await server.member.join_voice(lobby)

        async def is_told() -> bool:
            return len(lobby.history()) > said

        await eventually(is_told, within=5)
        assert why in shown(lobby.history()[-1])
        await server.member.leave_voice()
        assert rooms_of(bot, server) == []
        assert await rooms.of_owner(server.guild.id, server.member.id) is None

    for limit, why in (("MOST_IN_CATEGORY", "The category is full"), ("MOST_IN_SERVER", "This server is full")):
        with monkeypatch.context() as patch:
            patch.setattr(making, limit, 1)
            await refused(why)
    env.inject_error("POST", f"/guilds/{server.guild.id}/channels", status=400, code=30013)
    await refused("I could not make a room. This server has 500 channels, and Discord allows no more.")


async def test_changes_of_one_room_at_once_are_all_kept_and_commands_are_found_in_any_case(
    env: Env, server: Server, bot: Astromorty, lobby: ChannelHandle, monkeypatch: pytest.MonkeyPatch
) -> None:
    await server.member.join_voice(lobby)

    async def is_in_a_room() -> bool:
        await env.settle()
        return any(server.member.id in channel.voice_states for channel in rooms_of(bot, server))

    await eventually(is_in_a_room, within=5)
    channel = rooms_of(bot, server)[0]
    member, guest = channel.guild.get_member(server.member.id), channel.guild.get_member(server.manager.id)
    assert member is not None
    assert guest is not None
    mine = await open_room.OpenRoom.find(bot, member, channel)
    edit: Any = discord.VoiceChannel.edit

    async def on_the_way(channel: discord.VoiceChannel, **changes: Any) -> Any:
        await asyncio.sleep(0)
        return await edit(channel, **changes)

    monkeypatch.setattr(discord.VoiceChannel, "edit", on_the_way)
    await asyncio.gather(mine.invite(guest), mine.shut("connect", taken=True), mine.shut("view_channel", taken=True))
    await env.settle()
    channel = rooms_of(bot, server)[0]
    assert channel.overwrites_for(guest).connect is True
    assert channel.overwrites_for(channel.guild.default_role).connect is False
    assert channel.overwrites_for(channel.guild.default_role).view_channel is False
    assert "🔒 locked and 🙈 hidden" in await server.says(server.member, "$room INFO")


async def test_a_second_room_comes_after_a_pause_and_a_rename_too_many_is_refused_at_once(
    env: Env, server: Server, bot: Astromorty, lobby: ChannelHandle, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(making, "PAUSE_SECONDS", 1.0)

    async def enter() -> discord.VoiceChannel:
        await server.member.join_voice(lobby)

        async def is_in_a_room() -> bool:
            await env.settle()
            return any(server.member.id in channel.voice_states for channel in rooms_of(bot, server))

        await eventually(is_in_a_room, within=5)
        return rooms_of(bot, server)[0]

    began = monotonic()
    await enter()
    await server.member.leave_voice()

    async def is_gone() -> bool:
        return rooms_of(bot, server) == []

    await eventually(is_gone, within=5)
    room = await enter()
    assert monotonic() - began >= 1.0, "who hops in and out gets no second room at once"

    async def rename(name: str) -> str:
        return shown(await server.member.slash(server.channel, "room name", name=name))

    # By Discord's own count, of renames by others too.
    env.inject_error("PATCH", f"/channels/{room.id}", status=429)
    assert "Discord lets a channel be renamed twice in 10 minutes." in await rename("Chess")

    # discord.py waits for minutes where Discord says so; nobody waits with it.
    async def wait_long(*args: object, **values: object) -> None:
        del args, values
        await asyncio.sleep(600)

    with monkeypatch.context() as patch:
        patch.setattr(open_room, "_PATIENCE", 0.1)
        patch.setattr(discord.VoiceChannel, "edit", wait_long)
        assert "Please try again in some minutes." in await rename("Chess")
    assert "called **Chess** now" in await rename("Chess")


async def test_a_second_lobby_is_refused_to_who_asked_alone(server: Server, lobby: ChannelHandle) -> None:
    refused = await server.owner.slash(server.channel, "room setup")
    assert shown(refused) == f"❌ There is a lobby already: {lobby.mention}. Who joins it gets a room."
    assert refused.ephemeral
