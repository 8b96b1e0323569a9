"""The lease on trust: how long this process may believe what it holds."""

from __future__ import annotations

import asyncio
from time import monotonic


class Trust:
    """A process believes its tiers only before `until` (monotonic seconds). Only its renewal changes it."""

    __slots__ = ("_is_expected", "_news", "until")

    def __init__(self, until: float = 0.0) -> None:
        self.until = until
        self._is_expected = False
        self._news: asyncio.Future[None] | None = None

    def holds(self) -> bool:
        """Tell whether the process may believe its tiers now.

        Looked at by the clock, not by a timer: a process that was stopped must not believe anything when it wakes.
        """
        return monotonic() < self.until

    def renew(self, until: float) -> None:
        """Believe until then, and expect that it is renewed in time."""
        self.until = until
        self._is_expected = True
        if self.holds():
            self._tell()

    def doubt(self) -> None:
        """Expect no renewal: the last one failed. What is left of the lease stays."""
        self._is_expected = False
        self._tell()

    def end(self) -> None:
        """Believe nothing until it is renewed."""
        self.until = 0.0
        self.doubt()

    async def regained(self, within: float) -> bool:
        """Wait for a renewal that is only late, for so many seconds; tell whether the process may believe its tiers.

        It is late where the process is too busy to renew it. Did each reader ask the database instead, it would be
        busier still, and never again be in time.
        """
        deadline = monotonic() + within
        while self._is_expected and not self.holds() and (left := deadline - monotonic()) > 0:
            if self._news is None:
                self._news = asyncio.get_running_loop().create_future()
            await asyncio.wait((self._news,), timeout=left)
        return self.holds()

    def _tell(self) -> None:
        if self._news is not None:
            self._news.set_result(None)
            self._news = None
