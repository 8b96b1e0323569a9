"""What people did, and what the bot said to it: the promises that are held against the database in the end.

Times are seconds since 1970, as in the bots' logs.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Hashable
from dataclasses import dataclass, field
from enum import Enum
from time import time


class Outcome(Enum):
    """What the bot said to an act."""

    DONE = "done"
    REFUSED = "refused"
    """It said that nothing was done."""
    UNKNOWN = "unknown"
    """It said nothing, or that it does not know: it may have happened, once."""


@dataclass(slots=True, eq=False)
class Act:
    """One thing that somebody asked the bot for.

    Attributes:
        kind: Which promise it belongs to: `setting`, `snippet`, `case`, `reminder` …
        guild: The server.
        key: What it is about, within its kind and server.
        value: What it makes of that; None: it is gone.
        odd: Whether the bot gave no answer that it may give while nothing is broken.
    """

    kind: str
    guild: int
    key: Hashable
    value: object
    sent: float
    answered: float = math.inf
    outcome: Outcome = Outcome.UNKNOWN
    told: str = ""
    odd: bool = False

    def __str__(self) -> str:
        return f"{self.kind} {self.key} = {self.value!r} in {self.guild}, {self.outcome.value}: {self.told[:120]!r}"


@dataclass(slots=True, eq=False)
class Written:
    """A message that is worth experience; `heard` is when the bot was first seen to be past it."""

    guild: int
    member: int
    sent: float
    heard: float = math.inf


@dataclass(slots=True)
class Ledger:
    """All acts and messages of a run."""

    acts: list[Act] = field(default_factory=list[Act])
    messages: list[Written] = field(default_factory=list[Written])
    stars: dict[tuple[int, int], float] = field(default_factory=dict[tuple[int, int], float])
    """When each message was starred last, or that was taken back, by server and message."""
    _said: defaultdict[int, list[str]] = field(default_factory=lambda: defaultdict(list))
    _unheard: defaultdict[int, list[Written]] = field(default_factory=lambda: defaultdict(list))

    def begin(self, act: Act) -> Act:
        """Note what is asked for, before it is."""
        self.acts.append(act)
        return act

    def wrote(self, message: Written) -> None:
        """Note a message that was sent."""
        self.messages.append(message)
        self._unheard[message.guild].append(message)

    def heard(self, guild: int, sent: float, answered: float) -> None:
        """Note that the bot answered what was sent at a time: it got the server's messages of before in order."""
        waiting = self._unheard[guild]
        for message in waiting:
            if message.sent < sent:
                message.heard = answered
        self._unheard[guild] = [message for message in waiting if message.heard is math.inf]

    def starred(self, guild: int, message: int) -> None:
        """Note that somebody is about to star a message, or to take that back."""
        self.stars[guild, message] = time()

    def said_in(self, channel: int) -> list[str]:
        """Return what was written in a ticket's channel, to be added to."""
        return self._said[channel]

    def of(self, kind: str) -> list[Act]:
        """Return the acts of a kind in the order in which they were sent."""
        return [act for act in self.acts if act.kind == kind]
