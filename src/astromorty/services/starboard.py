"""Which messages the starboard has to look at again: each is a durable timer, in whichever process it happened."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from loguru import logger

from astromorty.database.controllers.starboard import StarboardController
from astromorty.database.engine import Database
from astromorty.database.errors import DatabaseUnavailableError
from astromorty.database.models import StarboardEntry
from astromorty.services.background import BackgroundTasks
from astromorty.services.timers import Timers, TryLater

KIND: Final = "starboard"
# A message is looked at as soon as something happens to it, and then once for all that happens in so many seconds.
PAUSE: Final = 1.0
# Longer than Discord may take for everything that is done with one message.
LEASE: Final = 50.0
ASK_AGAIN: Final = 0.2
# How long one waits for another who works on the same message, in seconds; then a timer does.
PATIENCE: Final = 5.0


@dataclass(frozen=True, slots=True)
class Starred:
    """A message that may belong on the starboard.

    Attributes:
        guild_id: Its server.
        channel_id: Its channel or thread.
        message_id: Itself.
        fits: Whether messages of its channel may be shown on the starboard at all.
    """

    guild_id: int
    channel_id: int
    message_id: int
    fits: bool = True


class Starboard:
    """Remembers what is to be looked at, and who does it."""

    def __init__(self, database: Database, timers: Timers) -> None:
        self.entries = StarboardController(database)
        self._database = database
        self._timers = timers
        # Whether something happened to a message since it was last marked.
        self._recent: dict[int, Starred | None] = {}
        self._tasks = BackgroundTasks()

    def mark(self, starred: Starred) -> None:
        """Have a message looked at: at once, or where that was just done, once for all that happens in a moment.

        The last event is always followed by a look.
        """
        if starred.message_id in self._recent:
            self._recent[starred.message_id] = starred
            return
        self._recent[starred.message_id] = None
        self._tasks.start(self._follow(starred), name=f"stars of {starred.message_id}")

    async def close(self, *, seconds: float) -> None:
        """Note what is still to be looked at, for up to so many seconds."""
        await self._tasks.close(seconds=seconds)

    @asynccontextmanager
    async def work_on(self, starred: Starred) -> AsyncGenerator[StarboardEntry]:
        """Have a message for oneself; raise `TryLater` while somebody else works on it."""
        held = await self._claim(starred)
        try:
            yield held
        finally:
            await self.entries.release(held)

    async def _claim(self, starred: Starred) -> StarboardEntry:
        try:
            async with asyncio.timeout(PATIENCE):
                while True:
                    held = await self.entries.claim(
                        starred.guild_id, starred.channel_id, starred.message_id, seconds=LEASE
                    )
                    if held is not None:
                        return held
                    await asyncio.sleep(ASK_AGAIN)
        except TimeoutError:
            raise TryLater("another process works on this message") from None

    async def _follow(self, starred: Starred) -> None:
        """Note that a message is to be looked at, and again for what happens to it meanwhile, until nothing does."""
        owed: Starred | None = starred
        try:
            while owed is not None:
                try:
                    await self._schedule(owed)
                    owed = None
                except DatabaseUnavailableError as error:
                    logger.debug("What happened to message {} is to be noted later: {}", starred.message_id, error)
                await asyncio.sleep(PAUSE)
                owed = self._recent[starred.message_id] or owed
                self._recent[starred.message_id] = None
        except Exception:  # the edge of the task: the next event begins another one
            logger.exception("What happened to message {} could not be noted", starred.message_id)
        finally:
            del self._recent[starred.message_id]

    async def _schedule(self, starred: Starred) -> None:
        payload = {"channel_id": starred.channel_id, "message_id": starred.message_id, "fits": starred.fits}
        async with self._database.unit_of_work():
            await self._timers.schedule(
                KIND,
                datetime.now(UTC),
                payload,
                guild_id=starred.guild_id,
                member_id=None,
                key=f"{starred.guild_id}.{starred.message_id}",
            )
