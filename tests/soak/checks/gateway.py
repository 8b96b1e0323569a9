"""Shards have one holder, sessions begin in turn, and nothing is left over."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from discord_sandbox.gateway.identify import IdentifyRecord


def wrongly_held(holders: Mapping[int, Sequence[int]], shard_count: int) -> list[str]:
    """Find the shards that are not held by exactly one process, by the processes that are connected for each."""
    return [
        f"shard {shard} is held by processes {list(holders.get(shard, ()))}"
        for shard in range(shard_count)
        if len(holders.get(shard, ())) != 1
    ]


def too_early(records: Iterable[IdentifyRecord]) -> list[str]:
    """Find the sessions that began sooner after another of the same bucket than Discord lets them."""
    return [f"shard {each.shard_id} identified {each.early:.2f} s too early" for each in records if each.early > 0]


def too_many(what: str, counts: Mapping[str, int], most: int) -> list[str]:
    """Find the processes that have more of something than a process may need."""
    return [f"{process} has {count} {what}, more than {most}" for process, count in counts.items() if count > most]
