"""Voice channels as users use them: join, leave, mute oneself, move others."""

from discord_sandbox.control.lookup import find_channel, find_guild, find_member, find_user
from discord_sandbox.control.refusal import Refusal
from discord_sandbox.errors import DiscordError, Failure
from discord_sandbox.guilds.voice import (
    announce_voice,
    connect,
    disconnect,
    require_connected,
    require_joinable,
    voice_members,
)
from discord_sandbox.payloads.voice import voice_state_payload
from discord_sandbox.permissions import Permission, permissions_in
from discord_sandbox.rest.call import Call
from discord_sandbox.rest.routes import RouteTable
from discord_sandbox.state.channel import Channel, ChannelType
from discord_sandbox.state.guild import Guild
from discord_sandbox.state.user import User
from discord_sandbox.state.world import World
from discord_sandbox.wire import JsonObject

routes = RouteTable()


@routes.put("/users/{user}/voice")
async def join(call: Call) -> JsonObject:
    """Join a voice ``channel``, leaving the one before, in any server."""
    user = find_user(call.world, call.text("user"))
    channel = find_channel(call.world, call.object()["channel"], user)
    require_joinable(call.world, channel, user.id)
    guild = find_guild(call.world, channel.guild_id)
    member = guild.members[user.id]
    return voice_state_payload(member, connect(call.world, channel, member))


@routes.patch("/users/{user}/voice")
async def mute(call: Call) -> JsonObject:
    """Mute or deafen oneself by ``mute`` and ``deaf``, or no longer; what the body leaves out stays."""
    body, user = call.object(), find_user(call.world, call.text("user"))
    guild = _connected_guild(call.world, user)
    if guild is None:
        raise DiscordError(Failure.NOT_IN_VOICE)
    state = guild.voice_states[user.id]
    state.self_mute = state.self_mute if body.get("mute") is None else bool(body["mute"])
    state.self_deaf = state.self_deaf if body.get("deaf") is None else bool(body["deaf"])
    announce_voice(call.world, guild.members[user.id], state)
    return voice_state_payload(guild.members[user.id], state)


@routes.delete("/users/{user}/voice")
async def leave(call: Call) -> None:
    """Leave the voice channel; who is in none stays as they are."""
    user = find_user(call.world, call.text("user"))
    guild = _connected_guild(call.world, user)
    if guild:
        disconnect(call.world, guild, user.id)


@routes.put("/users/{user}/voice_members")
async def move(call: Call) -> None:
    """Move a ``member`` who is connected into a ``channel``, with null out of voice; needs Move Members in both."""
    body, actor = call.object(), find_user(call.world, call.text("user"))
    target = find_user(call.world, body["member"])
    guild = _connected_guild(call.world, target)
    if guild is None:
        raise DiscordError(Failure.NOT_IN_VOICE)
    member = find_member(call.world, guild, target.id)
    left = call.world.channel(require_connected(guild, target.id).channel_id)
    _require_move(call.world, left, actor, Permission.MOVE_MEMBERS)
    if body.get("channel") is None:
        disconnect(call.world, guild, target.id)
        return
    entered = find_channel(call.world, body["channel"], actor)
    _require_move(call.world, entered, actor, Permission.MOVE_MEMBERS | Permission.CONNECT)
    if entered.guild_id != guild.id or entered.type is not ChannelType.VOICE:
        raise DiscordError(Failure.WRONG_CHANNEL_TYPE)
    connect(call.world, entered, member)


@routes.get("/voice")
async def members(call: Call) -> list[str]:
    """Return the user names of who is in a voice ``channel``, in order of joining."""
    channel = find_channel(call.world, call.query("channel") or "")
    if channel.type is not ChannelType.VOICE:
        raise Refusal("not_voice", f"{channel.name} is no voice channel.")
    return [call.world.user(user_id).username for user_id in voice_members(call.world, channel)]


def _connected_guild(world: World, user: User) -> Guild | None:
    return next((guild for guild in world.guilds.values() if user.id in guild.voice_states), None)


def _require_move(world: World, channel: Channel, actor: User, needed: Permission) -> None:
    if permissions_in(world, channel, actor.id) & needed != needed:
        raise DiscordError(Failure.MISSING_PERMISSIONS)
