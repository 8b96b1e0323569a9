"""Lengths of time, as people write them and read them."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Final

from pytimeparse.timeparse import timeparse

from astromorty.errors import InvalidInput

LETTERS: Final = re.compile(r"[a-z]+")
_UNITS: Final = (("day", 86_400), ("hour", 3_600), ("minute", 60), ("second", 1))


def length_of(phrase: str) -> timedelta | None:
    """Return how long `1h30m`, `2 days and 1 hour` or `an hour` is; None for what is no duration.

    `phrase` is in lower case. A number needs a unit.
    """
    wanted = re.sub(r"\ban?\b", "1", phrase).replace(" and ", " ")
    seconds = timeparse(wanted) if LETTERS.search(wanted) and ":" not in wanted else None
    try:
        return timedelta(seconds=seconds) if seconds is not None and seconds >= 0 else None
    except OverflowError:
        return None


def parse_duration(text: str) -> timedelta:
    """Return how long `text` says; raise `InvalidInput` for what is no duration or none at all."""
    length = length_of(" ".join(text.lower().split()))
    if not length:
        raise InvalidInput("I do not understand that duration. Try `30m`, `1h30m` or `7d`.")
    return length


def in_words(length: timedelta) -> str:
    """Write a length to the second: `1 day 2 hours`."""
    left = int(length.total_seconds())
    parts: list[str] = []
    for unit, seconds in _UNITS:
        count, left = divmod(left, seconds)
        if count:
            parts.append(f"{count:,} {unit}{'s' if count > 1 else ''}")
    return " ".join(parts) or "0 seconds"
