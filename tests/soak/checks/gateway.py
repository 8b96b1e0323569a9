"""Shards have one holder all along, and sessions begin in turn."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from discord_sandbox.gateway.identify import IdentifyRecord
from discord_sandbox.gateway.session import DoubleSession
from soak.windows import Windows

# Who could not renew it leaves the gateway as late as that, in seconds.
LEASE = 15.0
# From when on the session before may have waited to be noted (seconds).
ON_ITS_WAY = 7.0


def wrongly_held(holders: Mapping[int, Sequence[int]], shard_count: int) -> list[str]:
    """Find the shards that are not held by exactly one process, by the processes that are connected for each."""
    return [
        f"shard {shard} is held by processes {list(holders.get(shard, ()))}"
        for shard in range(shard_count)
        if len(holders.get(shard, ())) != 1
    ]


def too_early(records: Iterable[IdentifyRecord], windows: Windows, *, epoch: float) -> list[str]:
    """Find the sessions that began sooner after another of the same bucket than Discord lets them.

    `epoch` is when the clock of the records was 0. A machine that was busy may have let the other one wait on its way.
    """
    return [
        f"shard {each.shard_id} identified {each.early:.2f} s too early"
        for each in records
        if each.early > 0 and not windows.was_busy(epoch + each.at - ON_ITS_WAY, epoch + each.at)
    ]


@dataclass(slots=True)
class Gap:
    """A time in which nobody was connected for a shard (seconds since 1970)."""

    shard: int
    began: float
    ended: float


def unserved(gaps: Iterable[Gap], windows: Windows) -> list[str]:
    """Find the times without a connection that nothing explains which was broken then, or shortly before."""
    return [
        f"nobody was connected for shard {gap.shard} from {gap.began:.2f} to {gap.ended:.2f}"
        for gap in gaps
        if not windows.excuse(None, gap.began - LEASE, gap.began)
    ]


def served_twice(doubles: Iterable[DoubleSession], windows: Windows) -> list[str]:
    """Find the moments at which a shard got a second session though nobody stood still for longer than a lease."""
    return [
        f"shard {each.shard_id} had two sessions at {each.at.timestamp():.2f}"
        for each in doubles
        if not windows.may_double(each.at.timestamp())
    ]
