"""The bot as an operator runs it: a process of its own, told by environment variables where Discord is."""

import asyncio
import os
import signal
from collections.abc import Mapping
from pathlib import Path

from discord_sandbox.server import Sandbox
from fixtures.warm_start import StartedProcess, start

STOP_SECONDS = 10
# One bot after another on the same token need not wait: the local Discord of these tests allows that.
NO_SPACING = {"spacing": 0.0}


class RunningBot:
    """A process of `astromorty run` and its log."""

    def __init__(self, process: StartedProcess | asyncio.subprocess.Process, log: Path) -> None:
        self.process = process
        self._log = log

    @classmethod
    async def start(
        cls, discord: Sandbox, folder: Path, spans: Mapping[str, float] = NO_SPACING, /, **settings: str
    ) -> "RunningBot":
        """Start a bot in `folder` that keeps its own database there unless DATABASE_URL says otherwise."""
        told = {
            "BOT_TOKEN": discord.token,
            "DISCORD_API_URL": discord.api_url,
            "DISCORD_GATEWAY_URL": discord.gateway_url,
            "DISCORD_CDN_URL": discord.cdn_url,
            "DATA_DIR": str(folder),
            **settings,
        }
        inherited = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "TMPDIR") if name in os.environ}
        log = folder / "log"
        return cls(await start(["run"], cwd=folder, env=inherited | told, output=log, spans=spans), log)

    @property
    def log(self) -> str:
        """All that was logged by all starts in this folder."""
        return self._log.read_text()

    async def terminate(self) -> int:
        """Send SIGTERM and return the exit code; fail if the end takes over ten seconds."""
        self.process.send_signal(signal.SIGTERM)
        return await asyncio.wait_for(self.process.wait(), STOP_SECONDS)

    async def kill(self) -> None:
        """End the process as a crash does."""
        if self.process.returncode is None:
            self.process.kill()
        await self.process.wait()
