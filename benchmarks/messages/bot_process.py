"""A bot in a process of its own: when it is ready, and what it takes of the machine."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from asyncio.subprocess import PIPE, STDOUT, Process, create_subprocess_exec
from collections import deque
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from time import perf_counter
from typing import Final, Self

import psutil

# As discord.py installs by itself: it takes orjson, which ours brings, wherever it finds it.
_PLAIN: Final = "import runpy, sys; sys.modules['orjson'] = None; runpy.run_module(sys.argv[1], None, '__main__')"
BARE: Final = ("-c", _PLAIN, "benchmarks.messages.bare_bot")
OURS: Final = ("-m", "astromorty", "run")
ROOT: Final = Path(__file__).resolve().parents[2]
READY_WITHIN: Final = 180.0
STOP_WITHIN: Final = 15.0


class BotProcess:
    """A running bot.

    Attributes:
        ready_after: Seconds from the process's start to the bot's word that it is ready.
        log: The latest lines that it logged.
    """

    def __init__(self, process: Process) -> None:
        self._process = process
        self._watched = psutil.Process(process.pid)
        self._began = perf_counter()
        self._ready = asyncio.Event()
        self.ready_after = 0.0
        self.log: deque[str] = deque(maxlen=50)
        self._reading = asyncio.create_task(self._read(), name="read the bot's log")

    @classmethod
    async def start(cls, program: Sequence[str], folder: Path, settings: Mapping[str, str]) -> Self:
        """Start a bot in `folder`; it is not ready then."""
        inherited = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "TMPDIR") if name in os.environ}
        environment = {**inherited, "PYTHONPATH": str(ROOT), **settings}
        command = (sys.executable, *program)
        return cls(await create_subprocess_exec(*command, cwd=folder, env=environment, stdout=PIPE, stderr=STDOUT))

    async def ready(self) -> None:
        """Wait until the bot is ready; fail with its log if it ends before."""
        await asyncio.wait(
            {self._reading, ready := asyncio.create_task(self._ready.wait())},
            timeout=READY_WITHIN,
            return_when=asyncio.FIRST_COMPLETED,
        )
        ready.cancel()
        assert self._ready.is_set(), "the bot did not become ready:\n" + "\n".join(self.log)

    def cpu(self) -> float:
        """Return the seconds of a processor that it has taken so far."""
        times = self._watched.cpu_times()
        return times.user + times.system

    def memory(self) -> float:
        """Return its resident memory in MB, of a million bytes."""
        return self._watched.memory_info().rss / 1e6

    async def stop(self) -> None:
        """End it, in order if it can."""
        with suppress(ProcessLookupError):
            self._process.send_signal(signal.SIGTERM)
        try:
            await asyncio.wait_for(self._process.wait(), STOP_WITHIN)
        except TimeoutError:
            self._process.kill()
            await self._process.wait()
        await self._reading

    async def _read(self) -> None:
        assert self._process.stdout is not None
        async for line in self._process.stdout:
            self.log.append(line.decode(errors="replace").rstrip())
            if "Ready" in self.log[-1] and not self._ready.is_set():
                self.ready_after = perf_counter() - self._began
                self._ready.set()
