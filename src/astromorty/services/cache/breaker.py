"""A switch that keeps callers from waiting for a Redis that does not answer."""

from __future__ import annotations


class Breaker:
    """Open after the first call without an answer; closed by the first answer, be it a late one or the heartbeat's.

    The heartbeat is the probe: it goes on calling while the breaker is open, so no reader ever has to try.
    """

    def __init__(self) -> None:
        self._is_open = False
        self.opened = 0

    def allows(self) -> bool:
        """Tell whether a call is worth its time."""
        return not self._is_open

    def failed(self) -> None:
        """A call got no answer in time."""
        if not self._is_open:
            self.opened += 1
        self._is_open = True

    def succeeded(self) -> None:
        """An answer came."""
        self._is_open = False
