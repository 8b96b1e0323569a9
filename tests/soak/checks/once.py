"""What was acknowledged is there exactly once; what was not, at most once; what was refused, not at all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from soak.ledger import Act, Outcome

LEAST = {Outcome.DONE: 1, Outcome.REFUSED: 0, Outcome.UNKNOWN: 0}
MOST = {Outcome.DONE: 1, Outcome.REFUSED: 0, Outcome.UNKNOWN: 1}


def each_once(kind: str, acts: Iterable[Act], found: Counter[tuple[int, str]]) -> list[str]:
    """Compare how often each act's key was found with how often it may be; nothing else may be there."""
    violations: list[str] = []
    known: set[tuple[int, str]] = set()
    for act in acts:
        place = act.guild, str(act.key)
        known.add(place)
        if not LEAST[act.outcome] <= found[place] <= MOST[act.outcome]:
            violations.append(f"{kind}: there {found[place]} times: {act}")
    violations += [f"{kind}: nobody asked for {place}" for place in found if place not in known]
    return violations


def without_gaps(numbers: Mapping[int, list[int]]) -> list[str]:
    """Check that each server's case numbers are 1, 2, 3 …, none missing and none twice."""
    return [
        f"cases of {guild} are numbered {sorted(found)}"
        for guild, found in numbers.items()
        if sorted(found) != list(range(1, len(found) + 1))
    ]


def as_numbered(acts: Iterable[Act], numbers: Mapping[tuple[int, str], int]) -> list[str]:
    """Check that each case has the number that its moderator was told."""
    return [
        f"case: number {numbers.get((act.guild, str(act.key)))} is not the one that was told: {act}"
        for act in acts
        if act.outcome is Outcome.DONE
        and isinstance(act.value, int)
        and numbers.get((act.guild, str(act.key))) != act.value
    ]
