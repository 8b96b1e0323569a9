"""Which of many names was meant by what somebody typed."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from itertools import islice
from typing import Final

from rapidfuzz import fuzz, process

SUGGESTIONS: Final = 3
# Of 100. Below 60, three-letter words begin to resemble most names.
MINIMUM_SIMILARITY: Final = 60


def similar_names(names: Sequence[str], name: str, *, at_least: int = MINIMUM_SIMILARITY) -> list[str]:
    """Return up to three names for which a misspelt `name` may stand, the most similar first.

    `at_least`: how similar they must be, of 100.
    """
    typed = name.strip().lower()
    matches = process.extract(typed, names, scorer=fuzz.ratio, limit=SUGGESTIONS, score_cutoff=at_least)
    return [found for found, _, _ in matches]


def matching_names(names: Sequence[str], typed: str, limit: int) -> list[str]:
    """Return up to `limit` of the sorted `names` for what was typed so far.

    Those that begin so come first, then those that contain it, then those that are spelt alike.
    """
    typed = typed.strip().lower()
    first = bisect_left(names, typed)
    found = dict.fromkeys(name for name in names[first : first + limit] if name.startswith(typed))
    if len(found) < limit:
        found |= dict.fromkeys(islice((name for name in names if typed in name), limit))
    if len(found) < limit:
        found |= dict.fromkeys(similar_names(names, typed))
    return list(found)[:limit]
