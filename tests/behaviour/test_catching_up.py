"""What happened in servers while no process was connected for them."""

import pytest
from simcord.env import Env

from astromorty.bot import Astromorty
from astromorty.database.errors import DatabaseUnavailableError
from astromorty.services.rooms.service import Rooms
from behaviour.world import Server
from fixtures.members import eventually


async def test_areas_catch_up_after_a_start_a_shards_absence_and_an_outage_before_the_servers_are_noted(
    env: Env, server: Server, bot: Astromorty, monkeypatch: pytest.MonkeyPatch
) -> None:
    rooms = Rooms(bot.database, bot.timers)
    guild = bot.get_guild(server.guild.id)
    assert guild is not None
    await env.settle()

    async def fail(*_: object, **__: object) -> None:
        raise DatabaseUnavailableError("it is being restarted")

    monkeypatch.setattr(bot.known_guilds, "sync", fail)
    for event, about in (("ready", ()), ("shard_ready", (0,)), ("guild_available", (guild,))):
        left = server.guild.create_voice_channel("Mia's room")
        room = await rooms.intend(guild.id, server.member.id)
        assert room is not None
        await rooms.made(room, left.id)
        bot.dispatch(event, *about)

        async def is_cleared_up() -> bool:
            await env.settle()
            return await rooms.of_owner(guild.id, server.member.id) is None

        await eventually(is_cleared_up, within=5)
        assert guild.get_channel(left.id) is None, f"not seen after {event}"
