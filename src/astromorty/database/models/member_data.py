"""Which columns hold the ID of a person, and what becomes of their rows when that person asks to be forgotten."""

from dataclasses import dataclass
from enum import Enum


class OnErasure(Enum):
    """What deleting a person's data does to the rows that name them."""

    DELETE = "deleted"
    """The rows go."""
    CLEAR = "made anonymous"
    """The rows stay, the column becomes NULL."""
    KEEP = "kept"
    """The rows stay as they are; `MemberColumn.reason` says why."""


@dataclass(frozen=True)
class MemberColumn:
    """A column that holds a user's snowflake.

    Attributes:
        name: The column.
        on_erasure: What becomes of the rows that name the person who is forgotten.
        reason: Why rows are kept, for the person who asks; empty for the others.
        rows: What the rows that name a person are, in that person's words: "Snippets you own".
    """

    name: str
    on_erasure: OnErasure
    reason: str = ""
    rows: str = ""
