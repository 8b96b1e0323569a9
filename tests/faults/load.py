"""What a process does during a run: readers that check every answer, writers that note every acknowledgement.

Odd keys have one writing process, which numbers its values, so that a prefix or a missing level can be dated too. Even
keys are written by all, and dated by their row's version.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable
from typing import Final

from astromorty.database.controllers.guild_config import GuildConfigController
from astromorty.database.controllers.level import LevelController
from astromorty.database.errors import DatabaseUnavailableError
from faults.board import Board, Count, Phase, Tally
from faults.grants import GUILD

MEMBER: Final = 7
READERS: Final = 4
WRITERS: Final = 2
RESET_EVERY: Final = 4
"""Each fourth number of a level is its deletion: "there is none" is a value too."""
BURST: Final = 3

Check = Callable[[int], Awaitable[str]]


class Load:
    """The readers and writers of one process."""

    def __init__(
        self,
        board: Board,
        process: int,
        configs: GuildConfigController,
        levels: LevelController,
        *,
        bursts: bool,
        tell: Callable[[str], None],
    ) -> None:
        self.board = board
        self.process = process
        self.configs = configs
        self.levels = levels
        self.bursts = bursts
        self.tell = tell

    async def run(self) -> None:
        """Read and write until the phase ends."""
        async with asyncio.TaskGroup() as tasks:
            for _ in range(READERS):
                tasks.create_task(self._read())
            for number in range(WRITERS):
                tasks.create_task(self._write(number))

    def is_mine(self, key: int) -> bool:
        """Tell whether only this process writes to a key."""
        return key % 2 == 1 and key // 2 % len(self.board.processes) == self.process

    async def _read(self) -> None:
        checks: tuple[Check, ...] = (self._check_config, self._check_prefix, self._check_level)
        while self.board.phase == Phase.LOAD:
            try:
                stale = await random.choice(checks)(random.choice(self.board.keys))
            except DatabaseUnavailableError:
                self.board.add(Count.READ_ERRORS, self.process)
                await asyncio.sleep(0.01)
                continue
            self.board.add(Count.READS, self.process)
            if stale:
                self.board.add(Count.STALE, self.process)
                self.tell(f"stale: process {self.process}: {stale}")
            await asyncio.sleep(0 if random.random() < 0.8 else random.uniform(0, 0.004))

    async def _check_config(self, key: int) -> str:
        floor = self.board.highest(Tally.VERSION, key)
        config = await self.configs.get_config_by_guild_id(GUILD + key)
        version = config.version if config else 0
        return f"settings {key} at version {version}, acknowledged {floor}" if version < floor else ""

    async def _check_prefix(self, key: int) -> str:
        floor = self.board.highest(Tally.PREFIX, key)
        prefix = await self.configs.get_prefix_by_guild_id(GUILD + key)
        is_old = key % 2 == 1 and int(prefix or 0) < floor
        return f"prefix {key} number {prefix}, acknowledged {floor}" if is_old else ""

    async def _check_level(self, key: int) -> str:
        floor = self.board.highest(Tally.LEVEL, key)
        level = await self.levels.get(MEMBER, GUILD + key)
        # That there is none may be the outcome of the last deletion that was sent before the answer came.
        number = level.xp if level else self.board.highest(Tally.LEVEL_TRIED, key) // RESET_EVERY * RESET_EVERY
        return f"level {key} number {level and level.xp}, acknowledged {floor}" if number < floor else ""

    async def _write(self, number: int) -> None:
        mine = [
            key
            for key in self.board.keys
            if self.is_mine(key) and key // 2 // len(self.board.processes) % WRITERS == number
        ]
        shared = [key for key in self.board.keys if key % 2 == 0]
        while self.board.phase == Phase.LOAD:
            key = random.choice(mine if mine and random.random() < 0.7 else shared)
            write = self._set_level if key in mine and random.random() < 0.5 else self._set_prefix
            for _ in range(BURST if self.bursts else 1):
                try:
                    await write(key)
                except DatabaseUnavailableError:
                    self.board.add(Count.WRITE_ERRORS, self.process)
                    await asyncio.sleep(0.01)
                else:
                    self.board.add(Count.WRITES, self.process)
            await asyncio.sleep(random.uniform(0.05, 0.15) if self.bursts else random.uniform(0, 0.01))

    async def _set_prefix(self, key: int) -> None:
        number = self._next(Tally.PREFIX_TRIED, key)
        config = await self.configs.update_config(GUILD + key, prefix=str(number))
        version = max(config.version, self.board.tally(Tally.VERSION, self.process, key))
        self.board.set_tally(Tally.VERSION, self.process, key, version)
        writes = self.board.tally(Tally.CONFIG_WRITES, self.process, key)
        self.board.set_tally(Tally.CONFIG_WRITES, self.process, key, writes + 1)
        self.board.set_tally(Tally.PREFIX, self.process, key, number)

    async def _set_level(self, key: int) -> None:
        number = self._next(Tally.LEVEL_TRIED, key)
        if number % RESET_EVERY == 0:
            await self.levels.reset(MEMBER, GUILD + key)
        else:
            await self.levels.set_xp(MEMBER, GUILD + key, number)
        self.board.set_tally(Tally.LEVEL, self.process, key, number)

    def _next(self, tried: Tally, key: int) -> int:
        number = self.board.tally(tried, self.process, key) + 1
        self.board.set_tally(tried, self.process, key, number)
        return number
