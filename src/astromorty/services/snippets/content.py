"""The text of a snippet: what can be stored, and what is sent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from astromorty.database.models.snippet import LONGEST_CONTENT
from astromorty.errors import InvalidInput
from astromorty.services.placeholders import fill

_FENCE: Final = "```"


def parse_content(text: str) -> str:
    """Return a text as it is stored, without white space around it; raise InvalidInput with what is allowed."""
    content = text.strip()
    if not content:
        raise InvalidInput("A snippet needs a text, such as `Read the rules in #rules first, {user}.`")
    if len(content) > LONGEST_CONTENT:
        raise InvalidInput(
            f"The text has {len(content):,} characters; up to {LONGEST_CONTENT:,} fit into one of Discord's messages."
        )
    return content


@dataclass(frozen=True)
class Occasion:
    """Who uses a snippet, and where, as text."""

    user: str
    server: str
    channel: str
    args: str

    def values(self) -> Mapping[str, str]:
        """Return what each placeholder stands for; a word that was not written is nothing."""
        words = [*self.args.split(), *[""] * 9]
        numbered = {str(number): words[number - 1] for number in range(1, 10)}
        return {"user": self.user, "server": self.server, "channel": self.channel, "args": self.args, **numbered}


def fill_in(content: str, occasion: Occasion) -> str:
    """Return the text to send: placeholders replaced in one pass, cut to what a message takes.

    What a placeholder stands for is never looked at again: `{user}` among the arguments stays `{user}`.
    """
    return cut(fill(content, occasion.values()))


def cut(text: str) -> str:
    """Shorten a text to 2,000 characters; a code block that is cut through is closed."""
    if len(text) <= LONGEST_CONTENT:
        return text
    end = f"…\n{_FENCE}"
    # A back-tick at the very end could be the half of a fence.
    kept = text[: LONGEST_CONTENT - len(end)].rstrip("`")
    return kept + (end if kept.count(_FENCE) % 2 else "…")
