"""How long a shard waits for the servers that READY listed."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Any, cast

import pytest

from astromorty.gateway.listed_servers import ListedServers


@dataclass
class Guild:
    id: int
    shard_id: int
    unavailable: bool


def listed(*guilds: Guild) -> ListedServers:
    return ListedServers(lambda: cast("Any", guilds), shard_id=0)


def arrives(servers: ListedServers, guild: Guild) -> None:
    guild.unavailable = False
    servers.put_nowait(cast("Any", guild))


async def next_of(servers: ListedServers) -> Any:
    """Wait for a server as discord.py does, which takes silence for the end."""
    return await asyncio.wait_for(servers.get(), timeout=0.2)


async def ends_at_once(servers: ListedServers) -> None:
    began = asyncio.get_running_loop().time()
    with pytest.raises(TimeoutError):
        await next_of(servers)
    assert asyncio.get_running_loop().time() - began < 0.1, "silence was waited for"


async def test_once_all_servers_have_arrived_nothing_is_waited_for() -> None:
    first, second, elsewhere = Guild(1, 0, True), Guild(2, 0, True), Guild(3, 1, True)
    servers = listed(first, second, elsewhere)
    arrives(servers, first)
    assert await next_of(servers) is first
    arrives(servers, second)
    assert await next_of(servers) is second
    await ends_at_once(servers)


async def test_a_server_that_is_missing_is_waited_for() -> None:
    there, missing = Guild(1, 0, True), Guild(2, 0, True)
    servers = listed(there, missing)
    arrives(servers, there)
    assert await next_of(servers) is there
    waiting = asyncio.create_task(next_of(servers))
    await asyncio.sleep(0.02)
    assert not waiting.done()
    arrives(servers, missing)
    assert await waiting is missing


async def test_a_shard_without_servers_waits_for_none() -> None:
    await ends_at_once(listed())
