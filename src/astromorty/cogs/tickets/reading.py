"""Reads what was written in a ticket."""

from collections.abc import Sequence

import discord

from astromorty.database.models import Ticket
from astromorty.services.tickets.transcript import MOST_MESSAGES, Line

_LONGEST_REPLY = 100


async def read_lines(channel: discord.abc.Messageable) -> tuple[list[Line], bool]:
    """Return the newest messages of a channel, the oldest first, and whether there are older ones."""
    found = [message async for message in channel.history(limit=MOST_MESSAGES + 1)]
    return [_line(message) for message in reversed(found[:MOST_MESSAGES])], len(found) > MOST_MESSAGES


def facts_of(ticket: Ticket, missing: Sequence[str]) -> list[str]:
    """Describe a ticket at the head of its transcript, and what that lacks."""
    lines = [
        f"Subject: {ticket.subject}",
        f"Opened by {ticket.opener_id or 'somebody whose data was deleted'}, {ticket.opened_at:%Y-%m-%d %H:%M:%S} UTC",
    ]
    if ticket.claimer_id is not None:
        lines.append(f"Taken care of by {ticket.claimer_id}")
    if ticket.closed_at is not None:
        lines.append(f"Closed {ticket.closed_at:%Y-%m-%d %H:%M:%S} UTC")
    lines += [f"Reason: {ticket.close_reason}"] if ticket.close_reason else []
    return [*lines, *missing]


def _line(message: discord.Message) -> Line:
    author = message.author
    name = author.name if author.display_name == author.name else f"{author.display_name} ({author.name})"
    return Line(
        author=name,
        author_id=author.id,
        at=message.created_at,
        edited_at=message.edited_at,
        text=message.content or ("" if message.type is discord.MessageType.default else message.system_content or ""),
        reply=_reply(message),
        boxes=[*map(_embed, message.embeds), *_components(message)],
        files=[(file.filename, file.url) for file in message.attachments],
    )


def _reply(message: discord.Message) -> str | None:
    reference = message.reference
    if reference is None or message.type is not discord.MessageType.reply:
        return None
    answered = reference.resolved
    if not isinstance(answered, discord.Message):
        return "a message that is gone"
    return f"{answered.author.name}: {answered.content[:_LONGEST_REPLY] or 'no text'}"


def _embed(embed: discord.Embed) -> str:
    parts = [embed.author.name, embed.title, embed.url, embed.description]
    parts += [f"{field.name}: {field.value}" for field in embed.fields]
    return "\n".join(part for part in (*parts, embed.footer.text) if part)


def _components(message: discord.Message) -> list[str]:
    if not message.components:
        return []
    items = discord.ui.LayoutView.from_message(message, timeout=None) if message.flags.components_v2 else None
    if items is None:
        return []
    items.stop()
    return [item.content for item in items.walk_children() if isinstance(item, discord.ui.TextDisplay)]
