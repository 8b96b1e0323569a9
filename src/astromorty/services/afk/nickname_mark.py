"""The mark in the nickname of who is away."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from astromorty.database.models.afk import MAX_NICKNAME_LENGTH

MARK: Final = "[AFK]"
_JOINER: Final = "\u200d"  # holds an emoji of several parts together


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
    # Half an emoji would be left with a joiner at its end.
    marked = f"{MARK} {display_name}"[:MAX_NICKNAME_LENGTH].rstrip(f" {_JOINER}")
    return Marking(nickname, marked)
