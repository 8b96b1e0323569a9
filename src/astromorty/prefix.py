"""The rule for a command prefix: one for a server's own and for the operator's override."""

import unicodedata
from typing import Final

DEFAULT_PREFIX: Final = "$"
MAX_PREFIX_LENGTH: Final = 10

FORBIDDEN_STARTS: Final = ("/", "@", "<")

# Categories of characters that show nothing: control, format (zero-width …), surrogate, private use, unassigned.
_INVISIBLE_CATEGORIES: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
# Letters, marks and symbols by category that are drawn as nothing all the same: Hangul fillers, the Khmer inherent
# vowels, the grapheme joiner and the braille blank.
_BLANKS: Final = frozenset("\u115f\u1160\u3164\uffa0\u17b4\u17b5\u034f\u2800")


class InvalidPrefix(ValueError):
    """A text that cannot be a command prefix; its message is one sentence for the person who typed it."""


def validate_prefix(text: str) -> str:
    """Return the prefix in Unicode's NFC form, 1 to 10 characters long.

    Raises InvalidPrefix when it is empty or longer, holds white space, a back-tick or a character that cannot be
    seen, or starts with `/`, `@` or `<` (Discord's own beginnings of slash commands and mentions).
    """
    prefix = unicodedata.normalize("NFC", text)
    if not prefix:
        raise InvalidPrefix("A prefix needs at least one character, for example `?`.")
    if len(prefix) > MAX_PREFIX_LENGTH:
        raise InvalidPrefix(
            f"A prefix has at most {MAX_PREFIX_LENGTH} characters and this one has {len(prefix)}; use for example `?`."
        )
    if any(character.isspace() for character in prefix):
        raise InvalidPrefix("A prefix must not contain white space; use for example `?` or `bot!`.")
    if "`" in prefix:
        raise InvalidPrefix("A prefix must not contain a back-tick; use for example `?` or `bot!`.")
    if any(_is_invisible(character) for character in prefix) or unicodedata.category(prefix[0]).startswith("M"):
        raise InvalidPrefix("A prefix must not contain control or invisible characters; use for example `?` or `bot!`.")
    if prefix.startswith(FORBIDDEN_STARTS):
        raise InvalidPrefix(
            "A prefix must not start with `/`, `@` or `<`, which Discord uses itself; use for example `?`."
        )
    return prefix


def _is_invisible(character: str) -> bool:
    return character in _BLANKS or unicodedata.category(character) in _INVISIBLE_CATEGORIES
