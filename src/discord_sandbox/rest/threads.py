"""Threads: start, join, leave, list, change, delete."""

from collections.abc import Iterable

from discord_sandbox.errors import DiscordError, Failure
from discord_sandbox.guilds.audit import AuditAction, log_action
from discord_sandbox.guilds.thread_members import join_thread, leave_thread
from discord_sandbox.guilds.threads import change_thread, delete_thread, start_thread
from discord_sandbox.payloads.channel import channel_payload, thread_member_payload
from discord_sandbox.permissions import Permission, require_channel, sending, visible_threads
from discord_sandbox.rest.call import Call, Reply
from discord_sandbox.rest.routes import RouteTable
from discord_sandbox.state.channel import Channel, ChannelType, Thread
from discord_sandbox.state.message import Message
from discord_sandbox.validation.resources import NEW_THREAD, THREAD, body_errors
from discord_sandbox.wire import JsonObject

routes = RouteTable()

MAX_PAGE = 100
PARENTS = (ChannelType.TEXT, ChannelType.ANNOUNCEMENT)


@routes.post("/channels/{channel_id}/messages/{message_id}/threads")
async def start_from_message(call: Call) -> Reply:
    """Start a public thread from a message, whose ID it has."""
    return _start(call, call.world.message(call.id("channel_id"), call.id("message_id")))


@routes.post("/channels/{channel_id}/threads")
async def start_alone(call: Call) -> Reply:
    """Start a thread without a message, a private one unless the body says otherwise."""
    return _start(call, None)


@routes.get("/guilds/{guild_id}/threads/active")
async def list_active(call: Call) -> JsonObject:
    """Return the threads that the bot sees and that are not archived."""
    guild = call.world.bot_guild(call.id("guild_id"))
    return _listed(call, visible_threads(call.world, guild, call.world.bot.id))


@routes.get("/channels/{channel_id}/threads/archived/public")
async def list_archived(call: Call) -> JsonObject:
    """Return a channel's archived public threads, the one that was archived last first."""
    return _archived(call, Permission.READ_MESSAGE_HISTORY, is_private=False)


@routes.get("/channels/{channel_id}/threads/archived/private")
async def list_archived_private(call: Call) -> JsonObject:
    """Return a channel's archived private threads, the one that was archived last first."""
    return _archived(call, Permission.READ_MESSAGE_HISTORY | Permission.MANAGE_THREADS, is_private=True)


@routes.get("/channels/{channel_id}/thread-members")
async def list_members(call: Call) -> list[JsonObject]:
    """Return a thread's members."""
    channel, thread = _thread(call)
    return [thread_member_payload(channel, thread, user_id) for user_id in thread.joined]


@routes.put("/channels/{channel_id}/thread-members/@me")
async def join(call: Call) -> None:
    """Let the bot join a thread."""
    channel, thread = _thread(call)
    _require_open(thread)
    join_thread(call.world, channel, thread, call.world.bot)


@routes.delete("/channels/{channel_id}/thread-members/@me")
async def leave(call: Call) -> None:
    """Let the bot leave a thread."""
    channel, thread = _thread(call)
    _require_open(thread)
    leave_thread(call.world, channel, thread, call.world.bot.id)


@routes.put("/channels/{channel_id}/thread-members/{user_id}")
async def add_member(call: Call) -> None:
    """Bring another member of the guild into a thread."""
    channel, thread = _thread(call)
    _require_open(thread)
    require_channel(call.world, channel.id, sending(channel))
    member = call.world.member(channel.guild_id or 0, call.id("user_id"))
    join_thread(call.world, channel, thread, member.user)


@routes.delete("/channels/{channel_id}/thread-members/{user_id}")
async def remove_member(call: Call) -> None:
    """Take a member out of a thread; of a private one its owner may, of others who may manage threads."""
    channel, thread = _thread(call)
    _require_open(thread)
    if channel.type is not ChannelType.PRIVATE_THREAD or thread.owner_id != call.world.bot.id:
        require_channel(call.world, channel.id, Permission.MANAGE_THREADS)
    leave_thread(call.world, channel, thread, call.id("user_id"))


def edit_thread(call: Call, channel: Channel, thread: Thread) -> JsonObject:
    """Change a thread: its owner all but the lock and slow mode, others with Manage Threads; anybody may open it."""
    body = call.object()
    body_errors(THREAD, body).raise_if_any()
    if thread.archived and body.get("archived") is not False:
        raise DiscordError(Failure.THREAD_ARCHIVED)
    require_channel(call.world, channel.id, _needed_for(call, channel, thread, body))
    changes = change_thread(call.world, channel, thread, body)
    if changes:
        _log(call, channel, AuditAction.THREAD_UPDATE, changes)
    return channel_payload(call.world, channel)


def _needed_for(call: Call, channel: Channel, thread: Thread, body: JsonObject) -> Permission:
    is_owner = thread.owner_id == call.world.bot.id
    is_opening = body.keys() == {"archived"} and not body["archived"]
    if thread.locked or body.keys() & {"locked", "rate_limit_per_user"} or not (is_owner or is_opening):
        return Permission.MANAGE_THREADS
    return sending(channel)


def remove_thread(call: Call, channel: Channel) -> JsonObject:
    """Delete a thread, which needs Manage Threads."""
    require_channel(call.world, channel.id, Permission.MANAGE_THREADS)
    payload = channel_payload(call.world, channel)
    delete_thread(call.world, call.world.guild(channel.guild_id or 0), channel)
    _log(call, channel, AuditAction.THREAD_DELETE, [])
    return payload


def _start(call: Call, message: Message | None) -> Reply:
    parent = call.world.channel(call.id("channel_id"))
    if parent.type not in PARENTS:
        raise DiscordError(Failure.WRONG_CHANNEL_TYPE)
    body = call.object()
    is_private = message is None and (body.get("type") or ChannelType.PRIVATE_THREAD) == ChannelType.PRIVATE_THREAD
    needed = Permission.CREATE_PRIVATE_THREADS if is_private else Permission.CREATE_PUBLIC_THREADS
    require_channel(call.world, parent.id, needed)
    body_errors(NEW_THREAD, body).raise_if_any()
    channel = start_thread(call.world, parent, call.world.bot, body, message, reason=call.reason)
    return Reply(201, channel_payload(call.world, channel))


def _thread(call: Call) -> tuple[Channel, Thread]:
    channel = require_channel(call.world, call.id("channel_id"))
    if channel.thread is None:
        raise DiscordError(Failure.WRONG_CHANNEL_TYPE)
    return channel, channel.thread


def _require_open(thread: Thread) -> None:
    if thread.archived:
        raise DiscordError(Failure.THREAD_ARCHIVED)


def _archived(call: Call, needed: Permission, *, is_private: bool) -> JsonObject:
    parent = require_channel(call.world, call.id("channel_id"), needed)
    limit = call.query_int("limit", MAX_PAGE, least=2, most=MAX_PAGE)
    before = call.query_time("before")
    found = [
        (channel.thread.archived_at, channel)
        for channel in call.world.guild(parent.guild_id or 0).threads.values()
        if channel.thread
        and channel.parent_id == parent.id
        and channel.thread.archived
        and (channel.type is ChannelType.PRIVATE_THREAD) == is_private
        and (before is None or channel.thread.archived_at < before)
    ]
    found.sort(key=lambda each: each[0], reverse=True)
    return {**_listed(call, (channel for _, channel in found[:limit])), "has_more": len(found) > limit}


def _listed(call: Call, channels: Iterable[Channel]) -> JsonObject:
    payloads = [channel_payload(call.world, channel) for channel in channels]
    return {
        "threads": payloads,
        "members": [each["member"] for each in payloads if "member" in each],
        "has_more": False,
    }


def _log(call: Call, channel: Channel, action: AuditAction, changes: list[JsonObject]) -> None:
    log_action(call.world, channel.guild_id or 0, action, channel.id, call.reason, changes=changes)
