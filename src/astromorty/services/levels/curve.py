"""Levels and the experience they take, in whole numbers.

From level n to n + 1 it takes 5n² + 50n + 100 XP: the curve that MEE6 made customary
(https://github.com/Mee6/Mee6-documentation/blob/master/docs/levels_xp.md), so that imported levels stay what they were.
"""

from bisect import bisect_right
from dataclasses import dataclass

from astromorty.database.models.level import XP_LIMIT


def step(level: int) -> int:
    """Return the XP that it takes from `level` to the next."""
    return 5 * level * level + 50 * level + 100


def xp_for(level: int) -> int:
    """Return the least XP, in all, with which a member has `level`: the sum of all steps before it."""
    # Of n consecutive squares from 0 the sum is (n-1)n(2n-1)/6, of n numbers (n-1)n/2; both divisions are exact.
    triangle = level * (level - 1) // 2
    squares = (level - 1) * level * (2 * level - 1) // 6
    return 5 * squares + 50 * triangle + 100 * level


def _highest(limit: int) -> int:
    bound = 1
    while xp_for(bound) <= limit:
        bound *= 2
    return bisect_right(range(bound), limit, key=xp_for) - 1


# The last level that `XP_LIMIT` pays for.
HIGHEST_LEVEL = _highest(XP_LIMIT)
_LEVELS = range(HIGHEST_LEVEL + 1)
# What members have who got theirs by writing; to search all levels takes fifty times as long.
_FIRST = [xp_for(level) for level in range(501)]


def level_at(xp: int) -> int:
    """Return the level that a member with `xp` has; exact for every value from 0 to `XP_LIMIT`."""
    if xp < _FIRST[-1]:
        return bisect_right(_FIRST, xp) - 1
    return bisect_right(_LEVELS, xp, key=xp_for) - 1


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a member stands between two levels.

    Attributes:
        level: The level reached.
        gained: XP since it was reached.
        needed: XP from there to the next level, more than `gained`.
    """

    level: int
    gained: int
    needed: int


def progress(xp: int) -> Progress:
    """Return the level of `xp` and how far it is to the next."""
    level = level_at(xp)
    return Progress(level, xp - xp_for(level), step(level))
