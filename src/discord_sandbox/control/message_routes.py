"""Writing and reading as a user, and what others see of them."""

from typing import cast

from discord_sandbox.cdn.png import SIGNATURE
from discord_sandbox.control.files import read_file, read_files
from discord_sandbox.control.lookup import find_channel, find_message, find_user
from discord_sandbox.control.refusal import Refusal
from discord_sandbox.control.views import message_view, messages_view
from discord_sandbox.errors import DiscordError, Failure
from discord_sandbox.guilds.audit import log_deletion
from discord_sandbox.guilds.members import set_avatar
from discord_sandbox.messages.access import require_unlocked
from discord_sandbox.messages.post import Draft, delete_message, edit_message, post_message
from discord_sandbox.messages.slow_mode import require_patience
from discord_sandbox.payloads.user import user_payload
from discord_sandbox.permissions import Permission, permissions_in, sending
from discord_sandbox.rest.call import Call
from discord_sandbox.rest.routes import RouteTable
from discord_sandbox.state.channel import Channel
from discord_sandbox.state.message import Message, MessageReference, MessageType
from discord_sandbox.state.user import User
from discord_sandbox.state.world import World
from discord_sandbox.wire import JsonObject

routes = RouteTable()

MAX_CONTENT = 2000
ALL_MENTIONS: JsonObject = {"parse": ["users", "roles", "everyone"]}


def acting_user(call: Call) -> User:
    """Return the user of the path."""
    return find_user(call.world, call.text("user"))


def begin_draft(world: World, channel: Channel, user: User, content: str) -> Draft:
    """Begin a message of a user; raises ``Refusal`` where they cannot write, Discord's error in slow mode."""
    granted = permissions_in(world, channel, user.id)
    if not granted & sending(channel) or not channel.holds_messages:
        raise Refusal("forbidden", f"{user.username} cannot write in {channel.name}.", status=403)
    require_unlocked(world, channel, user.id)
    require_patience(world, channel, user)
    return Draft(user, {"content": content}, may_mention_all=bool(granted & Permission.MENTION_EVERYONE))


def read_content(body: JsonObject) -> str:
    """Return the ``content`` of a user's message; raises ``Refusal`` where it is too long."""
    content = cast("str", body.get("content") or "")
    if len(content) > MAX_CONTENT:
        raise Refusal("content_too_long", f"A message has at most {MAX_CONTENT} characters.")
    return content


@routes.post("/users/{user}/messages")
async def send(call: Call) -> JsonObject:
    """Send a message, or with ``reply_to`` a reply, which pings whom it answers unless ``ping`` is false."""
    body, user = call.object(), acting_user(call)
    channel = find_channel(call.world, body["channel"], user)
    draft = begin_draft(call.world, channel, user, read_content(body))
    draft.uploads = read_files(body.get("files"))
    if body.get("reply_to"):
        answered = find_message(channel, body["reply_to"], user)
        draft.type = MessageType.REPLY
        draft.reference = MessageReference(answered.id, channel.id, channel.guild_id)
        draft.body["allowed_mentions"] = {**ALL_MENTIONS, "replied_user": bool(body.get("ping", True))}
    return message_view(call.world, post_message(call.world, channel, draft))


@routes.patch("/users/{user}/messages/{channel_id}/{message_id}")
async def edit(call: Call) -> JsonObject:
    """Edit one's own message."""
    channel, message, user = _message(call)
    if message.author is not user:
        raise DiscordError(Failure.NOT_THE_AUTHOR)
    edit_message(call.world, channel, message, {"content": read_content(call.object())})
    return message_view(call.world, message)


@routes.delete("/users/{user}/messages/{channel_id}/{message_id}")
async def delete(call: Call) -> None:
    """Delete one's own message, with Manage Messages any, or dismiss an ephemeral one."""
    channel, message, user = _message(call)
    may_manage = permissions_in(call.world, channel, user.id) & Permission.MANAGE_MESSAGES
    if message.author is not user and message.ephemeral_for != user.id and not may_manage:
        raise DiscordError(Failure.MISSING_PERMISSIONS)
    if channel.guild_id and message.ephemeral_for is None:
        log_deletion(call.world, channel.guild_id, channel.id, message.author, user)
    delete_message(call.world, channel, message)


@routes.get("/users/{user}/messages")
async def view(call: Call) -> list[JsonObject]:
    """Return the channel as the user sees it, oldest message first."""
    user = acting_user(call)
    return messages_view(call.world, find_channel(call.world, call.query("channel") or "", user), user)


@routes.put("/users/{user}/direct_messages")
async def accept_direct_messages(call: Call) -> None:
    """Let the bot write direct messages to the user, or with ``accept`` false forbid it."""
    acting_user(call).accepts_direct_messages = bool(call.object()["accept"])


@routes.put("/users/{user}/avatar")
async def change_avatar(call: Call) -> JsonObject:
    """Take the PNG ``file`` as the user's picture, with null the default one; it is served as it is in every size."""
    user, file = acting_user(call), call.object()["file"]
    picture = None if file is None else read_file(file).data
    if picture is not None and not picture.startswith(SIGNATURE):
        raise Refusal("picture_invalid", "A picture of a user is a PNG file.")
    set_avatar(call.world, user, picture)
    return user_payload(user)


def _message(call: Call) -> tuple[Channel, Message, User]:
    user = acting_user(call)
    channel = find_channel(call.world, call.text("channel_id"), user)
    return channel, find_message(channel, call.text("message_id"), user), user
