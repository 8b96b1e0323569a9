"""Direct messages and typing."""

from discord_sandbox.errors import DiscordError, Failure
from discord_sandbox.payloads.channel import channel_payload
from discord_sandbox.payloads.user import member_payload
from discord_sandbox.permissions import require_channel, sending
from discord_sandbox.rest.call import Call
from discord_sandbox.rest.routes import RouteTable
from discord_sandbox.state.event import Event
from discord_sandbox.validation.resources import DIRECT_MESSAGES, body_errors
from discord_sandbox.wire import JsonObject

routes = RouteTable()


@routes.post("/users/@me/channels")
async def open_direct_messages(call: Call) -> JsonObject:
    """Return the channel with a user; whether they accept messages shows only when one is sent."""
    body = call.object()
    body_errors(DIRECT_MESSAGES, body).raise_if_any()
    user_id = int(body["recipient_id"])
    if user_id not in call.world.users or user_id == call.world.bot.id:
        raise DiscordError(Failure.INVALID_RECIPIENT)
    return channel_payload(call.world, call.world.dm_channel(user_id))


@routes.post("/channels/{channel_id}/typing")
async def start_typing(call: Call) -> None:
    """Show the bot as typing for ten seconds."""
    world = call.world
    channel = world.channel(call.id("channel_id"))
    require_channel(world, channel.id, sending(channel))
    data: JsonObject = {
        "channel_id": str(channel.id),
        "user_id": str(world.bot.id),
        "timestamp": int(world.clock.now().timestamp()),
    }
    if channel.guild_id:
        data["guild_id"] = str(channel.guild_id)
        data["member"] = member_payload(world.member(channel.guild_id, world.bot.id))
    world.dispatch(Event("TYPING_START", data, channel.guild_id, channel.id, world.audience(channel)))
