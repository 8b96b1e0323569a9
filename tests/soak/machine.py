"""Whether the machine itself keeps the bot from its work: on a quiet one, never."""

from __future__ import annotations

import asyncio
import os
from contextlib import suppress
from pathlib import Path
from time import time
from typing import Final

from soak.fleet import Fleet
from soak.windows import BUSY, Window, Windows

PERIOD: Final = 0.5
# A process that had work and waited for a processor for this share of the time does its work several times slower.
STARVED: Final = 0.35


def waited(pid: int) -> float:
    """Return how many seconds a process has waited for a processor; 0 where the system does not tell."""
    with suppress(OSError, ValueError, IndexError):
        # https://docs.kernel.org/scheduler/sched-stats.html
        return int(Path(f"/proc/{pid}/schedstat").read_text().split()[1]) / 1e9
    return 0.0


async def watch_machine(fleet: Fleet, windows: Windows) -> None:
    """Note for ever when the bot, or this process, waits for a processor because of others on this machine."""
    before: dict[int, float] = {}
    began = time()
    while True:
        await asyncio.sleep(PERIOD)
        now = time()
        waits = {pid: waited(pid) for pid in (*fleet.pids(), os.getpid())}
        starved = any(wait - before.get(pid, wait) > STARVED * (now - began) for pid, wait in waits.items())
        if starved:
            last = windows.all[-1] if windows.all else None
            if last is None or last.what != BUSY or last.ended < began:
                windows.open(Window(BUSY, began, loses=False, twice=True)).ended = now
            else:
                last.ended = now
        before, began = waits, now
