"""Who voted for what, and the end of a poll."""

from discord_sandbox.errors import DiscordError, Failure
from discord_sandbox.messages.polls import end_poll, require_poll
from discord_sandbox.payloads.message import message_payload
from discord_sandbox.payloads.user import user_payload
from discord_sandbox.permissions import Permission, require_channel
from discord_sandbox.rest.call import Call
from discord_sandbox.rest.routes import RouteTable
from discord_sandbox.wire import JsonObject

routes = RouteTable()

_POLL = "/channels/{channel_id}/polls/{message_id}"
MAX_PAGE = 100


@routes.get(_POLL + "/answers/{answer_id}")
async def list_voters(call: Call) -> JsonObject:
    """Return a page of who voted for an answer, in the order of their IDs."""
    limit = call.query_int("limit", 25, least=1, most=MAX_PAGE)
    after = call.query_id("after") or 0
    channel = require_channel(call.world, call.id("channel_id"), Permission.READ_MESSAGE_HISTORY)
    poll = require_poll(call.world.message(channel.id, call.id("message_id")))
    voters = sorted(user_id for user_id in poll.votes.get(call.id("answer_id"), []) if user_id > after)
    return {"users": [user_payload(call.world.user(user_id)) for user_id in voters[:limit]]}


@routes.post(_POLL + "/expire")
async def expire(call: Call) -> JsonObject:
    """End a poll of the bot's own."""
    channel = require_channel(call.world, call.id("channel_id"))
    message = call.world.message(channel.id, call.id("message_id"))
    if message.author.id != call.world.bot.id:
        raise DiscordError(Failure.NOT_THE_AUTHOR)
    end_poll(call.world, channel, message)
    return message_payload(call.world, message)
