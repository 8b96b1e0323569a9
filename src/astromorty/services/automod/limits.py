"""What keeps automod from doing harm: at most so many deletions in a server, one punishment at a time for a member."""

from __future__ import annotations

from enum import Enum
from typing import Final

from astromorty.services.automod.windows import Windows

# Messages that automod deletes in a server within a minute: a rule that fits everything empties no channel.
MOST_DELETIONS: Final = 30
MINUTE: Final = 60.0
# A burst of messages is one offence.
PUNISHED_ONCE_IN: Final = 10.0
# Notices in a channel.
NOTICE_ONCE_IN: Final = 10.0


class Deletion(Enum):
    """Whether one more message may be deleted."""

    ALLOWED = "allowed"
    STOPPED = "stopped"
    """The limit was reached with this one: to be said once."""
    REFUSED = "refused"


class Limits:
    """Counts what automod does in each server."""

    def __init__(self) -> None:
        self._deletions = Windows()
        self._stopped = Windows()
        self._punished = Windows()
        self._noticed = Windows()

    def deletion(self, guild_id: int, now: float) -> Deletion:
        """Say whether a message may be deleted now; it is counted if it may."""
        if self._deletions.take(guild_id, now, MINUTE, MOST_DELETIONS):
            return Deletion.ALLOWED
        return Deletion.STOPPED if self._stopped.take(guild_id, now, MINUTE, 1) else Deletion.REFUSED

    def may_punish(self, guild_id: int, member_id: int, now: float) -> bool:
        """Say whether a member's last punishment is long enough ago; this one is counted if it is."""
        return self._punished.take((guild_id, member_id), now, PUNISHED_ONCE_IN, 1)

    def may_notice(self, channel_id: int, now: float) -> bool:
        """Say whether the last notice in a channel is long enough ago; this one is counted if it is."""
        return self._noticed.take(channel_id, now, NOTICE_ONCE_IN, 1)
