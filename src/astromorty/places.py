"""Channels in which the bot is to write, and who may have it do so."""

from typing import Final

import discord

from astromorty.errors import InvalidInput, NotAllowed
from astromorty.services.permissions import permission_names

# Channels in which messages stand.
Place = discord.TextChannel | discord.VoiceChannel | discord.StageChannel | discord.Thread
# What a list of channels offers; threads are reached by the commands.
CHANNEL_TYPES: Final = [
    discord.ChannelType.text,
    discord.ChannelType.news,
    discord.ChannelType.voice,
    discord.ChannelType.stage_voice,
]


def closed_to_bot(place: Place | discord.abc.GuildChannel) -> str | None:
    """Say in a sentence why the bot may not write in a channel; None if it may."""
    missing = _missing(place, place.guild.me)
    return f"I may not write in {place.mention}: there I lack {permission_names(missing)}." if missing else None


def refuse_closed(place: Place) -> None:
    """Raise `InvalidInput` unless the bot may write there."""
    sentence = closed_to_bot(place)
    if sentence is not None:
        raise InvalidInput(sentence)


def refuse_place(member: discord.Member | discord.User, place: Place) -> None:
    """Raise a `Refusal` unless who asks may write there, with and without the bot, and the bot too."""
    assert isinstance(member, discord.Member)
    if _missing(place, member):
        raise NotAllowed(f"You may not write in {place.mention} yourself; choose another channel.")
    refuse_closed(place)


def named_place(member: discord.Member | discord.User, channel_id: int) -> Place:
    """Return the channel of this ID in the server of who names it; raise a `Refusal` as `refuse_place` does."""
    assert isinstance(member, discord.Member)
    channel: object = member.guild.get_channel_or_thread(channel_id)
    if not isinstance(channel, Place):
        raise InvalidInput(f"{channel_id} is no channel of this server in which messages stand.")
    refuse_place(member, channel)
    return channel


def channels_of(channel: object) -> list[int]:
    """Return the IDs of a server's channel and of what it is in, innermost first: thread, channel, category."""
    if isinstance(channel, discord.Thread):
        return [channel.id, *(channels_of(channel.parent) or [channel.parent_id])]
    if not isinstance(channel, discord.abc.GuildChannel):
        return []
    return [channel.id] if channel.category_id is None else [channel.id, channel.category_id]


def _missing(place: Place | discord.abc.GuildChannel, member: discord.Member) -> list[str]:
    """Return what a member lacks to see a channel and write in it, by Discord's names."""
    has = place.permissions_for(member)
    writing = "send_messages_in_threads" if isinstance(place, discord.Thread) else "send_messages"
    return [name for name in ("view_channel", writing) if not getattr(has, name)]
