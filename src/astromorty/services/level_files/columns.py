"""What the columns of experience are called in the files of this bot and of others."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final, TypeAlias

# Ours first. MEE6's are id, xp, level, username, message_count and detailed_xp.
MEMBER_COLUMNS: Final = ("member_id", "id", "user_id", "userid", "member")
XP_COLUMNS: Final = ("xp", "total_xp", "experience")

Cell: TypeAlias = str | int | None


@dataclass(frozen=True, slots=True)
class Row:
    """The two cells of a row that matter, as they stand in the file."""

    place: str
    member: Cell
    xp: Cell


def plain_name(column: str) -> str:
    """Return a column's name without what programs write differently: case, spaces."""
    return column.strip().lower().replace(" ", "_")


def find(names: Collection[str], columns: tuple[str, ...]) -> str | None:
    """Return the first of `columns` that is among `names`."""
    return next((column for column in columns if column in names), None)
