"""What discord.py keeps to itself of a client that runs: it knows no shard that comes or goes later."""

# All of it is private there.
# ruff: noqa: SLF001
# pyright: reportPrivateUsage=false

from __future__ import annotations

import asyncio
from collections.abc import Collection
from typing import Any

import discord
from discord.shard import EventItem, Shard

from astromorty.gateway.listed_servers import ListedServers


def shards_of(client: discord.AutoShardedClient) -> dict[int, Shard]:
    """Return the client's own table of its shards."""
    return vars(client)["_AutoShardedClient__shards"]


def tell(client: discord.AutoShardedClient, item: EventItem) -> None:
    """Give the client's `connect` something to do."""
    vars(client)["_AutoShardedClient__queue"].put_nowait(item)


def expect_shards(client: discord.AutoShardedClient, shard_ids: Collection[int], count: int) -> None:
    """Let the client be ready once it has these shards, as its own `launch_shards` does."""
    client.shard_count = client._connection.shard_count = count
    client._connection.shard_ids = sorted(shard_ids)


def expect_servers(client: discord.AutoShardedClient, shard_id: int) -> None:
    """Let a shard that connects now be ready once all servers have arrived that READY will list."""
    state: Any = client._connection
    state._ready_states[shard_id] = ListedServers(lambda: client.guilds, shard_id)


async def forget_servers(client: discord.AutoShardedClient) -> None:
    """Let the client be as before its first connection; buttons and forms it still knows, unlike after `clear`."""
    state: Any = client._connection
    tasks: list[asyncio.Task[None]] = [*state._ready_tasks.values()]
    tasks += [] if state._ready_task is None else [state._ready_task]
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    state._ready_task = None
    state._ready_tasks.clear()
    state._ready_states.clear()
    user = state.user
    state.clear(views=False)
    state.user = user
    shards_of(client).clear()
    client._ready.clear()
