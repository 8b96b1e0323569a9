"""Reactions of the bot, and the removal of others'."""

from discord_sandbox.messages.reactions import (
    add_reaction,
    clear_emoji,
    clear_reactions,
    find_reaction,
    read_emoji,
    remove_reaction,
)
from discord_sandbox.payloads.user import user_payload
from discord_sandbox.permissions import Permission, require_channel
from discord_sandbox.rest.call import Call
from discord_sandbox.rest.routes import RouteTable
from discord_sandbox.state.channel import Channel
from discord_sandbox.state.message import Message
from discord_sandbox.wire import JsonObject

routes = RouteTable()

_ALL = "/channels/{channel_id}/messages/{message_id}/reactions"
_ONE = _ALL + "/{emoji}"
MAX_PAGE = 100


@routes.put(_ONE + "/@me")
async def create_reaction(call: Call) -> None:
    """React as the bot; only a new emoji needs Add Reactions."""
    emoji = read_emoji(call.world, call.text("emoji"))
    channel, message = _message(call, Permission.READ_MESSAGE_HISTORY)
    if find_reaction(message, emoji) is None:
        require_channel(call.world, channel.id, Permission.ADD_REACTIONS)
    add_reaction(call.world, channel, message, call.world.bot, emoji)


@routes.delete(_ONE + "/@me")
async def remove_own_reaction(call: Call) -> None:
    """Take the bot's reaction back."""
    emoji = read_emoji(call.world, call.text("emoji"))
    channel, message = _message(call, Permission.VIEW_CHANNEL)
    remove_reaction(call.world, channel, message, call.world.bot, emoji)


@routes.delete(_ONE + "/{user_id}")
async def remove_user_reaction(call: Call) -> None:
    """Take another user's reaction away."""
    user = call.world.user(call.id("user_id"))
    needed = Permission.VIEW_CHANNEL if user is call.world.bot else Permission.MANAGE_MESSAGES
    emoji = read_emoji(call.world, call.text("emoji"))
    channel, message = _message(call, needed)
    remove_reaction(call.world, channel, message, user, emoji)


@routes.get(_ONE)
async def list_reaction_users(call: Call) -> list[JsonObject]:
    """Return a page of who reacted with an emoji, in the order of their IDs."""
    limit = call.query_int("limit", 25, least=1, most=MAX_PAGE)
    after = call.query_id("after") or 0
    is_burst = call.query_int("type", 0, least=0, most=1)
    _, message = _message(call, Permission.READ_MESSAGE_HISTORY)
    reaction = find_reaction(message, read_emoji(call.world, call.text("emoji")))
    user_ids = sorted(
        user_id for user_id in (reaction.user_ids if reaction and not is_burst else ()) if user_id > after
    )
    return [user_payload(call.world.user(user_id)) for user_id in user_ids[:limit]]


@routes.delete(_ONE)
async def remove_emoji(call: Call) -> None:
    """Take all reactions with one emoji away."""
    emoji = read_emoji(call.world, call.text("emoji"))
    channel, message = _message(call, Permission.MANAGE_MESSAGES)
    clear_emoji(call.world, channel, message, emoji)


@routes.delete(_ALL)
async def remove_all(call: Call) -> None:
    """Take all reactions away."""
    channel, message = _message(call, Permission.MANAGE_MESSAGES)
    clear_reactions(call.world, channel, message)


def _message(call: Call, needed: Permission) -> tuple[Channel, Message]:
    channel = require_channel(call.world, call.id("channel_id"), needed)
    return channel, call.world.message(channel.id, call.id("message_id"))
