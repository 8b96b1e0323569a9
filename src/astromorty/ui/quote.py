"""What members wrote and call themselves, inside of what the bot writes."""

from collections.abc import Sequence
from typing import Final

from astromorty.ui.cards import code, first_of, plain

# Characters of a text in a list: twenty-five such entries fill a page or two.
EXCERPT: Final = 80
_MOST_FILES: Final = 5
_LONGEST_FILE_NAME: Final = 60


def someone(member_id: int, name: str) -> str:
    """Name a person so that they are still recognised when they are gone."""
    return f"<@{member_id}> ({plain(name)})"


def quote(text: str, most: int) -> str:
    """Quote a member's `text` as it was typed, in at most `most` characters (at least 100).

    It cannot break out of the quotation, and mentions nobody. What does not fit is said to be missing.
    """
    quoted = _quoted(text)
    if len(quoted) <= most:
        return quoted
    kept = most
    # Escaping makes text longer, by how much depends on the text.
    while len(shortened := f"{_quoted(text[:kept])}\n-# … {len(text) - kept:,} more characters") > most:
        kept -= max(1, (len(shortened) - most) // 3)
    return shortened


def quote_message(content: str, files: Sequence[str], most: int) -> str:
    """Quote a member's message with the names of its files, its text in at most `most` characters."""
    text = quote(content, most) if content.strip() else "*no text*"
    if files:
        text += f"\n📎 {first_of([code(name[:_LONGEST_FILE_NAME]) for name in files], _MOST_FILES)}"
    return text


def link_to(guild_id: int, channel_id: int, message_id: int) -> str:
    """Return a message's address."""
    return f"https://discord.com/channels/{guild_id}/{channel_id}/{message_id}"


def beginning(text: str, most: int) -> str:
    """Return at most `most` characters of a text, on one line; it is not escaped."""
    line = " ".join(text.split())
    return line if len(line) <= most else f"{line[: most - 1]}…"


def excerpt(text: str, most: int = EXCERPT) -> str:
    """Show the beginning of a member's text as an entry of a list does: on one line, with nothing in it that works."""
    return plain(beginning(text, most))


def _quoted(text: str) -> str:
    return "\n".join(f"> {line}" for line in plain(text).splitlines())
