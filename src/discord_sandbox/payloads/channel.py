"""Channels as Discord sends them."""

from discord_sandbox.clock import isoformat
from discord_sandbox.payloads.user import user_payload
from discord_sandbox.state.channel import Channel, ChannelType, Overwrite, Thread
from discord_sandbox.state.world import World
from discord_sandbox.wire import JsonObject


def overwrite_payload(overwrite: Overwrite) -> JsonObject:
    """Build a permission overwrite."""
    return {
        "id": str(overwrite.id),
        "type": overwrite.kind,
        "allow": str(overwrite.allow),
        "deny": str(overwrite.deny),
    }


def channel_payload(world: World, channel: Channel) -> JsonObject:
    """Build a channel object of any type."""
    if channel.is_dm:
        return _dm_payload(world, channel)
    if channel.thread:
        return _thread_payload(world, channel, channel.thread)
    payload: JsonObject = {
        "id": str(channel.id),
        "type": int(channel.type),
        "guild_id": str(channel.guild_id),
        "name": channel.name,
        "position": channel.position,
        "flags": 0,
        "parent_id": str(channel.parent_id) if channel.parent_id else None,
        "permission_overwrites": [overwrite_payload(each) for each in channel.overwrites.values()],
    }
    if channel.type is not ChannelType.CATEGORY:
        payload |= {
            "topic": channel.topic,
            "nsfw": channel.nsfw,
            "rate_limit_per_user": channel.slowmode,
            "last_message_id": str(channel.last_message_id) if channel.last_message_id else None,
        }
    if channel.type is ChannelType.VOICE:
        payload |= {"bitrate": channel.bitrate, "user_limit": channel.user_limit, "rtc_region": None}
    return payload


def thread_member_payload(channel: Channel, thread: Thread, user_id: int) -> JsonObject:
    """Build a thread's member, who has joined it."""
    joined = isoformat(thread.joined[user_id])
    return {"id": str(channel.id), "user_id": str(user_id), "join_timestamp": joined, "flags": 0}


def _thread_payload(world: World, channel: Channel, thread: Thread) -> JsonObject:
    payload: JsonObject = {
        "id": str(channel.id),
        "type": int(channel.type),
        "guild_id": str(channel.guild_id),
        "parent_id": str(channel.parent_id),
        "owner_id": str(thread.owner_id),
        "name": channel.name,
        "flags": 0,
        "rate_limit_per_user": channel.slowmode,
        "last_message_id": str(channel.last_message_id) if channel.last_message_id else None,
        "message_count": len(channel.messages),
        "member_count": len(thread.joined),
        "total_message_sent": thread.sent,
        "thread_metadata": {
            "archived": thread.archived,
            "archive_timestamp": isoformat(thread.archived_at),
            "auto_archive_duration": thread.auto_archive_minutes,
            "locked": thread.locked,
            "create_timestamp": isoformat(thread.created_at),
        },
    }
    if channel.type is ChannelType.PRIVATE_THREAD:
        payload["thread_metadata"]["invitable"] = thread.invitable
    if world.bot.id in thread.joined:
        payload["member"] = thread_member_payload(channel, thread, world.bot.id)
    return payload


def _dm_payload(world: World, channel: Channel) -> JsonObject:
    return {
        "id": str(channel.id),
        "type": int(channel.type),
        "flags": 0,
        "last_message_id": str(channel.last_message_id) if channel.last_message_id else None,
        "recipients": [user_payload(world.user(each)) for each in channel.recipient_ids if each != world.bot.id],
    }
