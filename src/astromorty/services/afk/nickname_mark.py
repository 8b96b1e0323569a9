"""The mark in the nickname of who is away."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate
from typing import Final

import regex

from astromorty.database.models.afk import MAX_NICKNAME_LENGTH

MARK: Final = "[AFK]"
# What people take for one character: a letter with its accents, an emoji of several parts.
_CHARACTER: Final = regex.compile(r"\X")


@dataclass(frozen=True, slots=True)
class Marking:
    """A nickname before and after the mark; None where the member has none."""

    original: str | None
    marked: str


def marking(nickname: str | None, display_name: str) -> Marking | None:
    """Return how to mark a member; None for a name that bears the mark already.

    What bears it was marked before, or is a name of the member's own choice: nothing to change, nothing to give back.
    """
    if display_name.upper().startswith(MARK):
        return None
    characters = _CHARACTER.findall(display_name)
    room = MAX_NICKNAME_LENGTH - len(MARK) - 1
    fitting = sum(length <= room for length in accumulate(map(len, characters)))
    return Marking(nickname, f"{MARK} {''.join(characters[:fitting])}".rstrip())
