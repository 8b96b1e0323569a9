"""What members' statuses are now, handed on at most every few seconds."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping

from loguru import logger

from astromorty.services.background import BackgroundTasks

Statuses = Mapping[int, str | None]
Handle = Callable[[int, Statuses], Awaitable[Statuses]]


class LatestStates:
    """Gathers what members' statuses become, and handles the last one of each, server by server.

    Args:
        handle: Called with a server and the statuses there, by member; returns those that it leaves for the next time.
        seconds: How long a server's changes are gathered.
        most: How many may wait in all; more are dropped, as their next change comes soon enough.
    """

    def __init__(self, handle: Handle, *, seconds: float = 5.0, most: int = 10_000) -> None:
        self._handle = handle
        self._seconds = seconds
        self._most = most
        self._waiting: dict[int, dict[int, str | None]] = {}
        self._handled: dict[int, Statuses] = {}
        self._tasks = BackgroundTasks()
        self._is_closed = False
        self._is_full = False

    def put(self, guild_id: int, member_id: int, status: str | None) -> None:
        """Note a member's status, in place of the one noted before."""
        if self._is_closed:
            return
        waiting = self._waiting.get(guild_id)
        if waiting is not None and member_id in waiting:
            waiting[member_id] = status
            return
        if sum(map(len, self._waiting.values())) >= self._most:
            if not self._is_full:  # once: what follows comes hundreds of times a second
                logger.warning("{:,} statuses wait; others are passed over until some are handled", self._most)
            self._is_full = True
            return
        self._is_full = False
        if waiting is None:
            self._waiting[guild_id] = {member_id: status}
            self._tasks.start(self._run(guild_id), name=f"statuses of {guild_id}")
        else:
            waiting[member_id] = status

    def drop(self, guild_id: int, member_id: int, status: str | None) -> None:
        """Forget a member's status that waits, as the present one asks for nothing.

        Where one is handled just now, the present one follows: it is what takes back what the other brings about.
        """
        if member_id in self._handled.get(guild_id, ()):
            self.put(guild_id, member_id, status)
        else:
            self._waiting.get(guild_id, {}).pop(member_id, None)

    async def close(self) -> None:
        """Take no more, and drop what waits: a start looks at everybody again."""
        self._is_closed = True
        await self._tasks.close(seconds=0)

    async def _run(self, guild_id: int) -> None:
        try:
            while self._waiting[guild_id]:
                await asyncio.sleep(self._seconds)
                batch, self._waiting[guild_id] = self._waiting[guild_id], {}
                self._handled[guild_id] = batch
                left = await self._all(guild_id, batch)
                del self._handled[guild_id]
                # Who changed again meanwhile has a newer one.
                self._waiting[guild_id] = {**left, **self._waiting[guild_id]}
        finally:
            del self._waiting[guild_id]
            self._handled.pop(guild_id, None)

    async def _all(self, guild_id: int, batch: Statuses) -> Statuses:
        try:
            return await self._handle(guild_id, batch)
        except Exception:  # the edge of one batch: the next ones are handled all the same
            logger.exception("{} statuses in server {} were not handled", len(batch), guild_id)
            return {}
