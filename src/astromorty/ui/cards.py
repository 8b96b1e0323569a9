"""The common look: one accent-coloured container per answer."""

from collections.abc import Sequence
from enum import Enum

import discord
from discord import ui
from discord.utils import escape_markdown


class Tone(Enum):
    """What an answer means, as its accent colour."""

    NEUTRAL = discord.Colour(0x7C5CFF)
    SUCCESS = discord.Colour(0x3BA55D)
    WARNING = discord.Colour(0xE0A030)
    ERROR = discord.Colour(0xD83C3E)


def container(title: str | None, *parts: str, tone: Tone = Tone.NEUTRAL) -> ui.Container[ui.LayoutView]:
    """Build the box of an answer: a heading and text parts."""
    box: ui.Container[ui.LayoutView] = ui.Container(accent_colour=tone.value)
    if title is not None:
        box.add_item(ui.TextDisplay(f"### {title}"))
    for part in parts:
        box.add_item(ui.TextDisplay(part))
    return box


def still(*items: ui.Item[ui.LayoutView]) -> ui.LayoutView:
    """Build a message of these items without controls, of which discord.py keeps nothing once it is sent.

    What is not stopped it keeps waiting for a press, for 15 minutes after each private answer.
    """
    view = ui.LayoutView(timeout=None)
    for item in items:
        view.add_item(item)
    view.stop()
    return view


def card(title: str | None, *parts: str, tone: Tone = Tone.NEUTRAL) -> ui.LayoutView:
    """Build an answer without controls."""
    return still(container(title, *parts, tone=tone))


def done(sentence: str) -> ui.LayoutView:
    """Build the answer to a change that was saved."""
    return card(None, f"✅ {sentence}", tone=Tone.SUCCESS)


def refusal(sentence: str) -> ui.LayoutView:
    """Build the answer to a request that was refused; nothing was changed."""
    return card(None, f"❌ {sentence}", tone=Tone.ERROR)


def first_of(items: Sequence[str], most: int) -> str:
    """Name the first `most` of some items, and how many more there are."""
    more = f" and {len(items) - most:,} more" if len(items) > most else ""
    return ", ".join(items[:most]) + more


def fitting(lines: Sequence[str], most: int) -> str:
    """Return as many lines as fit into `most` characters, and say how many more there are.

    A line is never cut: a mention that is, is none.
    """
    text = ""
    for number, line in enumerate(lines):
        if len(text) + len(line) + 1 > most:
            return f"{text}\n-# {len(lines) - number:,} more; the commands list all."
        text += f"\n{line}" if text else line
    return text


def code(text: str) -> str:
    """Show `text` as code; text cannot break out of it."""
    return f"``{text.replace('`', 'ˋ')}``" if "`" in text else f"`{text}`"


def plain(text: str) -> str:
    """Show a member's `text` as it was typed: no markdown, no link behind other words, no mention."""
    return escape_markdown(text, ignore_links=False).replace("<", "\\<")


def picture_card(title: str, text: str, picture: str | None) -> ui.LayoutView:
    """Build an answer with a picture, given by its address, beside the text."""
    if picture is None:
        return card(title, text)
    thumbnail: ui.Thumbnail[ui.LayoutView] = ui.Thumbnail(picture)
    section: ui.Section[ui.LayoutView] = ui.Section(f"### {title}", text, accessory=thumbnail)
    return still(ui.Container(section, accent_colour=Tone.NEUTRAL.value))


async def show_in(message: discord.Message | discord.PartialMessage, view: ui.LayoutView) -> None:
    """Put `view` in place of what a message of ours shows, with nobody mentioned; raises discord.HTTPException.

    discord.py says whom a message may mention with new messages only, not with an edit of components alone.
    """
    await message.edit(view=view, allowed_mentions=discord.AllowedMentions.none())


def file_card(title: str, file: discord.File) -> ui.LayoutView:
    """Build an answer that hands out `file`, which must be sent with it."""
    box = container(title)
    box.add_item(ui.File(file))
    return still(box)
