"""Pinned messages of a channel."""

from discord_sandbox.clock import isoformat
from discord_sandbox.errors import DiscordError, Failure
from discord_sandbox.messages.post import announce, post_notice
from discord_sandbox.state.channel import Channel
from discord_sandbox.state.event import Event
from discord_sandbox.state.message import Message, MessageReference, MessageType
from discord_sandbox.state.user import User
from discord_sandbox.state.world import World
from discord_sandbox.wire import JsonObject

MAX_PINS = 250


def pinned_messages(channel: Channel) -> list[Message]:
    """Return the pinned messages, latest pin first."""
    pinned = [(message.pinned_at, message) for message in channel.messages.values() if message.pinned_at]
    return [message for _, message in sorted(pinned, key=lambda pin: pin[0], reverse=True)]


def pin_message(world: World, channel: Channel, message: Message, user: User) -> None:
    """Pin a message, which a system message in the channel tells; raises when there are 250 already."""
    if message.pinned_at:
        return
    if len(pinned_messages(channel)) >= MAX_PINS:
        raise DiscordError(Failure.TOO_MANY_PINS)
    message.pinned_at = world.clock.now()
    _tell(world, channel, message)
    reference = MessageReference(message.id, channel.id, channel.guild_id)
    post_notice(world, channel, user, MessageType.CHANNEL_PINNED, reference=reference)


def unpin_message(world: World, channel: Channel, message: Message) -> None:
    """Unpin a message."""
    if message.pinned_at:
        message.pinned_at = None
        _tell(world, channel, message)


def _tell(world: World, channel: Channel, message: Message) -> None:
    announce(world, channel, message, "MESSAGE_UPDATE")
    times = [each.pinned_at for each in pinned_messages(channel) if each.pinned_at]
    data: JsonObject = {"channel_id": str(channel.id), "last_pin_timestamp": isoformat(times[0]) if times else None}
    if channel.guild_id:
        data["guild_id"] = str(channel.guild_id)
    world.dispatch(Event("CHANNEL_PINS_UPDATE", data, channel.guild_id, channel.id, world.audience(channel)))
