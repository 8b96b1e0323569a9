"""Rows of JSON: a list of objects, by itself or within one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final, cast

import msgspec

from astromorty.errors import InvalidInput
from astromorty.services.level_files.columns import MEMBER_COLUMNS, XP_COLUMNS, Cell, Row, find, plain_name

# Where the list stands in what others hand out; MEE6's stands in `players`.
_LISTS: Final = ("players", "levels", "members", "leaderboard", "users")
_NO_LIST = 'The file has to hold a list of members, such as `[{"id": "81384788765712384", "xp": 1200}]`.'


def rows(data: bytes, most: int) -> Iterator[Row]:
    """Yield the entries of the list; raise `InvalidInput` for what has none, or is built to fill the memory."""
    # Decoded, an empty object takes twenty times its two bytes. No file of ours or MEE6's nests deeper than one list.
    if data.count(b"{") > most + 1 or data.count(b"[") > most + 2:
        raise InvalidInput(f"The file has more than {most:,} entries. Split it and import the parts in turn.")
    try:
        content: Any = msgspec.json.decode(data.removeprefix(b"\xef\xbb\xbf"))
    except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError) as error:
        raise InvalidInput(f"The file is no valid JSON: {str(error).lower()}.") from None
    if isinstance(content, dict):
        inside = cast("dict[str, Any]", content)
        content = next((inside[name] for name in _LISTS if name in inside), None)
    if not isinstance(content, list):
        raise InvalidInput(_NO_LIST)
    for number, entry in enumerate(cast("list[object]", content), 1):
        yield _row(f"entry {number}", entry)


def _row(place: str, entry: object) -> Row:
    if not isinstance(entry, dict):
        return Row(place, None, None)
    fields = {plain_name(name): value for name, value in cast("dict[str, object]", entry).items()}
    member, xp = find(fields, MEMBER_COLUMNS), find(fields, XP_COLUMNS)
    return Row(place, _cell(fields, member), _cell(fields, xp))


def _cell(fields: dict[str, object], name: str | None) -> Cell:
    value = None if name is None else fields[name]
    if isinstance(value, str | int) and not isinstance(value, bool):
        return value
    return None if value is None else str(type(value).__name__)
