"""A program that the sandbox starts and that ends with it."""

import asyncio
import ctypes
import os
import signal
import sys
from asyncio.subprocess import Process
from collections.abc import Mapping
from pathlib import Path
from typing import Final, Self

# All that a child gets from the sandbox's own environment: what a program needs, and nothing that configures a bot.
_INHERITED: Final = ("PATH", "HOME", "LANG", "LC_ALL", "LC_CTYPE", "TERM", "TMPDIR", "TZ")

# A bot itself takes at most 10 s to stop (see its own shutdown); after that something hangs.
_STOP_SECONDS: Final = 12

_PR_SET_PDEATHSIG: Final = 1


class ChildProcess:
    """A running program; what it prints goes where the sandbox's own output goes, unless it is to be quiet."""

    def __init__(self, process: Process) -> None:
        self._process = process

    @classmethod
    async def start(cls, *command: str, folder: Path, settings: Mapping[str, str], quiet: bool = False) -> Self:
        """Start a program with `settings` as environment variables, in `folder`."""
        inherited = {name: os.environ[name] for name in _INHERITED if name in os.environ}
        process = await asyncio.create_subprocess_exec(
            *command,
            cwd=folder,
            env={**inherited, **settings},
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.DEVNULL if quiet else None,
            # Ctrl-C reaches the whole foreground group: the sandbox decides in which order things stop.
            start_new_session=True,
            preexec_fn=_DeathWithParent() if sys.platform == "linux" else None,
        )
        return cls(process)

    @property
    def has_ended(self) -> bool:
        """Whether the program is over."""
        return self._process.returncode is not None

    async def wait(self) -> int:
        """Wait for the end and return the exit code, negative for a signal."""
        return await self._process.wait()

    async def stop(self, within: float = _STOP_SECONDS) -> None:
        """Ask the program to stop, and end it when it has not after so many seconds."""
        if self._process.returncode is None:
            self._process.send_signal(signal.SIGTERM)
            try:
                await asyncio.wait_for(self._process.wait(), within)
            except TimeoutError:
                self._process.kill()
                await self._process.wait()


class _DeathWithParent:
    """Runs in the child between fork and exec: no lock may be taken there, so everything is looked up before."""

    def __init__(self) -> None:
        self._prctl = ctypes.CDLL(None, use_errno=True).prctl
        self._parent = os.getpid()

    def __call__(self) -> None:
        self._prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != self._parent:  # it died in between
            os._exit(1)
