"""What a file says of members' experience, and what in it cannot be used.

Nothing here waits: 5 MB take a while, so it belongs into a thread.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from astromorty.database.controllers.level_transfer import Standing
from astromorty.database.models.level import XP_LIMIT
from astromorty.errors import InvalidInput
from astromorty.services.level_files import json_rows, table_rows
from astromorty.services.level_files.columns import Cell, Row

MOST_BYTES: Final = 5_000_000
MOST_ROWS: Final = 100_000
MOST_PROBLEMS: Final = 10
# A snowflake is what fits a signed 64-bit integer.
_HIGHEST_ID: Final = 2**63 - 1
_MOST_DIGITS: Final = len(str(_HIGHEST_ID))


@dataclass(frozen=True, slots=True)
class Problem:
    """A row that cannot be used. `place` is where it stands: "line 7", "entry 3"."""

    place: str
    reason: str


@dataclass(frozen=True, slots=True)
class LevelFile:
    """What a file gives.

    Attributes:
        standings: Members with their experience, sorted by member, each once.
        problems: The first ten rows that cannot be used.
        unusable: How many rows cannot be used.
    """

    standings: tuple[Standing, ...]
    problems: tuple[Problem, ...]
    unusable: int


def read_level_file(data: bytes, filename: str) -> LevelFile:
    """Return what a CSV or JSON file says.

    CSV needs a heading with a column for the member (`member_id`, `id`, `user_id`) and one for the experience in all
    (`xp`, `total_xp`); JSON is a list of objects with such fields, by itself or as `players`, as MEE6 hands it out.
    Raises `InvalidInput` for a file that is neither, that is over 5 MB or has more than 100,000 rows.
    """
    if len(data) > MOST_BYTES:
        raise InvalidInput(f"The file is too large: {len(data):,} bytes where {MOST_BYTES:,} are allowed.")
    is_json = filename.lower().endswith(".json") or data.lstrip()[:1] in (b"[", b"{")
    rows = json_rows.rows(data, MOST_ROWS) if is_json else table_rows.rows(data)
    return _gather(rows)


def _gather(rows: Iterator[Row]) -> LevelFile:
    experience: dict[int, int] = {}
    places: dict[int, str] = {}
    problems: list[Problem] = []
    unusable = 0
    for number, row in enumerate(rows, 1):
        if number > MOST_ROWS:
            raise InvalidInput(f"The file has more than {MOST_ROWS:,} rows. Split it and import the parts in turn.")
        try:
            member_id, xp = _member(row.member, places), _xp(row.xp)
        except ValueError as error:
            unusable += 1
            if len(problems) < MOST_PROBLEMS:
                problems.append(Problem(row.place, str(error)))
        else:
            experience[member_id] = xp
            places[member_id] = row.place
    if not experience and not unusable:
        raise InvalidInput("The file has no rows. It needs a member's ID and experience in each: `id,xp`.")
    return LevelFile(tuple(sorted(experience.items())), tuple(problems), unusable)


def _member(cell: Cell, places: Mapping[int, str]) -> int:
    number = _whole(cell)
    if number is None or not 0 < number <= _HIGHEST_ID:
        raise ValueError(f"{_shown(cell)} is no member's ID, such as 81384788765712384")
    if number in places:
        raise ValueError(f"member {number} is in {places[number]} already")
    return number


def _xp(cell: Cell) -> int:
    number = _whole(cell)
    if number is None or not 0 <= number <= XP_LIMIT:
        raise ValueError(f"{_shown(cell)} is no experience: a whole number from 0 to {XP_LIMIT:,}")
    return number


def _whole(cell: Cell) -> int | None:
    """Return the whole number in a cell; None if it is anything else, such as what a spreadsheet made of an ID."""
    if isinstance(cell, str):
        text = cell.strip()
        digits = text.removeprefix("-")
        return int(text) if digits.isascii() and digits.isdigit() and len(digits) <= _MOST_DIGITS else None
    return cell


def _shown(cell: Cell) -> str:
    if cell is None or cell == "":
        return "nothing"
    text = str(cell) if not isinstance(cell, int) or abs(cell) <= _HIGHEST_ID else "a number of many digits"
    return "".join(character if character.isprintable() and character != "`" else "?" for character in text[:30])
