"""One message: send, get, edit, delete. History, pins and bulk deletion have modules of their own."""

from discord_sandbox.errors import DiscordError, Failure, InvalidForm
from discord_sandbox.messages.access import readable_payload, require_sendable
from discord_sandbox.messages.post import Draft, delete_message, edit_message, post_message
from discord_sandbox.payloads.message import message_payload
from discord_sandbox.permissions import Permission, permissions_in, require_channel
from discord_sandbox.rest.call import Call
from discord_sandbox.rest.routes import RouteTable
from discord_sandbox.state.channel import Channel
from discord_sandbox.state.message import MessageFlags, MessageReference, MessageType
from discord_sandbox.validation import has_layout_flag, message_errors
from discord_sandbox.wire import JsonObject

routes = RouteTable()


@routes.post("/channels/{channel_id}/messages")
async def create_message(call: Call) -> JsonObject:
    """Send a message as the bot."""
    body = call.object()
    channel = require_sendable(call.world, call.id("channel_id"), body, call.uploads)
    message_errors(body).raise_if_any()
    draft = Draft(call.world.bot, body, call.uploads, reference=read_reference(channel, body))
    if draft.reference:
        draft.type = MessageType.REPLY
    draft.may_mention_all = bool(permissions_in(call.world, channel, call.world.bot.id) & Permission.MENTION_EVERYONE)
    draft.body = {**body, "flags": int(body.get("flags") or 0) & ~MessageFlags.EPHEMERAL}
    return message_payload(call.world, post_message(call.world, channel, draft))


@routes.get("/channels/{channel_id}/messages/{message_id}")
async def get_message(call: Call) -> JsonObject:
    """Return a message."""
    world = call.world
    needed = Permission.VIEW_CHANNEL | Permission.READ_MESSAGE_HISTORY
    channel = require_channel(world, call.id("channel_id"), needed)
    return readable_payload(world, world.message(channel.id, call.id("message_id")))


@routes.patch("/channels/{channel_id}/messages/{message_id}")
async def update_message(call: Call) -> JsonObject:
    """Edit a message of the bot."""
    channel = require_channel(call.world, call.id("channel_id"))
    message = call.world.message(channel.id, call.id("message_id"))
    if message.author.id != call.world.bot.id:
        raise DiscordError(Failure.NOT_THE_AUTHOR)
    if message.poll:
        raise DiscordError(Failure.POLL_NOT_EDITABLE)
    body = call.object()
    message_errors(body, layout=message.is_v2 or has_layout_flag(body)).raise_if_any()
    edit_message(call.world, channel, message, body, call.uploads)
    return message_payload(call.world, message)


@routes.delete("/channels/{channel_id}/messages/{message_id}")
async def remove_message(call: Call) -> None:
    """Delete a message: the bot's own, or with Manage Messages anybody's."""
    channel = require_channel(call.world, call.id("channel_id"))
    message = call.world.message(channel.id, call.id("message_id"))
    if message.author.id != call.world.bot.id:
        require_channel(call.world, channel.id, Permission.MANAGE_MESSAGES)
    delete_message(call.world, channel, message)


def read_reference(channel: Channel, body: JsonObject) -> MessageReference | None:
    """Read ``message_reference``; raises ``InvalidForm`` for an unknown message unless the body allows that."""
    raw = body.get("message_reference")
    if not raw or not raw.get("message_id"):
        return None
    message_id = int(raw["message_id"])
    if message_id in channel.messages:
        return MessageReference(message_id, channel.id, channel.guild_id)
    if raw.get("fail_if_not_exists", True):
        raise InvalidForm({"message_reference": ("REPLIES_UNKNOWN_MESSAGE", "Unknown message")})
    return None
