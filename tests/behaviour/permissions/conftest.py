"""A server with ranks, and members who come and go with roles."""

from collections.abc import Awaitable, Callable

import discord
import pytest
from simcord.actors import MemberActor
from simcord.builders import RoleHandle
from simcord.env import Env

from astromorty.bot import Astromorty
from behaviour.world import Server

Newcomer = Callable[..., MemberActor]
RoleOfRank = Callable[[int], Awaitable[RoleHandle]]


@pytest.fixture
def newcomer(server: Server, env: Env) -> Newcomer:
    """Add a member with these Discord permissions, by a role of their own."""

    def add(name: str, *roles: RoleHandle, **permissions: bool) -> MemberActor:
        role = server.guild.create_role(f"{name}'s", permissions=discord.Permissions(**permissions))
        return server.guild.add_member(env.create_user(name), roles=[role, *roles])

    return add


@pytest.fixture
async def ranks(server: Server, bot: Astromorty) -> None:
    """The ranks that `ranks init` makes."""
    await bot.permission_edits.init_ranks(server.guild.id)


@pytest.fixture
def role_of_rank(server: Server, bot: Astromorty, ranks: None) -> RoleOfRank:
    """Make a role without Discord permissions that holds a rank."""
    del ranks

    async def make(rank: int) -> RoleHandle:
        role = server.guild.create_role(f"rank {rank}", permissions=discord.Permissions.none())
        await bot.permissions.assign(server.guild.id, role.id, rank)
        return role

    return make


@pytest.fixture(autouse=True)
def unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let one member run every command in turn, which nobody may who is not a test."""
    monkeypatch.setattr("astromorty.services.pace.MOST_USES", 100_000)
