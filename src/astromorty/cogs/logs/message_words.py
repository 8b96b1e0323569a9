"""How the log tells of messages."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

import discord
from discord.utils import format_dt, snowflake_time

from astromorty.log_channels.entry import Entry, EntryFile
from astromorty.services.recent_messages import KnownMessage
from astromorty.ui.cards import Tone
from astromorty.ui.quote import link_to, quote_message, someone

_LONGEST_TEXT: Final = 2_800
_LONGEST_OF_TWO: Final = 1_350
# Of the file that lists messages which were deleted together; some 2,000 characters for each of a hundred.
_LARGEST_FILE: Final = 256_000
_UNKNOWN: Final = "*What it said is no longer known.*"
_UNREADABLE: Final = "*I may not read what members write: the Message Content intent is off.*"


def deletion(known: KnownMessage | None, channel_id: int, message_id: int, *, unreadable: bool) -> Entry:
    """Tell of a deleted message; `unreadable` where Discord keeps members' texts from the bot."""
    written = format_dt(snowflake_time(message_id), "R")
    if known is None:
        return Entry(f"🗑️ **Message deleted** in <#{channel_id}>, written {written}\n{_UNKNOWN}", Tone.ERROR)
    author = someone(known.author_id, known.author_name)
    head = f"🗑️ **Message deleted** in <#{channel_id}>, written {written} by {author}"
    return Entry(f"{head}\n{_said(known, _LONGEST_TEXT, unreadable=unreadable)}", Tone.ERROR)


def edit(before: KnownMessage | None, after: KnownMessage, channel_id: int, *, unreadable: bool) -> Entry:
    """Tell of an edited message."""
    link = link_to(after.guild_id, channel_id, after.message_id)
    author = someone(after.author_id, after.author_name)
    head = f"✏️ **Message edited** in <#{channel_id}> by {author} · [show]({link})"
    if unreadable:
        return Entry(f"{head}\n{_UNREADABLE}", Tone.WARNING)
    former = _UNKNOWN if before is None else _said(before, _LONGEST_OF_TWO, unreadable=False)
    present = _said(after, _LONGEST_OF_TWO, unreadable=False)
    return Entry(f"{head}\n**Before**\n{former}\n**After**\n{present}", Tone.WARNING)


def bulk_deletion(known: Sequence[KnownMessage], unknown: Sequence[int], channel_id: int) -> Entry:
    """Tell of messages that were deleted together, with a file of what is known of them."""
    count = len(known) + len(unknown)
    text = f"🗑️ **{count:,} messages deleted together** in <#{channel_id}>"
    if unknown:
        text += f"; what {len(unknown):,} of them said is no longer known"
    if not known:
        return Entry(text, Tone.ERROR)
    lines = "\n".join(_line(message) for message in sorted(known, key=lambda each: each.message_id))
    content = lines.encode(errors="replace")
    if len(content) > _LARGEST_FILE:
        content = content[:_LARGEST_FILE] + b"\n(The rest is left out.)"
    return Entry(text, Tone.ERROR, EntryFile(f"deleted-{known[-1].message_id}.txt", content))


def _said(message: KnownMessage, most: int, *, unreadable: bool) -> str:
    if unreadable and not message.content:
        return _UNREADABLE
    return quote_message(message.content, message.attachments, most)


def _line(message: KnownMessage) -> str:
    written = snowflake_time(message.message_id)
    files = "".join(f"\n    file: {name}" for name in message.attachments)
    content = message.content.replace("\n", "\n    ")
    return f"{_utc(written)}  {message.author_name} ({message.author_id}): {content}{files}"


def _utc(time: datetime) -> str:
    return time.strftime("%Y-%m-%d %H:%M:%S UTC")


def known_from(message: discord.Message) -> KnownMessage:
    """Keep what the log needs of a member's message in a server."""
    assert message.guild is not None
    return KnownMessage(
        message.guild.id,
        message.id,
        message.author.id,
        message.author.name,
        message.content,
        tuple(attachment.filename for attachment in message.attachments),
        message.edited_at,
    )
