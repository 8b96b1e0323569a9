"""The lease on trust: how long this process may believe what it holds."""

from __future__ import annotations

from time import monotonic


class Trust:
    """A process believes its tiers only before `until` (monotonic seconds)."""

    __slots__ = ("until",)

    def __init__(self, until: float = 0.0) -> None:
        self.until = until

    def holds(self) -> bool:
        """Tell whether the process may believe its tiers now.

        Looked at by the clock, not by a timer: a process that was stopped must not believe anything when it wakes.
        """
        return monotonic() < self.until
