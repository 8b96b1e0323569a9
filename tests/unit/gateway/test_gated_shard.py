"""A shard that waits for its turn."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from types import SimpleNamespace
from typing import Any, cast

from discord.shard import EventItem, EventType

from astromorty.gateway.gated_shard import GatedShard


class BrokenGate:
    @asynccontextmanager
    async def turn(self, shard_id: int) -> AsyncGenerator[None]:
        raise RuntimeError(f"no turn for {shard_id}")
        yield


async def test_what_nobody_expects_of_the_gate_ends_the_bot_and_leaves_no_shard_silent() -> None:
    told: asyncio.Queue[EventItem] = asyncio.Queue()
    client: Any = SimpleNamespace(dispatch=None, _reconnect=True)
    shard = GatedShard(cast("Any", SimpleNamespace(shard_id=3)), client, told.put_nowait, cast("Any", BrokenGate()))
    await shard.reconnect()
    item = await asyncio.wait_for(told.get(), 5)
    assert (item.type, str(item.error)) == (EventType.terminate, "no turn for 3")
