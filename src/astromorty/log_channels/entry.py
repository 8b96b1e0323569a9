"""Entries of a log, and the messages that carry them."""

import io
from collections import deque
from dataclasses import dataclass
from typing import Final

import discord
from discord import ui

from astromorty.ui.cards import Tone, container, still

# A layout holds 40 components and 4,000 characters
# (https://discord.com/developers/docs/components/reference#component-object-component-types).
_MOST_TOGETHER: Final = 10
_MOST_CHARACTERS: Final = 3_800


@dataclass(frozen=True, slots=True)
class EntryFile:
    """A text file of an entry."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Entry:
    """One event, as the log tells it.

    Attributes:
        text: What happened, in at most 3,600 characters.
        tone: What it means.
        file: What does not fit into the text.
    """

    text: str
    tone: Tone = Tone.NEUTRAL
    file: EntryFile | None = None


def take_batch(waiting: deque[Entry]) -> list[Entry]:
    """Take as many entries from the front as one message holds: at least one, and at most one with a file."""
    batch = [waiting.popleft()]
    while waiting and len(batch) < _MOST_TOGETHER:
        following = waiting[0]
        characters = sum(len(entry.text) for entry in batch) + len(following.text)
        if characters > _MOST_CHARACTERS or (following.file and any(entry.file for entry in batch)):
            break
        batch.append(waiting.popleft())
    return batch


def as_message(batch: list[Entry], *, missing: int) -> tuple[ui.LayoutView, list[discord.File]]:
    """Build the message of some entries, which says how many after them are missing, and its files."""
    items: list[ui.Item[ui.LayoutView]] = []
    files: list[discord.File] = []
    for entry in batch:
        box = container(None, entry.text, tone=entry.tone)
        if entry.file is not None:
            file = discord.File(io.BytesIO(entry.file.content), entry.file.name)
            files.append(file)
            box.add_item(ui.File(file))
        items.append(box)
    if missing:
        entries = "entry is" if missing == 1 else "entries are"
        items.append(ui.TextDisplay(f"-# {missing:,} more {entries} missing: Discord did not take them in time."))
    return still(*items), files
