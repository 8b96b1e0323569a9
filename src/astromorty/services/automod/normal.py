"""What a text looks like to a reader, however it was written: one form for all ways of evading a rule."""

from __future__ import annotations

import json
import unicodedata
from functools import cache
from importlib.resources import files
from typing import Final, NamedTuple

# What Discord takes as one message: https://discord.com/developers/docs/resources/message#create-message
LONGEST_TEXT: Final = 4000
# One character may stand for 18 (U+FDFA): more than this is looked at of none.
LONGEST_NORMAL: Final = 4 * LONGEST_TEXT
# Characters that are remembered; nobody writes in so many scripts, but somebody may try.
MOST_REMEMBERED: Final = 20_000
# Marks, and what has no picture of its own: zero-width, bidirectional, variation and tag characters.
_UNSEEN: Final = frozenset({"Mn", "Me", "Cf"})
_MARKUP: Final = frozenset("*_~|`\\\u00ad\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0")
_SAME_SHAPE: Final = str.maketrans("l103457@$", "iioeastas")
_ASCII_SAME_SHAPE: Final = bytes.maketrans(b"l103457@$", b"iioeastas")
_ASCII_MARKUP: Final = "".join(sign for sign in _MARKUP if sign.isascii()).encode()


class Normal(NamedTuple):
    """A text without evasions.

    Attributes:
        shown: As it is read, in the case it was written in.
        folded: The same in one case, with digits and signs in the place of letters (`fr33`) as the letters.
        lowered: As `folded`, but brought into one case before its letters are compared: a capital of another alphabet
            looks like a Latin letter where its small letter may not, as in Cyrillic.
    """

    shown: str
    folded: str
    lowered: str


def normal(text: str) -> Normal:
    """Return what the first 4,000 characters of `text` look like; the work is linear in their number."""
    text = text[:LONGEST_TEXT]
    if text.isascii():
        return _normal_ascii(text)
    written = unicodedata.normalize("NFKD", text)[:LONGEST_NORMAL]
    shown = written.translate(_seen())
    folded = fold(shown)
    lowered = folded if written.isascii() else fold(written.casefold().translate(_seen()))
    return Normal(shown, folded, lowered)


def _normal_ascii(text: str) -> Normal:
    """Do as `normal`, in a fifth of the time: nothing but markup goes, and bytes are quicker to translate."""
    shown = text.encode().translate(None, _ASCII_MARKUP)
    folded = shown.lower().translate(_ASCII_SAME_SHAPE).decode()
    return Normal(shown.decode(), folded, folded)


def fold(shown: str) -> str:
    """Return a text in one case, with signs that replace letters as the letters."""
    return shown.casefold().translate(_SAME_SHAPE)


class _Seen(dict[int, str]):
    """What each character is to a reader, found out when it is first met."""

    def __init__(self, confusable: dict[int, str]) -> None:
        super().__init__()
        self._confusable = confusable

    def __missing__(self, number: int) -> str:
        sign = chr(number)
        unseen = sign in _MARKUP or unicodedata.category(sign) in _UNSEEN
        seen = "" if unseen else self._letter(number, sign)
        if len(self) >= MOST_REMEMBERED:
            self.clear()
        self[number] = seen
        return seen

    def _letter(self, number: int, sign: str) -> str:
        """Return the Latin letter that a character looks like, or if not it its small letter; else itself."""
        small = sign.lower()
        return self._confusable.get(number) or (self._confusable.get(ord(small)) if len(small) == 1 else None) or sign


@cache
def _seen() -> _Seen:
    """Read the Unicode Consortium's table of confusable characters, as the package confusable-homoglyphs carries it."""
    source = files("confusable_homoglyphs").joinpath("confusables.json").read_text(encoding="utf-8")
    likenesses: dict[str, list[dict[str, str]]] = json.loads(source)
    letters = {ord(sign): like[0]["c"] for sign, like in likenesses.items() if len(sign) == 1 and not sign.isascii()}
    return _Seen({number: letter for number, letter in letters.items() if letter.isascii() and letter.isalnum()})
