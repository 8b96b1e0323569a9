"""At rest a process has no more than before the load: a task or a connection that nobody ends is found here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from statistics import median_high

# Sockets to Postgres and Discord that are kept open for the next use.
KEPT_FILES = 30


@dataclass(frozen=True, slots=True)
class Rest:
    """What one process has.

    Attributes:
        tasks: Of its event loop, besides one for each shard and one for each menu that waits for a press.
        redis: Connections to Redis.
        files: Open files and connections of all kinds.
    """

    tasks: int
    redis: int
    files: int

    def __str__(self) -> str:
        return f"{self.tasks} tasks, {self.redis} to Redis, {self.files} files"


def usual(looks: Iterable[Rest]) -> Rest:
    """Return the median of everything that was seen."""
    seen = list(looks)
    return Rest(
        *(median_high(count) for count in zip(*((each.tasks, each.redis, each.files) for each in seen), strict=True))
    )


def left_over(before: Rest, after: Mapping[str, Rest | None]) -> list[str]:
    """Find the processes that have more than one had before the load; None stands for one that does not tell."""
    most = Rest(before.tasks, before.redis, before.files + KEPT_FILES)
    violations: list[str] = []
    for process, has in after.items():
        if has is None:
            violations.append(f"{process} does not tell how many tasks it has")
        elif has.tasks > most.tasks or has.redis > most.redis or has.files > most.files:
            violations.append(f"{process} has {has}, before the load {before}")
    return violations
