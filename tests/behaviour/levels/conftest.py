"""A server in which each message gives 20 XP, without cooldown."""

from collections.abc import Awaitable, Callable

import pytest
from simcord.actors import MemberActor
from simcord.env import Env

from astromorty.bot import Astromorty
from astromorty.services.guild_settings import SETTINGS
from astromorty.services.guild_settings.kinds import Value
from behaviour.world import Server

Choose = Callable[..., Awaitable[None]]
Xp = Callable[[MemberActor], Awaitable[int]]


@pytest.fixture
def choose(server: Server, bot: Astromorty) -> Choose:
    """Save settings of the server."""

    async def save(**settings: Value) -> None:
        for name, value in settings.items():
            await bot.guild_settings.save(server.guild.id, SETTINGS[name], value)

    return save


@pytest.fixture(autouse=True)
async def twenty(choose: Choose, env: Env) -> None:
    del env
    await choose(levels_xp_min=20, levels_xp_max=20, levels_cooldown=0)


@pytest.fixture
def xp(server: Server, bot: Astromorty) -> Xp:
    """Return what a member has."""

    async def read(member: MemberActor) -> int:
        level = await bot.levels.get(member.id, server.guild.id)
        return level.xp if level else 0

    return read
