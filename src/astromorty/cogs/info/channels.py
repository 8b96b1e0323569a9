"""What is worth knowing of a channel, as lines of text, and who may know it."""

import asyncio
from collections.abc import Iterator

import discord
from discord.ext import commands
from discord.utils import format_dt

from astromorty.context import AnyChannel, Context
from astromorty.ui.cards import plain

# How long Discord may take to say whether somebody is in a private thread, in seconds.
LOOK_TIMEOUT = 2.0
# A forum's guidelines are up to 4,096 characters long, which is more than an answer holds.
SHOWN_TOPIC = 1_024
_KINDS = {
    discord.ChannelType.text: "text channel",
    discord.ChannelType.news: "announcement channel",
    discord.ChannelType.voice: "voice channel",
    discord.ChannelType.stage_voice: "stage",
    discord.ChannelType.category: "category",
    discord.ChannelType.forum: "forum",
    discord.ChannelType.media: "media channel",
    discord.ChannelType.public_thread: "thread",
    discord.ChannelType.private_thread: "private thread",
    discord.ChannelType.news_thread: "thread of announcements",
}


async def refuse_unseen(channel: AnyChannel, ctx: Context) -> None:
    """Raise what a channel raises that does not exist, if who asks cannot see the one of the option `channel`."""
    member = ctx.member
    rights = channel.permissions_for(member)
    seen = rights.view_channel
    if seen and isinstance(channel, discord.Thread) and channel.is_private() and not rights.manage_threads:
        seen = await _is_in(channel, member)
    if not seen:
        assert ctx.command is not None
        raise commands.BadUnionArgument(ctx.command.clean_params["channel"], (), [])


async def _is_in(thread: discord.Thread, member: discord.Member) -> bool:
    try:
        async with asyncio.timeout(LOOK_TIMEOUT):
            await thread.fetch_member(member.id)
    except (discord.HTTPException, TimeoutError):
        return False
    return True


def channel_facts(channel: AnyChannel) -> str:
    """Describe a channel or a thread."""
    lines = [f"**Channel** {channel.mention}, {_KINDS.get(channel.type, 'channel')}"]
    if channel.created_at is not None:
        lines.append(f"**Created** {format_dt(channel.created_at, 'D')} ({format_dt(channel.created_at, 'R')})")
    lines += _thread_lines(channel) if isinstance(channel, discord.Thread) else _place_lines(channel)
    lines += _writing_lines(channel)
    lines.append(f"**ID** `{channel.id}`")
    return "\n".join(lines)


def _place_lines(channel: discord.abc.GuildChannel) -> Iterator[str]:
    """Say where a channel stands, and what is in it."""
    everyone = channel.permissions_for(channel.guild.default_role)
    yield f"**Seen by** {'everyone' if everyone.view_channel else 'some members only'}"
    if isinstance(channel, discord.CategoryChannel):
        yield f"**Channels** {len(channel.channels)}"
    elif channel.category is not None:
        synced = ", whose permissions it has" if channel.permissions_synced else ""
        yield f"**Category** {plain(channel.category.name)}{synced}"
    if isinstance(channel, discord.VoiceChannel | discord.StageChannel):
        most = f" of {channel.user_limit}" if channel.user_limit else ""
        yield f"**Members in it** {len(channel.voice_states)}{most}"
        yield f"**Bitrate** {channel.bitrate // 1000} kbit/s"
    if isinstance(channel, discord.ForumChannel):
        tags = ", ".join(plain(tag.name) for tag in channel.available_tags)
        yield f"**Tags** {tags or 'none'}"
    if isinstance(channel, discord.TextChannel | discord.ForumChannel):
        yield f"**Active threads** {sum(not thread.is_private() for thread in channel.threads)}"


def _thread_lines(thread: discord.Thread) -> Iterator[str]:
    """Say whose a thread is, and whether it is still open."""
    if thread.parent is not None:
        yield f"**In** {thread.parent.mention}"
    yield f"**Begun by** <@{thread.owner_id}>"
    yield f"**Messages** about {thread.message_count:,}, members about {thread.member_count:,}"
    state = [word for word, holds in (("archived", thread.archived), ("locked", thread.locked)) if holds]
    yield f"**State** {' and '.join(state) or 'open'}"


def _writing_lines(channel: AnyChannel) -> Iterator[str]:
    """Say what Discord asks of those who write there."""
    slowmode = 0 if isinstance(channel, discord.CategoryChannel) else channel.slowmode_delay
    if slowmode:
        yield f"**Slow mode** one message per {slowmode:,} s"
    if channel.is_nsfw():
        yield "**Age-restricted** yes"
    topic = channel.topic if isinstance(channel, discord.TextChannel | discord.ForumChannel) else None
    if topic:
        yield f"**Topic** {plain(topic[:SHOWN_TOPIC])}{'…' if len(topic) > SHOWN_TOPIC else ''}"
