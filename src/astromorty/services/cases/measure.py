"""What a moderator is about to do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from astromorty.database.models.moderation_case import LONGEST_REASON, Kind
from astromorty.errors import InvalidInput


@dataclass(frozen=True, slots=True)
class NewMeasure:
    """A measure that has no case yet.

    Attributes:
        guild_id: The server it is taken in.
        kind: What it is.
        member_id: Whom it is taken against; need not be in the server.
        moderator_id: Who takes it; None for what nobody ordered.
        reason: Why, at most 512 characters; None where nobody said.
        expires_at: When it ends by itself, in any time zone; None for what does not.
    """

    guild_id: int
    kind: Kind
    member_id: int
    moderator_id: int | None
    reason: str | None
    expires_at: datetime | None = None

    def values(self) -> dict[str, Any]:
        """Return it as columns; raise `InvalidInput` for a reason that is too long."""
        return {
            "guild_id": self.guild_id,
            "kind": self.kind,
            "member_id": self.member_id,
            "moderator_id": self.moderator_id,
            "reason": checked_reason(self.reason),
            "expires_at": self.expires_at,
        }


def checked_reason(text: str | None) -> str | None:
    """Return a reason without white space around it, None for an empty one; raise `InvalidInput`."""
    reason = (text or "").strip()
    if len(reason) > LONGEST_REASON:
        raise InvalidInput(f"A reason has at most {LONGEST_REASON} characters; this one has {len(reason):,}.")
    return reason or None
