"""Who is in a thread, and what a message does to it."""

from discord_sandbox.payloads.channel import channel_payload, thread_member_payload
from discord_sandbox.payloads.user import member_payload
from discord_sandbox.state.channel import Channel, ChannelType, Thread
from discord_sandbox.state.event import Event
from discord_sandbox.state.user import User
from discord_sandbox.state.world import World
from discord_sandbox.wire import JsonObject


def announce_thread(world: World, channel: Channel, name: str, **besides: object) -> None:
    """Tell those who see a thread that it was made (`THREAD_CREATE`) or changed (`THREAD_UPDATE`)."""
    world.dispatch(Event(name, {**channel_payload(world, channel), **besides}, channel.guild_id, channel.id))


def join_thread(world: World, channel: Channel, thread: Thread, user: User) -> None:
    """Make a user a thread's member; who is one already stays so. A bot is shown the private thread that it joins."""
    if user.id in thread.joined:
        return
    thread.joined[user.id] = world.clock.now()
    if user is world.bot and channel.type is ChannelType.PRIVATE_THREAD:
        announce_thread(world, channel, "THREAD_CREATE")
    member = member_payload(world.member(channel.guild_id or 0, user.id))
    added = {**thread_member_payload(channel, thread, user.id), "member": member, "presence": None}
    _announce_members(world, channel, thread, {"added_members": [added]})


def leave_thread(world: World, channel: Channel, thread: Thread, user_id: int) -> None:
    """Take a user out of a thread's members."""
    if user_id in thread.joined:
        _announce_members(world, channel, thread, {"removed_member_ids": [str(user_id)]})
        del thread.joined[user_id]


def set_archived(world: World, thread: Thread, *, archived: bool) -> None:
    """Archive a thread or open it again."""
    if archived != thread.archived:
        thread.archived, thread.archived_at = archived, world.clock.now()


def take_part(world: World, channel: Channel, author: User) -> None:
    """Do what a message does to a thread: it is opened again, and who wrote is a member from then on."""
    thread = channel.thread
    if thread is None:
        return
    thread.sent += 1
    if thread.archived:
        set_archived(world, thread, archived=False)
        announce_thread(world, channel, "THREAD_UPDATE")
    if author.id in world.guild(channel.guild_id or 0).members:
        join_thread(world, channel, thread, author)


def _announce_members(world: World, channel: Channel, thread: Thread, change: JsonObject) -> None:
    data = {
        "id": str(channel.id),
        "guild_id": str(channel.guild_id),
        "member_count": len(thread.joined) - len(change.get("removed_member_ids", ())),
        **change,
    }
    world.dispatch(Event("THREAD_MEMBERS_UPDATE", data, channel.guild_id, channel.id))
