"""Channels of guilds are made, changed and deleted."""

import re

from discord_sandbox.guilds.voice import disconnect, voice_members
from discord_sandbox.payloads.channel import channel_payload
from discord_sandbox.state.channel import Channel, ChannelType, Overwrite
from discord_sandbox.state.event import Event
from discord_sandbox.state.guild import Guild
from discord_sandbox.state.world import World
from discord_sandbox.wire import JsonObject

MAX_CHANNELS = 500
_SPACES = re.compile(r"\s+")
_LOWERED = {ChannelType.TEXT, ChannelType.ANNOUNCEMENT}
# The body's name of a field → the channel's own.
_FIELDS = {
    "topic": "topic",
    "position": "position",
    "nsfw": "nsfw",
    "rate_limit_per_user": "slowmode",
    "bitrate": "bitrate",
    "user_limit": "user_limit",
}
# What null means for those that cannot be null.
_EMPTY: dict[str, object] = {"position": 0, "nsfw": False, "slowmode": 0, "bitrate": 64_000, "user_limit": 0}


def announce_channel(world: World, channel: Channel, name: str) -> None:
    """Tell that a channel was made, changed or deleted (`CHANNEL_CREATE`, `_UPDATE`, `_DELETE`).

    Bots hear of every channel of their guilds, also of those they cannot view.
    """
    world.dispatch(Event(name, channel_payload(world, channel), channel.guild_id))


def make_channel(world: World, guild: Guild, body: JsonObject) -> Channel:
    """Make a channel of what a body says, of text unless it names a type, below those that are there."""
    kind = ChannelType(body.get("type") or ChannelType.TEXT)
    channel = Channel(world.snowflakes.next(), kind, guild_id=guild.id, position=len(guild.channels))
    apply_channel_fields(channel, body)
    guild.channels[channel.id] = world.channels[channel.id] = channel
    announce_channel(world, channel, "CHANNEL_CREATE")
    return channel


def apply_channel_fields(channel: Channel, body: JsonObject) -> None:
    """Take what a body names over into a channel; names of text channels become lower-case words with dashes."""
    if body.get("name"):
        name = str(body["name"])
        channel.name = _SPACES.sub("-", name.strip()).lower() if channel.type in _LOWERED else name
    for key, attribute in _FIELDS.items():
        if key in body:
            value = body[key]
            setattr(channel, attribute, _EMPTY.get(attribute) if value is None else value)
    if "parent_id" in body:
        channel.parent_id = int(body["parent_id"]) if body["parent_id"] else None
    if body.get("permission_overwrites") is not None:
        overwrites = [read_overwrite(int(each["id"]), each) for each in body["permission_overwrites"]]
        channel.overwrites = {overwrite.id: overwrite for overwrite in overwrites}


def read_overwrite(target_id: int, body: JsonObject) -> Overwrite:
    """Read an overwrite for a role or member."""
    return Overwrite(target_id, int(body.get("type") or 0), int(body.get("allow") or 0), int(body.get("deny") or 0))


def delete_channel(world: World, guild: Guild, channel: Channel) -> None:
    """Delete a channel, its threads and voice connections with it; a category's channels stay, without a parent."""
    for child in guild.channels.values():
        if child.parent_id == channel.id:
            child.parent_id = None
            announce_channel(world, child, "CHANNEL_UPDATE")
    for thread_id in [thread.id for thread in guild.threads.values() if thread.parent_id == channel.id]:
        del guild.threads[thread_id]
        del world.channels[thread_id]
    announce_channel(world, channel, "CHANNEL_DELETE")
    for user_id in voice_members(world, channel):
        disconnect(world, guild, user_id)
    del guild.channels[channel.id]
    del world.channels[channel.id]
