"""Which roles a status earns."""

from __future__ import annotations

from collections.abc import Collection

from astromorty.database.models import GivenRoles
from astromorty.database.models.given_role import LONGEST_STATUS_TEXT
from astromorty.errors import InvalidInput


def checked_text(text: str) -> str:
    """Return the text to look for; raise `InvalidInput` for none, or more than Discord lets a status have."""
    text = " ".join(text.split())
    if not 1 <= len(text) <= LONGEST_STATUS_TEXT:
        raise InvalidInput(f"The text has 1 to {LONGEST_STATUS_TEXT} characters, such as `.gg/astro`.")
    return text


def earned_by(given: GivenRoles, status: str | None) -> frozenset[int]:
    """Return the roles that a status earns; None is being offline."""
    shown = "" if status is None else status.casefold()
    return frozenset(role_id for role_id, text in given.by_status if text.casefold() in shown)


def role_changes(given: GivenRoles, status: str | None, held: Collection[int]) -> tuple[set[int], set[int]]:
    """Return what to give to and what to take from who has these roles and this status; None is being offline."""
    earned = earned_by(given, status)
    others = {role_id for role_id, _ in given.by_status} - earned
    return set(earned - set(held)), others & set(held)
