"""Where can be announced."""

from typing import Final

import discord

from astromorty.errors import InvalidInput, NotAllowed

# Channels in which messages stand.
Place = discord.TextChannel | discord.VoiceChannel | discord.StageChannel | discord.Thread
# What a list of channels offers; threads are reached by the commands.
CHANNEL_TYPES: Final = [
    discord.ChannelType.text,
    discord.ChannelType.news,
    discord.ChannelType.voice,
    discord.ChannelType.stage_voice,
]


def may_write(place: Place, member: discord.Member) -> bool:
    """Say whether a member may see a channel and write in it."""
    allowed = place.permissions_for(member)
    writes = allowed.send_messages_in_threads if isinstance(place, discord.Thread) else allowed.send_messages
    return allowed.view_channel and writes


def refuse_place(member: discord.Member | discord.User, place: Place) -> None:
    """Raise a `Refusal` unless who asks may write there, with and without the bot, and the bot too."""
    assert isinstance(member, discord.Member)
    if not may_write(place, member):
        raise NotAllowed(f"You may not write in {place.mention} yourself; choose another channel.")
    if not may_write(place, place.guild.me):
        raise InvalidInput(f"I may not write in {place.mention}: I need View Channel and Send Messages there.")


def named_place(member: discord.Member | discord.User, channel_id: int) -> Place:
    """Return the channel of this ID in the server of who names it; raise a `Refusal` as `refuse_place` does."""
    assert isinstance(member, discord.Member)
    channel: object = member.guild.get_channel_or_thread(channel_id)
    if not isinstance(channel, Place):
        raise InvalidInput(f"{channel_id} is no channel of this server in which messages stand.")
    refuse_place(member, channel)
    return channel
