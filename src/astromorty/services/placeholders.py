"""Texts with placeholders, such as `{user}`."""

import re
from collections.abc import Collection, Mapping
from typing import Final

from astromorty.errors import InvalidInput

_PLACEHOLDER: Final = re.compile(r"\{(\w+)\}")


def fill(text: str, values: Mapping[str, str]) -> str:
    """Replace placeholders in one pass; others stay as they are, and so does what looks like one in a value."""
    return _PLACEHOLDER.sub(lambda found: values.get(found[1], found[0]), text)


def refuse_unknown(text: str, known: Collection[str]) -> None:
    """Raise InvalidInput with what is allowed for the first placeholder that is not `known`."""
    for name in _PLACEHOLDER.findall(text):
        if name not in known:
            allowed = ", ".join(f"`{{{each}}}`" for each in known)
            raise InvalidInput(f"There is no placeholder `{{{name[:30]}}}`; there are {allowed}.")
