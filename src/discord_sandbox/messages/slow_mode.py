"""Slow mode: how long people wait between two messages in a channel."""

from datetime import timedelta

from discord_sandbox.errors import DiscordError, Failure
from discord_sandbox.permissions import Permission, permissions_in
from discord_sandbox.state.channel import Channel
from discord_sandbox.state.user import User
from discord_sandbox.state.world import World


def require_patience(world: World, channel: Channel, user: User) -> None:
    """Raise where a user has to wait before the next message; bots never have to, nor who may bypass slow mode."""
    last = channel.written_at.get(user.id)
    if not channel.slowmode or last is None or user.bot:
        return
    if permissions_in(world, channel, user.id) & Permission.BYPASS_SLOWMODE:
        return
    if world.clock.now() < last + timedelta(seconds=channel.slowmode):
        raise DiscordError(Failure.SLOW_MODE)
