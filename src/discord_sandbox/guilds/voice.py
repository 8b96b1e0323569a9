"""Members join, change and leave voice channels; no sound is carried."""

import secrets

from discord_sandbox.errors import DiscordError, Failure
from discord_sandbox.payloads.voice import voice_state_payload
from discord_sandbox.permissions import Permission, permissions_in
from discord_sandbox.state.channel import Channel, ChannelType
from discord_sandbox.state.event import Event
from discord_sandbox.state.guild import Guild, Member
from discord_sandbox.state.voice import VoiceState
from discord_sandbox.state.world import World


def require_joinable(world: World, channel: Channel, user_id: int) -> None:
    """Raise where a user may not enter a channel: no voice, no Connect, or full for who may not move members."""
    if channel.type is not ChannelType.VOICE:
        raise DiscordError(Failure.WRONG_CHANNEL_TYPE)
    granted = permissions_in(world, channel, user_id)
    if not granted & Permission.CONNECT:
        raise DiscordError(Failure.MISSING_PERMISSIONS)
    others = [user for user in voice_members(world, channel) if user != user_id]
    if channel.user_limit and len(others) >= channel.user_limit and not granted & Permission.MOVE_MEMBERS:
        raise DiscordError(Failure.VOICE_CHANNEL_FULL)


def voice_members(world: World, channel: Channel) -> list[int]:
    """Return the IDs of who is in a voice channel, in order of joining."""
    states = world.guild(channel.guild_id or 0).voice_states.values()
    return [state.user_id for state in states if state.channel_id == channel.id]


def connect(world: World, channel: Channel, member: Member) -> VoiceState:
    """Bring a member into a voice channel, out of the one they were in, also of another guild."""
    guild = world.guild(member.guild_id)
    for other in world.guilds.values():
        if other is not guild:
            disconnect(world, other, member.user.id)
    state = guild.voice_states.pop(member.user.id, None)
    if state is None:
        state = VoiceState(member.user.id, channel.id, secrets.token_hex(16))
    state.channel_id = channel.id
    guild.voice_states[member.user.id] = state
    announce_voice(world, member, state)
    return state


def disconnect(world: World, guild: Guild, user_id: int) -> None:
    """Take a user out of a guild's voice channel; who is in none stays as they are."""
    state = guild.voice_states.pop(user_id, None)
    if state is not None and user_id in guild.members:
        announce_voice(world, guild.members[user_id], state, connected=False)


def announce_voice(world: World, member: Member, state: VoiceState, *, connected: bool = True) -> None:
    """Tell where a member's voice is, and whether it can be heard."""
    payload = voice_state_payload(member, state, connected=connected)
    world.dispatch(Event("VOICE_STATE_UPDATE", payload, member.guild_id))


def set_heard(
    world: World, member: Member, state: VoiceState, *, mute: bool | None = None, deaf: bool | None = None
) -> None:
    """Mute or deafen a member as a moderator does; None leaves it."""
    member.mute = member.mute if mute is None else mute
    member.deaf = member.deaf if deaf is None else deaf
    announce_voice(world, member, state)


def require_connected(guild: Guild, user_id: int) -> VoiceState:
    """Return a user's voice state; raises that they are not connected."""
    if user_id not in guild.voice_states:
        raise DiscordError(Failure.NOT_IN_VOICE)
    return guild.voice_states[user_id]
