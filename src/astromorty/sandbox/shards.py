"""Which process of several holds which of the gateway's shards."""

from collections.abc import Collection
from typing import Final

_MOST_SHARDS_PER_PROCESS: Final = 4


def share_out(guild_ids: Collection[int], processes: int) -> tuple[tuple[int, ...], ...]:
    """Return each process's shards: as few in all as give every process a server, where there are enough.

    A server's shard follows from its ID: https://discord.com/developers/docs/events/gateway#sharding
    """
    best: tuple[tuple[int, ...], ...] = ()
    most = -1
    for count in range(processes, _MOST_SHARDS_PER_PROCESS * processes + 1):
        shares = tuple(tuple(range(process, count, processes)) for process in range(processes))
        used = {(guild_id >> 22) % count % processes for guild_id in guild_ids}
        if len(used) > most:
            best, most = shares, len(used)
    return best
