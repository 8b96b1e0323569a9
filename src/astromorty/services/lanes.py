"""Work in the background: one piece after the other for each server, servers side by side."""

from collections import deque
from collections.abc import Awaitable, Callable

from loguru import logger

from astromorty.database.errors import DatabaseUnavailableError
from astromorty.log.fields import begin_trace, bind_to_task
from astromorty.services.background import BackgroundTasks

Work = Callable[[], Awaitable[None]]


class Lanes:
    """Does what is put into it in order, by server."""

    def __init__(self) -> None:
        self._waiting: dict[int, deque[Work]] = {}
        self._tasks = BackgroundTasks()
        self._is_closed = False

    @property
    def waiting(self) -> int:
        """How many pieces of work wait for others before them."""
        return sum(map(len, self._waiting.values()))

    def put(self, guild_id: int, work: Work) -> None:
        """Have `work` done after all that waits for the same server; after `close` it is dropped."""
        if self._is_closed:
            return
        lane = self._waiting.get(guild_id)
        if lane is not None:
            lane.append(work)
            return
        self._waiting[guild_id] = deque([work])
        self._tasks.start(self._run(guild_id), name=f"lane of {guild_id}")

    async def close(self, *, seconds: float) -> None:
        """Take no more, finish what is waiting for up to so many seconds, and drop the rest."""
        self._is_closed = True
        late = await self._tasks.close(seconds=seconds)
        dropped = self.waiting + late
        if dropped:
            logger.warning("{} pieces of background work were not done before the end", dropped)

    async def _run(self, guild_id: int) -> None:
        bind_to_task(guild=guild_id or None)
        lane = self._waiting[guild_id]
        while lane:
            work = lane.popleft()
            begin_trace()
            try:
                await work()
            except DatabaseUnavailableError as error:
                logger.warning("A piece of background work was not done: {}", error)
            except Exception:  # the edge of one piece: the next ones are done all the same
                logger.exception("A piece of background work failed")
        del self._waiting[guild_id]
