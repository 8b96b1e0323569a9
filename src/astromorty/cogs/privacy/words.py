"""What is stored about a person, in words."""

from collections.abc import Iterable

from astromorty.database.controllers.member_data import Holding
from astromorty.database.models.member_data import OnErasure

_IN_FUTURE = {
    OnErasure.DELETE: "would be deleted",
    OnErasure.CLEAR: "would stay without your name",
    OnErasure.KEEP: "would be kept",
}
_DONE = {
    OnErasure.DELETE: "deleted",
    OnErasure.CLEAR: "no longer yours, kept without your name",
    OnErasure.KEEP: "kept",
}


def held(holding: Holding) -> str:
    """Say how much there is of a kind, and what `privacy delete` would do to it."""
    return _line(holding, _IN_FUTURE)


def done(holding: Holding) -> str:
    """Say how much there was of a kind, and what was done to it."""
    return _line(holding, _DONE)


def stored(holdings: Iterable[Holding]) -> list[Holding]:
    """Leave out the kinds of which there is nothing."""
    return [holding for holding in holdings if holding.count]


def _line(holding: Holding, fates: dict[OnErasure, str]) -> str:
    declared = holding.declared
    fate = fates[declared.on_erasure]
    why = f": {declared.reason}" if declared.reason else ""
    return f"• {declared.rows}: **{holding.count:,}**, {fate}{why}"
