"""Threads are started, changed and deleted."""

from discord_sandbox.errors import DiscordError, Failure
from discord_sandbox.guilds.audit import AuditAction, changes_between, log_action
from discord_sandbox.guilds.thread_members import announce_thread, set_archived
from discord_sandbox.messages.post import announce, post_notice
from discord_sandbox.state.channel import Channel, ChannelType, Thread
from discord_sandbox.state.event import Event
from discord_sandbox.state.guild import Guild
from discord_sandbox.state.message import Message, MessageFlags, MessageType
from discord_sandbox.state.user import User
from discord_sandbox.state.world import World
from discord_sandbox.wire import JsonObject

# What of a thread an audit-log entry tells.
_TOLD = ("name", "type", "archived", "locked", "auto_archive_duration", "rate_limit_per_user", "invitable")


def start_thread(
    world: World,
    parent: Channel,
    owner: User,
    body: JsonObject,
    message: Message | None = None,
    *,
    reason: str | None = None,
) -> Channel:
    """Start a thread below a channel, from a message if one is given; raises where the message has one already."""
    if message and message.id in world.channels:
        raise DiscordError(Failure.THREAD_EXISTS)
    guild, now = world.guild(parent.guild_id or 0), world.clock.now()
    thread = Thread(owner.id, now, now)
    channel = Channel(
        message.id if message else world.snowflakes.next(),
        _type_of(parent, body, message),
        guild_id=guild.id,
        parent_id=parent.id,
        thread=thread,
    )
    _apply(world, channel, thread, body)
    guild.threads[channel.id] = world.channels[channel.id] = channel
    thread.joined[owner.id] = now
    announce_thread(world, channel, "THREAD_CREATE", newly_created=True)
    if message:
        message.flags |= MessageFlags.HAS_THREAD
        announce(world, parent, message, "MESSAGE_UPDATE")
    elif channel.type is not ChannelType.PRIVATE_THREAD:
        post_notice(world, parent, owner, MessageType.THREAD_CREATED, content=channel.name)
    changes = changes_between({}, _told(channel, thread), _TOLD)
    log_action(world, guild.id, AuditAction.THREAD_CREATE, channel.id, reason, by=owner, changes=changes)
    return channel


def change_thread(world: World, channel: Channel, thread: Thread, body: JsonObject) -> list[JsonObject]:
    """Change what a body names; returns the changes as an audit-log entry tells them, none where nothing differs."""
    before = _told(channel, thread)
    _apply(world, channel, thread, body)
    changes = changes_between(before, _told(channel, thread), _TOLD)
    if changes:
        announce_thread(world, channel, "THREAD_UPDATE")
    return changes


def delete_thread(world: World, guild: Guild, channel: Channel) -> None:
    """Delete a thread with its messages."""
    data: JsonObject = {
        "id": str(channel.id),
        "guild_id": str(guild.id),
        "parent_id": str(channel.parent_id),
        "type": int(channel.type),
    }
    world.dispatch(Event("THREAD_DELETE", data, guild.id, channel.id))
    del guild.threads[channel.id]
    del world.channels[channel.id]


def _type_of(parent: Channel, body: JsonObject, message: Message | None) -> ChannelType:
    wanted = ChannelType.PUBLIC_THREAD if message else ChannelType(body.get("type") or ChannelType.PRIVATE_THREAD)
    if wanted is not ChannelType.PRIVATE_THREAD and parent.type is ChannelType.ANNOUNCEMENT:
        return ChannelType.ANNOUNCEMENT_THREAD
    return wanted


def _apply(world: World, channel: Channel, thread: Thread, body: JsonObject) -> None:
    channel.name = str(body.get("name") or channel.name).strip()
    channel.slowmode = int(body.get("rate_limit_per_user") or 0) if "rate_limit_per_user" in body else channel.slowmode
    thread.auto_archive_minutes = int(body.get("auto_archive_duration") or thread.auto_archive_minutes)
    for name in ("locked", "invitable"):
        if body.get(name) is not None:
            setattr(thread, name, bool(body[name]))
    if body.get("archived") is not None:
        set_archived(world, thread, archived=bool(body["archived"]))


def _told(channel: Channel, thread: Thread) -> JsonObject:
    return {
        "name": channel.name,
        "type": int(channel.type),
        "archived": thread.archived,
        "locked": thread.locked,
        "auto_archive_duration": thread.auto_archive_minutes,
        "rate_limit_per_user": channel.slowmode,
    }
