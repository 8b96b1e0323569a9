"""Each message counts once: no less than what certainly arrived, no more than what was sent."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping

from soak.ledger import Written
from soak.windows import Windows

Key = tuple[int, int]
# A message that nothing was answered after: the longest that a bot under load may take to see it (seconds).
ARRIVES_WITHIN = 2.0


def experience(
    messages: Iterable[Written], windows: Windows, stored: Mapping[Key, int], *, xp: int, end: float
) -> list[str]:
    """Compare each member's experience with what they wrote; `end` is when the last one wrote."""
    due: Counter[Key] = Counter()
    possible: Counter[Key] = Counter()
    for message in messages:
        key = message.guild, message.member
        heard = message.heard if message.heard < math.inf else min(message.sent + ARRIVES_WITHIN, end)
        possible[key] += xp
        due[key] += 0 if windows.may_lose(message.guild, message.sent, heard) else xp
    violations: list[str] = []
    for key in possible | Counter(dict.fromkeys(stored, 0)) | Counter(stored):
        found = stored.get(key, 0)
        if not due[key] <= found <= possible[key] or found % xp:
            violations.append(f"experience of {key[1]} in {key[0]} is {found}, not {due[key]} to {possible[key]}")
    return violations
