"""What the processes of a run tell each other, in shared memory: it survives whoever is killed or stopped.

Each number has one writing process, and is one aligned machine word: nobody ever reads half of it.
"""

from __future__ import annotations

import mmap
from enum import IntEnum
from pathlib import Path
from typing import Final

WORD: Final = 8


class Phase(IntEnum):
    """What all processes are to do."""

    STARTING = 0
    LOAD = 1
    QUIET = 2
    VERIFY = 3
    DONE = 4


class Count(IntEnum):
    """What a process reports of itself; `ORDER` is what it is told."""

    REACHED = 0
    """The phase it has come to; in QUIET, that it believes its tiers again."""
    ORDER = 1
    READS = 2
    CACHED = 3
    """Reads answered by a tier."""
    WRITES = 4
    STALE = 5
    READ_ERRORS = 6
    WRITE_ERRORS = 7
    SAMPLED = 8
    BEHIND = 9
    """Comparisons that the cache's own sampler made, and entries that it found behind the database."""


class Order(IntEnum):
    """What a process is to do to itself at the worst moment."""

    NONE = 0
    DIE_AFTER_COMMIT = 1
    STOP_WITH_DEBTS = 2


class Tally(IntEnum):
    """What a process has done to a key."""

    VERSION = 0
    """The greatest version of its settings that a writer was told."""
    CONFIG_WRITES = 1
    """Writes to its settings that were acknowledged."""
    PREFIX_TRIED = 2
    PREFIX = 3
    """Number of the last prefix that was acknowledged; `PREFIX_TRIED` of the last that was sent."""
    LEVEL_TRIED = 4
    LEVEL = 5
    """The same for levels."""
    STUCK = 6
    """1 once the cache did not hold what the database did."""
    XP_TRIED = 7
    XP = 8
    """Experience granted: acknowledged; `XP_TRIED` what was sent."""


class Board:
    """The numbers of one run."""

    def __init__(self, file: Path, processes: int, keys: int) -> None:
        self.processes = range(processes)
        self.keys = range(keys)
        self._tallies_at = 1 + processes * len(Count)
        size = WORD * (self._tallies_at + len(Tally) * processes * keys)
        with file.open("a+b") as opened:
            opened.truncate(size)
            self._words = memoryview(mmap.mmap(opened.fileno(), size)).cast("q")

    @property
    def phase(self) -> int:
        """The phase all are to be in."""
        return self._words[0]

    @phase.setter
    def phase(self, phase: Phase) -> None:
        self._words[0] = phase

    def count(self, count: Count, process: int) -> int:
        """Return one of a process's numbers."""
        return self._words[1 + process * len(Count) + count]

    def total(self, count: Count) -> int:
        """Return the sum of a number over all processes."""
        return sum(self.count(count, process) for process in self.processes)

    def set_count(self, count: Count, process: int, value: int) -> None:
        """Set one of a process's numbers."""
        self._words[1 + process * len(Count) + count] = value

    def add(self, count: Count, process: int, more: int = 1) -> None:
        """Raise one of a process's numbers."""
        self._words[1 + process * len(Count) + count] += more

    def tally(self, tally: Tally, process: int, key: int) -> int:
        """Return what one process did to a key."""
        return self._words[self._tally_at(tally, process, key)]

    def set_tally(self, tally: Tally, process: int, key: int, value: int) -> None:
        """Note what a process did to a key."""
        self._words[self._tally_at(tally, process, key)] = value

    def highest(self, tally: Tally, key: int) -> int:
        """Return the greatest number that any process has noted for a key."""
        return max(self.tally(tally, process, key) for process in self.processes)

    def _tally_at(self, tally: Tally, process: int, key: int) -> int:
        return self._tallies_at + (tally * len(self.processes) + process) * len(self.keys) + key
