"""Rows of CSV, as spreadsheets of any country write it."""

from __future__ import annotations

import codecs
import csv
from collections.abc import Iterator
from io import StringIO
from typing import Final

from astromorty.errors import InvalidInput
from astromorty.services.level_files.columns import MEMBER_COLUMNS, XP_COLUMNS, Row, find, plain_name

_DELIMITERS: Final = ",;\t|"
_NO_HEADING = (
    "The first line has to name the columns, a member's ID and the experience in all among them, such as `id,xp` or "
    "`member_id;xp;level`."
)


def rows(data: bytes) -> Iterator[Row]:
    """Yield the rows below the heading; raise `InvalidInput` for what is no such table."""
    text = _decoded(data).lstrip("\r\n")
    delimiter, member, xp = _heading(text)
    reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        next(reader)
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield Row(f"line {reader.line_num}", _cell(cells, member), _cell(cells, xp))
    except csv.Error as error:
        raise InvalidInput(f"The file is no valid CSV: line {reader.line_num}: {error}.") from None


def _decoded(data: bytes) -> str:
    encoding = "utf-16" if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else "utf-8-sig"
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        raise InvalidInput("The file is no text. Save it as CSV in UTF-8, or as JSON.") from None


def _heading(text: str) -> tuple[str, int, int]:
    """Return the delimiter, and the positions of the columns that matter."""
    first, _, _ = text.partition("\n")
    for delimiter in _DELIMITERS:
        names = [plain_name(name.strip('" \r')) for name in first.split(delimiter)]
        member, xp = find(names, MEMBER_COLUMNS), find(names, XP_COLUMNS)
        if member is not None and xp is not None:
            return delimiter, names.index(member), names.index(xp)
    raise InvalidInput(_NO_HEADING)


def _cell(cells: list[str], position: int) -> str | None:
    return cells[position] if position < len(cells) else None
