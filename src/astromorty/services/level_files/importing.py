"""Experience from a file into the database: looked at first, then written in one transaction."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Sequence
from typing import Final

from astromorty.database.controllers.level_transfer import Counts, ImportMode, LevelTransferController, Standing
from astromorty.database.engine import Database
from astromorty.services.level_files.reading import LevelFile, read_level_file

# Many enough that a statement owes the cache their server as a whole, few enough that the loop is free in between.
_AT_ONCE: Final = 2_000

Progress = Callable[[int, int], Awaitable[None]]
"""Told how many members of how many are done."""


class LevelImporter:
    """Brings experience from files into servers."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._levels = LevelTransferController(database)

    async def read(self, data: bytes, filename: str) -> LevelFile:
        """Return what a file says, read in a thread; raise `InvalidInput` for one that cannot be used."""
        return await asyncio.to_thread(read_level_file, data, filename)

    async def preview(self, guild_id: int, standings: Sequence[Standing], mode: ImportMode) -> Counts:
        """Return how many members `apply` would change; changes nothing."""
        counts = Counts()
        for part in _parts(standings):
            counts += await self._levels.compare(guild_id, part, mode)
        return counts

    async def apply(
        self, guild_id: int, standings: Sequence[Standing], mode: ImportMode, progress: Progress | None = None
    ) -> Counts:
        """Write all standings or none; return how many members were changed.

        Grants to members who are in the file wait meanwhile. Whatever `progress` raises ends the import.
        """
        counts = Counts()
        done = 0
        async with self._database.unit_of_work():
            for part in _parts(standings):
                counts += await self._levels.write(guild_id, part, mode)
                done += len(part)
                if progress is not None:
                    await progress(done, len(standings))
        return counts


def _parts(standings: Sequence[Standing]) -> Iterator[Sequence[Standing]]:
    return (standings[start : start + _AT_ONCE] for start in range(0, len(standings), _AT_ONCE))
