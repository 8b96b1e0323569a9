"""What is stored is what was last written: the last acknowledged write, or one that nobody knows about."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping
from typing import Final

from soak.ledger import Act, Outcome

Place = tuple[int, Hashable]
ANYTHING: Final = object()
"""The value of an act of which only its answer tells what it made of its key."""


def by_place(acts: Iterable[Act]) -> Mapping[Place, list[Act]]:
    """Return the acts by server and key."""
    found: defaultdict[Place, list[Act]] = defaultdict(list)
    for act in acts:
        found[act.guild, act.key].append(act)
    return found


def admissible(acts: Iterable[Act], before: object) -> list[object]:
    """Return what a key may hold after these acts; `before` is what it held before them.

    A write may still hold unless an acknowledged one was begun after its answer; whoever got no answer may have
    written at any time since.
    """
    happened = [act for act in acts if act.outcome is not Outcome.REFUSED]
    acknowledged = [act for act in happened if act.outcome is Outcome.DONE]
    last_begun = max((act.sent for act in acknowledged), default=0.0)
    values = [act.value for act in happened if act.outcome is Outcome.UNKNOWN or act.answered >= last_begun]
    return values if acknowledged else [before, *values]


def last_writes(kind: str, acts: Iterable[Act], stored: Mapping[Place, object], before: object) -> list[str]:
    """Compare what is stored with the last writes of each key."""
    violations: list[str] = []
    for place, of_place in by_place(acts).items():
        allowed, found = admissible(of_place, before), stored.get(place, before)
        if ANYTHING not in allowed and found not in allowed:
            violations.append(f"{kind} {place[1]} of {place[0]} is {found!r}, not {allowed!r}; last: {of_place[-1]}")
    return violations
