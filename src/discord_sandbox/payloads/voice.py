"""Voice states as Discord sends them."""

from discord_sandbox.payloads.user import member_payload
from discord_sandbox.state.guild import Guild, Member
from discord_sandbox.state.voice import VoiceState
from discord_sandbox.wire import JsonObject


def voice_state_payload(member: Member, state: VoiceState, *, connected: bool = True) -> JsonObject:
    """Build a member's voice state; one that ended (not ``connected``) has no channel."""
    return {
        "guild_id": str(member.guild_id),
        "channel_id": str(state.channel_id) if connected else None,
        "user_id": str(state.user_id),
        "member": member_payload(member),
        "session_id": state.session_id,
        "deaf": member.deaf,
        "mute": member.mute,
        "self_deaf": state.self_deaf,
        "self_mute": state.self_mute,
        "self_video": False,
        "suppress": False,
        "request_to_speak_timestamp": None,
    }


def guild_voice_states(guild: Guild) -> list[JsonObject]:
    """Build all voice states of a guild, as ``GUILD_CREATE`` carries them: without members and the guild's ID."""
    payloads = [voice_state_payload(guild.members[each.user_id], each) for each in guild.voice_states.values()]
    return [{key: each[key] for key in each if key not in {"member", "guild_id"}} for each in payloads]
