"""A shard's turn to begin a session: Discord allows one in five seconds for each bucket, over all processes."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Final

from loguru import logger

from astromorty.database.controllers.identify_gate import IdentifyGateController, NoStartsLeftError, Turn
from astromorty.database.errors import DatabaseUnavailableError
from astromorty.services.sharding.advice import LOOK_SECONDS, NoAdviceError, SharedAdvice

# Discord takes the token away from a bot that begins more sessions than it allows a day.
RESERVE: Final = 5
# From how long before its turn on a shard may connect, in seconds.
AHEAD: Final = 1.0
# How late a session may begin and still be within what the spacing has to spare.
LATE: Final = 0.2
# How many turns in a row a slow process may miss: each costs one of the day's sessions.
MOST_MISSED: Final = 3
_RETRY_SECONDS: Final = 1.0

# Gives this process's identity and the fencing number of a shard that it holds.
Claim = Callable[[int], tuple[str, int]]


class IdentifyGate:
    """Hands out turns, one at a time in this process: a process that dies then leaves no more than one unused."""

    def __init__(self, table: IdentifyGateController, advice: SharedAdvice, claim: Claim) -> None:
        self._table = table
        self._advice = advice
        self._claim = claim
        self._alone = asyncio.Lock()
        self._turn: Turn | None = None

    @asynccontextmanager
    async def turn(self, shard_id: int) -> AsyncGenerator[None]:
        """Wait until the shard's turn is near, and let it connect in the block.

        Raises `NotHeldError` where another process has the shard.
        """
        async with self._alone:
            self._turn = await self._next_turn(shard_id)
            await _sleep_until(self._turn.at - AHEAD)
            try:
                yield
            finally:
                self._turn = None

    async def enter(self, shard_id: int) -> None:
        """Wait for the turn itself, connected, to begin the session; one that was missed is made up for.

        Raises `NotHeldError` where another process has the shard.
        """
        turn = self._turn or await self._next_turn(shard_id)
        for _ in range(MOST_MISSED):
            await _sleep_until(turn.at)
            if asyncio.get_running_loop().time() <= turn.earliest + LATE or await self._is_delayed(turn):
                return
            self._turn = turn = await self._next_turn(shard_id)
        logger.warning("Shard {} missed {} turns in a row: the database or this process is slow", shard_id, MOST_MISSED)
        await _sleep_until(turn.at)

    async def _next_turn(self, shard_id: int) -> Turn:
        while True:
            process, fencing = self._claim(shard_id)
            try:
                return await self._table.take(shard_id, process=process, fencing=fencing, reserve=RESERVE)
            except DatabaseUnavailableError as error:
                logger.warning("Shard {} waits with its session for the database: {}", shard_id, error)
                await asyncio.sleep(_RETRY_SECONDS)
            except NoStartsLeftError:
                await self._wait_for_starts(shard_id)

    async def _is_delayed(self, turn: Turn) -> bool:
        try:
            return await self._table.delay(turn)
        except DatabaseUnavailableError:
            return False

    async def _wait_for_starts(self, shard_id: int) -> None:
        try:
            advice = await self._advice.get(age=LOOK_SECONDS)
        except (DatabaseUnavailableError, NoAdviceError) as error:
            logger.warning("Shard {} cannot learn how many sessions are left: {}", shard_id, error)
        else:
            if advice.starts_left > RESERVE:
                return
            left, wait = advice.starts_left, timedelta(seconds=round(advice.reset_after))
            logger.warning("Shard {} waits: only {} sessions are left, Discord allows more in {}", shard_id, left, wait)
        await asyncio.sleep(LOOK_SECONDS)


async def _sleep_until(at: float) -> None:
    # Also where it is past: asyncio.sleep(0) would do, and a negative time does.
    await asyncio.sleep(max(0.0, at - asyncio.get_running_loop().time()))
