"""Grants of experience: the one write whose caller does not wait until every process has heard of it.

So a read may be behind what others were told, but not for longer than a lease: by then whoever believes what it holds
has looked for what is owed.
"""

from __future__ import annotations

import asyncio
import random
from collections import deque
from collections.abc import Callable
from time import monotonic
from typing import Final

from astromorty.database.controllers.level import LevelController
from astromorty.database.errors import DatabaseUnavailableError
from astromorty.services.xp_grants import XpGrants
from faults.board import Board, Count, Phase, Tally

GUILD: Final = 1000
GRANTED_MEMBER: Final = 8
LEASE: Final = 1.0
MOST: Final = 9
PAUSE: Final = (0.0, 0.02)
NOTE_EVERY: Final = 0.02


class Grants:
    """One process's grants, to the same members as everybody's, and its reads of them."""

    def __init__(
        self, board: Board, process: int, levels: LevelController, grants: XpGrants, tell: Callable[[str], None]
    ) -> None:
        self.board = board
        self.process = process
        self._levels = levels
        self._grants = grants
        self._tell = tell
        # (monotonic seconds, what was acknowledged by then of each key), the oldest first.
        self._noted: deque[tuple[float, list[int]]] = deque()

    async def run(self) -> None:
        """Grant and read until the phase ends."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._grant())
            tasks.create_task(self._read())

    async def _grant(self) -> None:
        while self.board.phase == Phase.LOAD:
            key, amount = random.choice(self.board.keys), random.randint(1, MOST)
            self._raise(Tally.XP_TRIED, key, amount)
            try:
                await self._grants.grant(GRANTED_MEMBER, GUILD + key, amount)
            except DatabaseUnavailableError:
                self.board.add(Count.WRITE_ERRORS, self.process)
            else:
                self._raise(Tally.XP, key, amount)
                self.board.add(Count.WRITES, self.process)
            await asyncio.sleep(random.uniform(*PAUSE))

    async def _read(self) -> None:
        while self.board.phase == Phase.LOAD:
            key = random.choice(self.board.keys)
            floor = self._acknowledged_a_lease_ago(key)
            try:
                level = await self._levels.get(GRANTED_MEMBER, GUILD + key)
            except DatabaseUnavailableError:
                self.board.add(Count.READ_ERRORS, self.process)
            else:
                self.board.add(Count.READS, self.process)
                found = level.xp if level else 0
                if found < floor:
                    self.board.add(Count.STALE, self.process)
                    self._tell(f"stale: process {self.process}: {found} XP of {key}, {floor} were granted a lease ago")
            await asyncio.sleep(random.uniform(*PAUSE))

    def _acknowledged_a_lease_ago(self, key: int) -> int:
        now = monotonic()
        if not self._noted or now - self._noted[-1][0] > NOTE_EVERY:
            self._noted.append((now, [acknowledged(self.board, each) for each in self.board.keys]))
        while len(self._noted) > 1 and self._noted[1][0] <= now - LEASE:
            self._noted.popleft()
        noted_at, floors = self._noted[0]
        return floors[key] if noted_at <= now - LEASE else 0

    def _raise(self, tally: Tally, key: int, amount: int) -> None:
        self.board.set_tally(tally, self.process, key, self.board.tally(tally, self.process, key) + amount)


def acknowledged(board: Board, key: int) -> int:
    """Return the experience whose grants were acknowledged."""
    return sum(board.tally(Tally.XP, process, key) for process in board.processes)


def tried(board: Board, key: int) -> int:
    """Return the experience whose grants were sent."""
    return sum(board.tally(Tally.XP_TRIED, process, key) for process in board.processes)
