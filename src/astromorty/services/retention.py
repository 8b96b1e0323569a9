"""Deletes the data of servers that the bot left, once the operator's time for their return is over.

Each process looks after its own shards: it alone knows for certain that the bot is in none of the servers in question,
whatever the database says. Should two have the same shard for a while, the server's row decides who deletes it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection
from contextvars import Context
from dataclasses import dataclass
from typing import Final

from loguru import logger

from astromorty.database.controllers.retention import RetentionController
from astromorty.database.errors import DatabaseUnavailableError

DAY_SECONDS: Final = 86_400.0
RETRY_SECONDS: Final = 600.0


@dataclass(frozen=True, slots=True)
class Presence:
    """The shards of this process, and the servers that the bot is in there, unavailable ones included."""

    shard_ids: Collection[int]
    shard_count: int
    guild_ids: Collection[int]


class Retention:
    """Looks at the start, then daily, for servers whose time is over."""

    def __init__(self, table: RetentionController, presence: Callable[[], Presence]) -> None:
        self._table = table
        self._presence = presence
        self._is_started = False
        self._now = asyncio.Event()
        # An empty context: it must not believe itself inside a unit of work of whoever made it.
        self._task = asyncio.create_task(self._run(), name="purge servers that were left", context=Context())

    def start(self) -> None:
        """Begin to look; once the gateway has told which servers the bot is in."""
        if not self._is_started:
            self._is_started = True
            self._now.set()

    def look_again(self) -> None:
        """Look now: where nothing is kept, a departure is an end."""
        if self._is_started:
            self._now.set()

    async def close(self) -> None:
        """Stop; what is half deleted is rolled back, and deleted after the next start."""
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)

    async def purge(self) -> int:
        """Delete what belongs to overdue servers; return how many servers there were.

        Raises `DatabaseUnavailableError`; what was deleted until then stays deleted.
        """
        presence = self._presence()
        overdue = await self._table.overdue(shard_ids=presence.shard_ids, shard_count=presence.shard_count)
        present = set(presence.guild_ids)
        return sum([await self._purge(guild_id) for guild_id in overdue if guild_id not in present])

    async def _purge(self, guild_id: int) -> bool:
        rows = 0
        while (purged := await self._table.purge(guild_id)) is not None:
            rows += purged.rows
            if purged.complete:
                logger.info("Deleted the {:,} rows of server {}, which the bot left", rows, guild_id)
                return True
        return False

    async def _run(self) -> None:
        wait: float | None = None
        while True:
            try:
                async with asyncio.timeout(wait):
                    await self._now.wait()
            except TimeoutError:
                pass
            self._now.clear()
            wait = DAY_SECONDS if await self._is_done() else RETRY_SECONDS

    async def _is_done(self) -> bool:
        try:
            await self.purge()
        except DatabaseUnavailableError as error:
            logger.warning("Data of servers that were left is deleted later: {}", error)
        except Exception:
            logger.exception("Data of servers that were left could not be deleted")
        else:
            return True
        return False
