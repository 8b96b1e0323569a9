"""Thousands of members at once."""

from collections.abc import Iterator

from discord_sandbox.guilds.members import add_member
from discord_sandbox.state.guild import Guild, Member
from discord_sandbox.state.user import User
from discord_sandbox.state.world import World


def add_crowd(world: World, guild: Guild, prefix: str, count: int) -> Iterator[Member]:
    """Let users of the names ``prefix`` and a number from 1 join one by one; who is new is offline."""
    known = {user.username: user for user in world.users.values() if user.username.startswith(prefix)}
    for number in range(1, count + 1):
        name = f"{prefix}{number}"
        user = known.get(name)
        if user is None:
            user = User(world.snowflakes.next(), name, status="offline")
            world.users[user.id] = user
        yield add_member(world, guild, user)
