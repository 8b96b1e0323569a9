"""When something was broken on purpose, and what that excuses."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Final

BUSY: Final = "the machine was busy"
"""A window that is nobody's doing: the bot waited for a processor."""


@dataclass(slots=True, eq=False)
class Window:
    """From the moment at which something was broken until everything worked again (seconds since 1970).

    Attributes:
        what: The disturbance.
        guilds: The servers that it concerns; None: all.
        excuses: Whether commands may go unanswered.
        loses: Whether messages that the bot has not dealt with yet may count for nothing.
        twice: Whether a shard may have two sessions for a moment: who held it does not know yet that it has lost it.
        settle: How many seconds before it a message may have arrived and be lost all the same.
        recovers_within: In how many seconds everything works again.
    """

    what: str
    began: float
    guilds: frozenset[int] | None = None
    excuses: bool = True
    loses: bool = True
    twice: bool = False
    settle: float = 0.0
    recovers_within: float = 60.0
    ended: float = math.inf

    def covers(self, guild: int | None, begin: float, end: float) -> bool:
        """Tell whether a part of a time falls into it, in a server or, None, anywhere."""
        concerned = guild is None or self.guilds is None or guild in self.guilds
        return concerned and begin <= self.ended and end >= self.began


@dataclass(slots=True)
class Windows:
    """All disturbances of a run."""

    all: list[Window] = field(default_factory=list[Window])

    def open(self, window: Window) -> Window:
        """Note that something is about to be broken."""
        self.all.append(window)
        return window

    def excuse(self, guild: int | None, begin: float, end: float) -> bool:
        """Tell whether the bot may have failed to answer between two times."""
        return any(window.excuses and window.covers(guild, begin, end) for window in self.all)

    def was_busy(self, begin: float, end: float) -> bool:
        """Tell whether the machine was busy between two times."""
        return any(window.what == BUSY and window.covers(None, begin, end) for window in self.all)

    def may_double(self, at: float) -> bool:
        """Tell whether a shard may have had two sessions at a time."""
        return any(window.twice and window.covers(None, at, at) for window in self.all)

    def may_lose(self, guild: int, sent: float, heard: float) -> bool:
        """Tell whether a message may have come to nothing that was sent and heard at these times."""
        return any(window.loses and window.covers(guild, sent, heard + window.settle) for window in self.all)


def busy_seconds(windows: Windows, *, since: float = 0.0) -> float:
    """Return for how long the machine was busy since a time."""
    return sum(max(0.0, each.ended - max(each.began, since)) for each in windows.all if each.what == BUSY)
