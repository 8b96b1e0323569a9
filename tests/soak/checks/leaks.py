"""Nothing is left over: connections, open files, shards."""

from __future__ import annotations

from collections.abc import Mapping, Sequence


def wrongly_held(holders: Mapping[int, Sequence[int]], shard_count: int) -> list[str]:
    """Find the shards that are not held by exactly one process, by the processes that are connected for each."""
    return [
        f"shard {shard} is held by processes {list(holders.get(shard, ()))}"
        for shard in range(shard_count)
        if len(holders.get(shard, ())) != 1
    ]


def too_many(what: str, counts: Mapping[str, int], most: int) -> list[str]:
    """Find the processes that have more of something than a process may need."""
    return [f"{process} has {count} {what}, more than {most}" for process, count in counts.items() if count > most]
