"""Reacting as a user."""

from discord_sandbox.control.lookup import find_channel, find_message, find_user
from discord_sandbox.control.refusal import Refusal
from discord_sandbox.messages.reactions import add_reaction, find_reaction, read_emoji, remove_reaction
from discord_sandbox.permissions import Permission, permissions_in
from discord_sandbox.rest.call import Call
from discord_sandbox.rest.routes import RouteTable
from discord_sandbox.state.channel import Channel
from discord_sandbox.state.message import Message
from discord_sandbox.state.user import User
from discord_sandbox.wire import JsonObject

routes = RouteTable()


@routes.put("/users/{user}/reactions")
async def react(call: Call) -> None:
    """Add a reaction; a new emoji needs Add Reactions."""
    user, channel, message, emoji = _target(call)
    needed = Permission.READ_MESSAGE_HISTORY
    if find_reaction(message, emoji) is None:
        needed |= Permission.ADD_REACTIONS
    if permissions_in(call.world, channel, user.id) & needed != needed:
        raise Refusal("forbidden", f"{user.username} cannot react in {channel.name}.", status=403)
    add_reaction(call.world, channel, message, user, emoji)


@routes.delete("/users/{user}/reactions")
async def take_back(call: Call) -> None:
    """Take one's own reaction back."""
    user, channel, message, emoji = _target(call)
    remove_reaction(call.world, channel, message, user, emoji)


def _target(call: Call) -> tuple[User, Channel, Message, JsonObject]:
    body, user = call.object(), find_user(call.world, call.text("user"))
    channel = find_channel(call.world, body["channel"], user)
    message = find_message(channel, body["message"], user)
    return user, channel, message, read_emoji(call.world, str(body["emoji"]).strip("<>").removeprefix(":"))
