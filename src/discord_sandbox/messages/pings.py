"""Whom a message notifies, which is less than whom it mentions."""

from discord_sandbox.permissions import Permission, permissions_in
from discord_sandbox.state.channel import Channel
from discord_sandbox.state.message import Mentions, Message, MessageFlags
from discord_sandbox.state.world import World
from discord_sandbox.wire import JsonObject

NOBODY = Mentions()


def pings_of(world: World, channel: Channel, message: Message) -> Mentions:
    """Tell whom a message pings at the moment that it is sent; later edits ping nobody.

    Those are not pinged who wrote it or cannot see it, and nobody is by a message sent as silent.
    """
    mentions = message.mentions
    if message.flags & MessageFlags.SUPPRESS_NOTIFICATIONS:
        return NOBODY
    if message.ephemeral_for is not None:
        return Mentions(tuple(each for each in mentions.user_ids if each == message.ephemeral_for))
    seeing = (each for each in mentions.user_ids if permissions_in(world, channel, each) & Permission.VIEW_CHANNEL)
    return Mentions(tuple(each for each in seeing if each != message.author.id), mentions.role_ids, mentions.everyone)


def pings_payload(world: World, message: Message) -> JsonObject:
    """Write whom a message pinged, by name; what only the sandbox's own interfaces tell."""
    pings = message.pings
    roles = world.guild(message.guild_id).roles if message.guild_id else {}
    return {
        "users": [world.user(user_id).username for user_id in pings.user_ids],
        "roles": [roles[role_id].name for role_id in pings.role_ids if role_id in roles],
        "everyone": pings.everyone,
    }
