"""Several messages at once: history, bulk deletion, pins."""

from datetime import timedelta

from discord_sandbox.clock import isoformat
from discord_sandbox.errors import DiscordError, Failure
from discord_sandbox.guilds.audit import AuditAction, log_action
from discord_sandbox.guilds.members import delete_messages
from discord_sandbox.messages.access import readable_payload
from discord_sandbox.messages.pins import pin_message, pinned_messages, unpin_message
from discord_sandbox.permissions import Permission, permissions_in, require_channel
from discord_sandbox.rest.call import Call
from discord_sandbox.rest.routes import RouteTable
from discord_sandbox.state.channel import Channel
from discord_sandbox.state.message import Message
from discord_sandbox.state.snowflake import moment_of
from discord_sandbox.validation.resources import BULK_DELETE, body_errors
from discord_sandbox.wire import JsonObject

routes = RouteTable()

MAX_PAGE = 100
MAX_PIN_PAGE = 50
BULK_DELETE_AGE = timedelta(days=14)


@routes.get("/channels/{channel_id}/messages")
async def list_messages(call: Call) -> list[JsonObject]:
    """Return a page of history, newest first; empty where the bot may not read it."""
    channel = require_channel(call.world, call.id("channel_id"))
    limit = call.query_int("limit", 50, least=1, most=MAX_PAGE)
    if not permissions_in(call.world, channel, call.world.bot.id) & Permission.READ_MESSAGE_HISTORY:
        return []
    return [readable_payload(call.world, message) for message in _page(call, channel, limit)]


@routes.post("/channels/{channel_id}/messages/bulk-delete")
async def bulk_delete(call: Call) -> None:
    """Delete 2 to 100 messages, none older than two weeks."""
    channel = call.world.channel(call.id("channel_id"))
    if channel.guild_id is None:
        raise DiscordError(Failure.NOT_IN_DM)
    require_channel(call.world, channel.id, Permission.MANAGE_MESSAGES)
    body = call.object()
    body_errors(BULK_DELETE, body).raise_if_any()
    message_ids = [int(message_id) for message_id in body["messages"]]
    if not 2 <= len(set(message_ids)) <= MAX_PAGE:
        raise DiscordError(Failure.BULK_DELETE_COUNT)
    oldest = call.world.clock.now() - BULK_DELETE_AGE
    if any(moment_of(message_id) < oldest for message_id in message_ids):
        raise DiscordError(Failure.BULK_DELETE_TOO_OLD)
    count = delete_messages(call.world, channel, message_ids)
    action, options = AuditAction.MESSAGE_BULK_DELETE, {"count": str(count)}
    log_action(call.world, channel.guild_id, action, channel.id, call.reason, options=options)


@routes.get("/channels/{channel_id}/pins")
async def list_old_pins(call: Call) -> list[JsonObject]:
    """Return the latest fifty pins as Discord's older route does."""
    channel = require_channel(call.world, call.id("channel_id"))
    return [readable_payload(call.world, message) for message in pinned_messages(channel)[:MAX_PIN_PAGE]]


@routes.get("/channels/{channel_id}/messages/pins")
async def list_pins(call: Call) -> JsonObject:
    """Return a page of pins, latest first, before a time."""
    channel = require_channel(call.world, call.id("channel_id"))
    limit = call.query_int("limit", MAX_PIN_PAGE, least=1, most=MAX_PIN_PAGE)
    before = call.query_time("before")
    pins = [(each.pinned_at, each) for each in pinned_messages(channel) if each.pinned_at]
    found = [pin for pin in pins if before is None or pin[0] < before]
    return {
        "items": [
            {"pinned_at": isoformat(pinned_at), "message": readable_payload(call.world, message)}
            for pinned_at, message in found[:limit]
        ],
        "has_more": len(found) > limit,
    }


@routes.put("/channels/{channel_id}/messages/pins/{message_id}")
@routes.put("/channels/{channel_id}/pins/{message_id}")
async def create_pin(call: Call) -> None:
    """Pin a message."""
    channel, message = _pinnable(call)
    pin_message(call.world, channel, message, call.world.bot)
    _log_pin(call, channel, AuditAction.MESSAGE_PIN, message)


@routes.delete("/channels/{channel_id}/messages/pins/{message_id}")
@routes.delete("/channels/{channel_id}/pins/{message_id}")
async def remove_pin(call: Call) -> None:
    """Unpin a message."""
    channel, message = _pinnable(call)
    unpin_message(call.world, channel, message)
    _log_pin(call, channel, AuditAction.MESSAGE_UNPIN, message)


def _page(call: Call, channel: Channel, limit: int) -> list[Message]:
    before, after, around = call.query_id("before"), call.query_id("after"), call.query_id("around")
    newest_first = list(reversed(channel.messages.values()))
    if around is not None:
        newer = [message for message in newest_first if message.id > around][-(limit // 2) :] if limit > 1 else []
        older = [message for message in newest_first if message.id <= around]
        return newer + older[: limit - len(newer)]
    if after is not None:
        return [message for message in newest_first if message.id > after][-limit:]
    return [message for message in newest_first if before is None or message.id < before][:limit]


def _pinnable(call: Call) -> tuple[Channel, Message]:
    channel = require_channel(call.world, call.id("channel_id"), Permission.PIN_MESSAGES)
    return channel, call.world.message(channel.id, call.id("message_id"))


def _log_pin(call: Call, channel: Channel, action: AuditAction, message: Message) -> None:
    if channel.guild_id:
        options = {"channel_id": str(channel.id), "message_id": str(message.id)}
        log_action(call.world, channel.guild_id, action, message.author.id, call.reason, options=options)
