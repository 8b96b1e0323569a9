"""Whether the bot may send into a channel, and what it gets to read."""

from discord_sandbox.errors import DiscordError, Failure
from discord_sandbox.gateway.intents import without_content
from discord_sandbox.messages.upload import Upload
from discord_sandbox.payloads.message import message_payload
from discord_sandbox.permissions import Permission, permissions_in, require_channel, sending
from discord_sandbox.state.application import ApplicationFlags
from discord_sandbox.state.channel import Channel
from discord_sandbox.state.message import Message
from discord_sandbox.state.world import World
from discord_sandbox.wire import JsonObject

# Part of a body → what is needed besides Send Messages.
_BESIDES = {
    "embeds": Permission.EMBED_LINKS,
    "tts": Permission.SEND_TTS,
    "poll": Permission.SEND_POLLS,
    "message_reference": Permission.READ_MESSAGE_HISTORY,
}


def require_sendable(world: World, channel_id: int, body: JsonObject, uploads: dict[int, Upload]) -> Channel:
    """Return the channel when the bot may send this there.

    Raises Unknown Channel, Missing Access, Missing Permissions, a wrong channel type, and in direct messages Cannot
    send messages to this user, for who does not accept any or shares no guild with the bot.
    """
    channel = require_channel(world, channel_id)
    if not channel.holds_messages:
        raise DiscordError(Failure.WRONG_CHANNEL_TYPE)
    if channel.is_dm:
        _require_open(world, channel)
        return channel
    needed = sending(channel)
    for name, permission in _BESIDES.items():
        if body.get(name):
            needed |= permission
    if uploads:
        needed |= Permission.ATTACH_FILES
    require_channel(world, channel_id, needed)
    require_unlocked(world, channel, world.bot.id)
    return channel


def require_unlocked(world: World, channel: Channel, user_id: int) -> None:
    """Raise where a thread is locked against a user: all but those with Manage Threads."""
    may_manage = permissions_in(world, channel, user_id) & Permission.MANAGE_THREADS
    if channel.thread and channel.thread.locked and not may_manage:
        raise DiscordError(Failure.THREAD_LOCKED)


def readable_payload(world: World, message: Message) -> JsonObject:
    """Build a message as the bot may read it: without the flag for message content, others' stays empty."""
    payload = message_payload(world, message)
    if world.application.flags & ApplicationFlags.MESSAGE_CONTENT:
        return payload
    return without_content(payload, world.bot.id, is_dm=message.guild_id is None)


def _require_open(world: World, channel: Channel) -> None:
    recipients = [world.user(user_id) for user_id in channel.recipient_ids if user_id != world.bot.id]
    for recipient in recipients:
        shared = any({recipient.id, world.bot.id} <= guild.members.keys() for guild in world.guilds.values())
        if recipient.bot or not recipient.accepts_direct_messages or not shared:
            raise DiscordError(Failure.CANNOT_DM_USER)
