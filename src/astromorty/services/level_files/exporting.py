"""A server's experience as CSV files that can be imported again."""

from __future__ import annotations

import asyncio
import csv
from collections.abc import Callable, Iterator, Sequence
from io import StringIO
from typing import Final

from astromorty.database.controllers.level_transfer import LevelTransferController, Standing
from astromorty.services.level_files.reading import MOST_BYTES, MOST_ROWS
from astromorty.services.levels.curve import level_at

HEADING: Final = ("member_id", "xp", "level", "name")
# A spreadsheet takes a cell that begins so for a formula, and would run what a member calls themselves.
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


async def export_levels(
    levels: LevelTransferController, guild_id: int, name_of: Callable[[int], str | None]
) -> tuple[bytes, ...]:
    """Return everybody's experience, the most first, in files that are each small enough to be imported again.

    `name_of` gives the name of a member who is known; it is asked in the event loop, the writing is done in a thread.
    """
    standings: list[Standing] = []
    names: dict[int, str] = {}
    while page := await levels.standings(guild_id, after=standings[-1][0] if standings else 0):
        standings += page
        names |= {member_id: name for member_id, _ in page if (name := name_of(member_id)) is not None}
    return await asyncio.to_thread(lambda: tuple(_files(standings, names)))


def _files(standings: Sequence[Standing], names: dict[int, str]) -> Iterator[bytes]:
    """Yield the files, at least one."""
    heading = _line(HEADING)
    lines, size = [heading], len(heading)
    for member_id, xp in sorted(standings, key=lambda standing: (-standing[1], standing[0])):
        line = _line((member_id, xp, level_at(xp), _harmless(names.get(member_id, ""))))
        if len(lines) > MOST_ROWS or size + len(line) > MOST_BYTES:
            yield b"".join(lines)
            lines, size = [heading], len(heading)
        lines.append(line)
        size += len(line)
    yield b"".join(lines)


def _line(cells: Sequence[object]) -> bytes:
    line = StringIO(newline="")
    csv.writer(line).writerow(cells)
    return line.getvalue().encode()


def _harmless(name: str) -> str:
    """Return a name that no spreadsheet takes for a formula."""
    return f"'{name}" if name.startswith(_FORMULA) else name
