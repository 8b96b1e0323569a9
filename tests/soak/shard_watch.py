"""Which shards nobody is connected for, all along."""

from __future__ import annotations

import asyncio
from time import time
from typing import Final

from soak.checks.gateway import Gap
from soak.scene import Scene

PERIOD: Final = 0.1


async def watch_shards(scene: Scene, gaps: list[Gap]) -> None:
    """Note for ever when a shard is not connected."""
    open_gaps: dict[int, Gap] = {}
    while True:
        now = time()
        connected = {session.identity.shard_id for session in scene.discord.gateway.connected}
        for shard in range(scene.shard_count):
            if shard in connected:
                open_gaps.pop(shard, None)
            elif shard in open_gaps:
                open_gaps[shard].ended = now
            else:
                open_gaps[shard] = Gap(shard, now, now)
                gaps.append(open_gaps[shard])
        await asyncio.sleep(PERIOD)
