"""Every command is answered while nothing is broken."""

from __future__ import annotations

from collections.abc import Iterable

from soak.ledger import Act
from soak.windows import Windows


def unanswered(acts: Iterable[Act], windows: Windows) -> list[str]:
    """Find the acts that got no proper answer though nothing was broken."""
    return [
        f"no proper answer though nothing was broken: {act} (sent {act.sent:.2f}, answered {act.answered:.2f})"
        for act in acts
        if act.odd and not windows.excuse(act.guild, act.sent, act.answered)
    ]
