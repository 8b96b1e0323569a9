"""Why somebody is away, as they typed it."""

from __future__ import annotations

import unicodedata

from astromorty.database.models.afk import MAX_REASON_LENGTH
from astromorty.errors import InvalidInput

# Control characters, and those that turn the direction of what follows them.
_DIRECTIONS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c")


def parse_reason(text: str | None) -> str | None:
    """Return a reason in one line, in Unicode's NFC form; None for an empty one.

    Raises:
        InvalidInput: It is longer than 100 characters.
    """
    if text is None:
        return None
    visible = "".join(" " if unicodedata.category(each) == "Cc" else each for each in text if each not in _DIRECTIONS)
    reason = " ".join(unicodedata.normalize("NFC", visible).split())
    if len(reason) > MAX_REASON_LENGTH:
        raise InvalidInput(
            f"A reason has at most {MAX_REASON_LENGTH} characters, yours has {len(reason)}. Try `afk out for lunch`."
        )
    return reason or None
