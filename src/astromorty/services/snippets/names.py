"""Names of snippets."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence

from astromorty.database.models.snippet import LONGEST_NAME
from astromorty.errors import InvalidInput

_NAME = re.compile(r"[a-z0-9-]{1,32}")


def parse_name(text: str) -> str:
    """Return a name as it is stored; raise InvalidInput with what is allowed."""
    name = text.strip().lower()
    if _NAME.fullmatch(name) is None:
        raise InvalidInput(
            f"A snippet's name has 1 to {LONGEST_NAME} letters a to z, digits or hyphens, such as `read-the-rules`."
        )
    return name


def contains(names: Sequence[str], name: str) -> bool:
    """Tell whether `name` is one of the sorted `names`."""
    place = bisect_left(names, name)
    return place < len(names) and names[place] == name
