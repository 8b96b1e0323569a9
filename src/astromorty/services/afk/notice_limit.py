"""How often a channel is told that somebody is away."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

QUIET: Final = timedelta(seconds=30)
# Past notices are looked through when there are more than this.
_MANY: Final = 1000


class NoticeLimit:
    """At most one notice per channel and member in 30 s.

    Of this process only: a server's messages all come to one. After a restart, one notice may come early.
    """

    def __init__(self) -> None:
        self._told: dict[tuple[int, int], datetime] = {}

    def due(self, channel_id: int, member_ids: Iterable[int], at: datetime) -> list[int]:
        """Return of whom the channel is to be told, and count them as told; `at` is when they were mentioned."""
        if len(self._told) > _MANY:
            self._told = {key: told for key, told in self._told.items() if at - told < QUIET}
        due = [each for each in member_ids if self._is_due((channel_id, each), at)]
        self._told |= {(channel_id, each): at for each in due}
        return due

    def _is_due(self, key: tuple[int, int], at: datetime) -> bool:
        told = self._told.get(key)
        return told is None or at - told >= QUIET
