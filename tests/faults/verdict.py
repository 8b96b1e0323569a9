"""What came of a run, and when a write counts as lost."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from astromorty.database.controllers.guild_config import GuildConfigController
from astromorty.database.controllers.level import LevelController
from astromorty.database.engine import Database
from faults.board import Board, Tally
from faults.grants import GRANTED_MEMBER, acknowledged, tried
from faults.load import GUILD, MEMBER, RESET_EVERY


@dataclass(frozen=True, slots=True)
class Verdict:
    """The numbers of one run."""

    fault: str
    server: str
    processes: int
    reads: int
    cached: int
    writes: int
    stale: int
    stuck: int
    lost: int
    sampled: int
    behind: int
    """Entries that the cache's own sampler compared with the database, and found behind it."""
    errors: int
    """Reads and writes that failed though the fault gives no reason to."""
    told: tuple[str, ...]
    """What the processes had to say, line by line."""

    @property
    def violations(self) -> int:
        """How often a promise was broken; a run that proves nothing, or whose processes ended, is one, too."""
        ended = sum("ended" in line or "has not come" in line for line in self.told)
        return self.stale + self.stuck + self.lost + self.behind + self.errors + ended + self.proves_nothing

    @property
    def proves_nothing(self) -> bool:
        """Whether nothing was written or nothing served from a tier, as on a machine too busy to renew a lease."""
        return self.writes == 0 or self.cached == 0

    def row(self) -> Sequence[str]:
        """Return the table's cells."""
        share = f"{100 * self.cached / max(1, self.reads):.0f} %"
        done = (self.processes, self.reads, share, self.writes)
        seen = (self.stale, self.stuck, self.lost, self.sampled, self.behind)
        return self.fault, self.server, *map(str, (*done, *seen)), "VIOLATED" if self.violations else "holds"


COLUMNS = (
    *("fault", "server", "processes", "reads", "cached", "writes"),
    *("stale", "stuck", "lost", "sampled", "behind", "verdict"),
)


async def lost_writes(board: Board, database_url: str, tell: Callable[[str], None]) -> int:
    """Return how many acknowledged writes the database does not hold."""
    database = Database.from_url(database_url, pool_size=1)
    configs, levels = GuildConfigController(database), LevelController(database)
    lost = 0
    try:
        for key in board.keys:
            config = await configs.get_by_id(GUILD + key)
            # Each write raises the version by one, so it is at least the number of writes.
            writes = sum(board.tally(Tally.CONFIG_WRITES, process, key) for process in board.processes)
            missing = max(0, writes - (config.version if config else 0))
            if key % 2 == 1:
                missing += int(config.prefix or 0 if config else 0) < board.highest(Tally.PREFIX, key)
                level = await levels.get_by_id(GUILD + key, MEMBER)
                last_deletion = board.highest(Tally.LEVEL_TRIED, key) // RESET_EVERY * RESET_EVERY
                missing += (level.xp if level else last_deletion) < board.highest(Tally.LEVEL, key)
            granted = await levels.get_by_id(GUILD + key, GRANTED_MEMBER)
            xp = granted.xp if granted else 0
            missing += not acknowledged(board, key) <= xp <= tried(board, key)
            if missing:
                tell(f"lost: {missing} writes to key {key}")
            lost += missing
    finally:
        await database.close()
    return lost
