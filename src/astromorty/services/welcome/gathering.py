"""Few words for a crowd: who comes in a rush is spoken of together."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Final, Generic, TypeVar

from astromorty.services.background import BackgroundTasks
from astromorty.services.lanes import Lanes

# So many members are spoken of one by one within so many seconds; all others of that time together, at its end.
MOST_ALONE: Final = 3
WINDOW_SECONDS: Final = 10.0

T = TypeVar("T")


@dataclass(slots=True)
class _Window:
    """A server's present time: how many were spoken of in it, and who waits for its end."""

    alone: int = 0
    crowd: list[Any] = field(default_factory=list[Any])


class Gathering(Generic[T]):
    """Passes on who comes, server by server: the first of a time one by one, the rest together.

    Args:
        pass_on: Gets a server and whom to speak of: one, or several at once.
        seconds: How long such a time is.

    Attributes:
        lanes: What waits to be said.
    """

    def __init__(
        self, pass_on: Callable[[int, Sequence[T]], Awaitable[None]], *, seconds: float = WINDOW_SECONDS
    ) -> None:
        self._pass_on = pass_on
        self._seconds = seconds
        self._windows: dict[int, _Window] = {}
        self.lanes = Lanes()
        self._ends = BackgroundTasks()

    def put(self, guild_id: int, who: T) -> None:
        """Have somebody spoken of."""
        window = self._windows.get(guild_id)
        if window is None:
            window = self._windows[guild_id] = _Window()
            self._ends.start(self._end(guild_id, window), name=f"rush in {guild_id}")
        if window.alone < MOST_ALONE:
            window.alone += 1
            self.lanes.put(guild_id, partial(self._pass_on, guild_id, [who]))
        else:
            window.crowd.append(who)

    async def close(self, *, seconds: float) -> None:
        """Finish what is begun for up to so many seconds; who waits for company is not spoken of any more."""
        await self._ends.close(seconds=0)
        await self.lanes.close(seconds=seconds)

    async def _end(self, guild_id: int, window: _Window) -> None:
        while True:
            await asyncio.sleep(self._seconds)
            if not window.crowd:
                del self._windows[guild_id]
                return
            crowd, window.crowd, window.alone = window.crowd, [], 1
            self.lanes.put(guild_id, partial(self._pass_on, guild_id, crowd))
