"""What is stored about a person, in words."""

from collections.abc import Iterable

from astromorty.database.controllers.member_data import Holding
from astromorty.database.models.member_data import OnErasure

BEFORE = {
    OnErasure.DELETE: "Would be deleted",
    OnErasure.CLEAR: "Would stay without your name",
    OnErasure.KEEP: "Would be kept",
}
AFTER = {
    OnErasure.DELETE: "Deleted",
    OnErasure.CLEAR: "Kept without your name",
    OnErasure.KEEP: "Kept",
}


def listed(holdings: Iterable[Holding], fates: dict[OnErasure, str]) -> str:
    """List how much there is of each kind, by what deleting makes of it."""
    present = [holding for holding in holdings if holding.count]
    groups = {fate: [_line(each) for each in present if each.declared.on_erasure is fate] for fate in fates}
    parts = ["\n".join([f"**{fates[fate]}**", *lines]) for fate, lines in groups.items() if lines]
    return "\n\n".join(parts) or "Nothing is stored about you."


def _line(holding: Holding) -> str:
    why = f" – {holding.declared.reason}" if holding.declared.reason else ""
    return f"- {holding.declared.rows}: {holding.count:,}{why}"
