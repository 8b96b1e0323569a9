"""What members' statuses are now, handed on at most every few seconds."""

import asyncio
from collections.abc import Awaitable, Callable

from loguru import logger

from astromorty.services.background import BackgroundTasks

Handle = Callable[[int, int, str | None], Awaitable[None]]


class LatestStates:
    """Gathers what members' statuses become, and handles the last one of each, server by server.

    Args:
        handle: Called with server, member and status.
        seconds: How long a server's changes are gathered.
        most: How many may wait in all; more are dropped, as their next change comes soon enough.
    """

    def __init__(self, handle: Handle, *, seconds: float = 5.0, most: int = 10_000) -> None:
        self._handle = handle
        self._seconds = seconds
        self._most = most
        self._waiting: dict[int, dict[int, str | None]] = {}
        self._tasks = BackgroundTasks()
        self._is_closed = False

    def put(self, guild_id: int, member_id: int, status: str | None) -> None:
        """Note a member's status, in place of the one noted before."""
        if self._is_closed:
            return
        waiting = self._waiting.get(guild_id)
        if waiting is not None and member_id in waiting:
            waiting[member_id] = status
            return
        if sum(map(len, self._waiting.values())) >= self._most:
            logger.warning("The status of member {} is passed over: too many change at once", member_id)
            return
        if waiting is None:
            self._waiting[guild_id] = {member_id: status}
            self._tasks.start(self._run(guild_id), name=f"statuses of {guild_id}")
        else:
            waiting[member_id] = status

    async def close(self) -> None:
        """Take no more, and drop what waits: a start looks at everybody again."""
        self._is_closed = True
        await self._tasks.close(seconds=0)

    async def _run(self, guild_id: int) -> None:
        try:
            while self._waiting[guild_id]:
                await asyncio.sleep(self._seconds)
                batch, self._waiting[guild_id] = self._waiting[guild_id], {}
                for member_id, status in batch.items():
                    await self._one(guild_id, member_id, status)
        finally:
            del self._waiting[guild_id]

    async def _one(self, guild_id: int, member_id: int, status: str | None) -> None:
        try:
            await self._handle(guild_id, member_id, status)
        except Exception:  # the edge of one member: the next ones are handled all the same
            logger.exception("The status of member {} was not handled", member_id)
