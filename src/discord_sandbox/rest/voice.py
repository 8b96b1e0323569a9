"""Members' voices: look up, move, disconnect, mute and deafen."""

from dataclasses import dataclass

from discord_sandbox.errors import DiscordError, Failure
from discord_sandbox.guilds.audit import AuditAction, changes_between, log_action
from discord_sandbox.guilds.voice import connect, disconnect, require_connected, set_heard
from discord_sandbox.payloads.voice import voice_state_payload
from discord_sandbox.permissions import Permission, require_channel
from discord_sandbox.rest.call import Call
from discord_sandbox.rest.routes import RouteTable
from discord_sandbox.state.channel import Channel, ChannelType
from discord_sandbox.state.guild import Guild, Member
from discord_sandbox.wire import JsonObject

routes = RouteTable()


@routes.get("/guilds/{guild_id}/voice-states/{user_id}")
async def get_voice_state(call: Call) -> JsonObject:
    """Return where a member's voice is."""
    guild = call.world.bot_guild(call.id("guild_id"))
    state = guild.voice_states.get(call.id("user_id"))
    if state is None:
        raise DiscordError(Failure.UNKNOWN_VOICE_STATE)
    return voice_state_payload(guild.members[state.user_id], state)


@dataclass(frozen=True, slots=True)
class VoiceChange:
    """What is to become of a connected member's voice: ``channel`` None with ``leaves`` disconnects them."""

    guild: Guild
    member: Member
    mute: bool | None
    deaf: bool | None
    channel: Channel | None
    leaves: bool

    def apply(self, call: Call) -> None:
        """Do it, each part with its events and audit-log entry."""
        world, user_id = call.world, self.member.user.id
        if self.mute is not None or self.deaf is not None:
            state = require_connected(self.guild, user_id)
            before = {"mute": self.member.mute, "deaf": self.member.deaf}
            set_heard(world, self.member, state, mute=self.mute, deaf=self.deaf)
            after = {"mute": self.member.mute, "deaf": self.member.deaf}
            changes = changes_between(before, after, before)
            log_action(world, self.guild.id, AuditAction.MEMBER_UPDATE, user_id, call.reason, changes=changes)
        if self.channel:
            connect(world, self.channel, self.member)
            options = {"channel_id": str(self.channel.id), "count": "1"}
            log_action(world, self.guild.id, AuditAction.MEMBER_MOVE, None, call.reason, options=options)
        elif self.leaves:
            disconnect(world, self.guild, user_id)
            options = {"count": "1"}
            log_action(world, self.guild.id, AuditAction.MEMBER_DISCONNECT, None, call.reason, options=options)


def read_voice_change(call: Call, guild: Guild, member: Member, body: JsonObject) -> VoiceChange:
    """Read what a body changes of a member's voice.

    Raises that they are not connected, Unknown Channel, a wrong type of channel, and Missing Permissions where the bot
    itself could not enter the channel.
    """
    require_connected(guild, member.user.id)
    channel = _target(call, guild, int(body["channel_id"])) if body.get("channel_id") else None
    leaves = "channel_id" in body and channel is None
    return VoiceChange(guild, member, body.get("mute"), body.get("deaf"), channel, leaves)


def _target(call: Call, guild: Guild, channel_id: int) -> Channel:
    if channel_id not in guild.channels:
        raise DiscordError(Failure.UNKNOWN_CHANNEL)
    channel = require_channel(call.world, channel_id, Permission.CONNECT | Permission.MOVE_MEMBERS)
    if channel.type is not ChannelType.VOICE:
        raise DiscordError(Failure.WRONG_CHANNEL_TYPE)
    return channel
