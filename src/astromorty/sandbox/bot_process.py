"""The bot as a child process of the sandbox."""

import asyncio
import ctypes
import os
import signal
import sys
from asyncio.subprocess import Process
from collections.abc import Mapping
from pathlib import Path
from typing import Final, Self

# All that the bot gets from the sandbox's own environment: what a program needs, and nothing that configures a bot.
_INHERITED: Final = ("PATH", "HOME", "LANG", "LC_ALL", "LC_CTYPE", "TERM", "TMPDIR", "TZ")

# The bot itself takes at most 10 s to stop (see its own shutdown); after that something hangs.
_STOP_SECONDS: Final = 12

_PR_SET_PDEATHSIG: Final = 1


class BotProcess:
    """A running `astromorty run`; its log goes where the sandbox's own goes."""

    def __init__(self, process: Process) -> None:
        self._process = process

    @classmethod
    async def start(cls, settings: Mapping[str, str], folder: Path) -> Self:
        """Start the bot with `settings` as environment variables, in `folder`, where no `.env` may lie."""
        inherited = {name: os.environ[name] for name in _INHERITED if name in os.environ}
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "astromorty",
            "run",
            cwd=folder,
            env={**inherited, **settings},
            stdin=asyncio.subprocess.DEVNULL,
            # Ctrl-C reaches the whole foreground group: the sandbox decides in which order things stop.
            start_new_session=True,
            preexec_fn=_DeathWithParent() if sys.platform == "linux" else None,
        )
        return cls(process)

    async def wait(self) -> int:
        """Wait for the end and return the exit code, negative for a signal."""
        return await self._process.wait()

    async def stop(self) -> None:
        """Ask the bot to stop, and end it when it does not."""
        if self._process.returncode is None:
            self._process.send_signal(signal.SIGTERM)
            try:
                await asyncio.wait_for(self._process.wait(), _STOP_SECONDS)
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
