"""What a process has when nothing happens: its tasks, its connections, its open files."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping
from contextlib import suppress
from time import time
from typing import Final

import aiohttp
import psutil

from soak.checks.leaks import Rest, left_over, usual
from soak.fleet import Fleet, Slot

GAUGE: Final = re.compile(r"^astromorty_(asyncio_tasks|menus) (\d+)", re.MULTILINE)
ANSWERS_WITHIN: Final = 5.0
# Before the load everybody is looked at so often, after it for so long until it is as before (seconds).
LOOKS: Final = 4
PAUSE: Final = 0.25
COMES_TO_REST_WITHIN: Final = 20.0


async def before_the_load(fleet: Fleet, redis_port: int) -> Rest:
    """Return what a process has that has started and answered a few commands."""
    looks: list[Rest] = []
    for _ in range(LOOKS):
        await asyncio.sleep(PAUSE)
        looks += (await _look_at_all(fleet, redis_port)).values()
    return usual(looks)


async def after_the_load(fleet: Fleet, redis_port: int, before: Rest) -> tuple[str, list[str]]:
    """Wait until no process has more than before the load; return what they have, and what is left over."""
    began = time()
    while True:
        looks = await _look_at_all(fleet, redis_port)
        violations = left_over(before, {slot.name: looks.get(slot.name) for slot in fleet.slots})
        if not violations or time() - began > COMES_TO_REST_WITHIN:
            return (
                f"tasks and connections: {before} before; {', '.join(f'{n} {r}' for n, r in looks.items())}",
                violations,
            )
        await asyncio.sleep(PAUSE)


async def _look_at_all(fleet: Fleet, redis_port: int) -> Mapping[str, Rest]:
    """Look at each process; one that does not answer is left out."""
    holders = fleet.holders()
    found: dict[str, Rest] = {}
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=ANSWERS_WITHIN)) as http:
        for slot in fleet.slots:
            with suppress(aiohttp.ClientError, TimeoutError, psutil.Error):
                shards = sum(slot.number in numbers for numbers in holders.values())
                found[slot.name] = await _look(slot, shards, redis_port, http)
    return found


async def _look(slot: Slot, shards: int, redis_port: int, http: aiohttp.ClientSession) -> Rest:
    async with http.get(f"http://127.0.0.1:{slot.port}/metrics") as answer:
        gauges = dict(GAUGE.findall(await answer.text()))
    process = psutil.Process(slot.pid)
    to_redis = sum(bool(each.raddr) and each.raddr.port == redis_port for each in process.net_connections("tcp"))
    tasks = int(gauges["asyncio_tasks"]) - int(gauges["menus"]) - shards
    return Rest(tasks, to_redis, process.num_fds())
