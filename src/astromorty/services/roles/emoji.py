"""What can stand as an emoji on a button or an option."""

import unicodedata
from typing import Final

_LONGEST: Final = 16
# Signs, their modifiers, and what joins them.
_CATEGORIES: Final = frozenset({"So", "Sk", "Sm", "Mn", "Me", "Cf", "Po"})
_KEYCAP = "\u20e3"


def is_unicode_emoji(text: str) -> bool:
    """Say whether `text` looks like one of Unicode's emoji; Discord has the last word on which it knows."""
    if not 0 < len(text) <= _LONGEST:
        return False
    if text.endswith(_KEYCAP):
        return text[0] in "0123456789#*"
    return ord(text[0]) >= 0xA9 and all(unicodedata.category(sign) in _CATEGORIES for sign in text)
