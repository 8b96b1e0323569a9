"""Start the local Discord, a database and the bot; say when one can begin; stop everything together."""

import asyncio
import signal
import sys
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Final

from astromorty.database.address import database_url
from astromorty.database.errors import EmbeddedPostgresError
from astromorty.sandbox.child_process import ChildProcess
from astromorty.sandbox.local_discord import SandboxFailure, announce, bot_settings, local_discord, stop_signals
from astromorty.sandbox.own_redis import own_redis
from astromorty.settings import Settings
from discord_sandbox.server import Sandbox

# A cold start (first import without bytecode, new database) takes 10 s on a slow machine.
_READY_SECONDS: Final = 60
_POLL_SECONDS: Final = 0.05
_SHARDS_PER_PROCESS: Final = 4
_FIRST: Final = asyncio.FIRST_COMPLETED


async def run_with_bots(port: int, data_dir: Path, processes: int, shards: int | None) -> None:
    """Run the bot in a local Discord until SIGINT or SIGTERM. Raises SandboxFailure when something ends before.

    Several processes share the gateway's shards, the database and a Redis. `shards` is how many Discord advises, None
    for as many as the processes can share.
    """
    folder = _prepare(data_dir)
    if shards is None:
        shards = 1 if processes == 1 else _SHARDS_PER_PROCESS * processes
    with stop_signals() as stopped:
        async with AsyncExitStack() as stack:
            discord = await stack.enter_async_context(local_discord(port, shards=shards))
            url = await stack.enter_async_context(_own_database(data_dir))
            settings = {**bot_settings(discord), "DATABASE_URL": url, "DATA_DIR": str(data_dir)}
            # The database may remember for minutes how many an earlier sandbox advised.
            settings["SHARDING__COUNT"] = str(shards)
            if processes > 1:
                settings["EXTERNAL_SERVICES__REDIS_URL"] = await stack.enter_async_context(own_redis(folder))
            if not stopped.is_set():
                await _run_bots(discord, settings, processes, folder, stopped)


@asynccontextmanager
async def _own_database(data_dir: Path) -> AsyncGenerator[str]:
    """Start the sandbox's database: not the bot's own, so that a killed bot leaves it to the next one."""
    async with AsyncExitStack() as stack:
        try:
            url = await stack.enter_async_context(database_url(Settings(data_dir=data_dir)))
        except EmbeddedPostgresError as error:
            raise SandboxFailure(f"The sandbox's database cannot start: {error}") from None
        yield url


def _prepare(data_dir: Path) -> Path:
    """Make the folder in which the bot runs: empty, so that no `.env` of somebody's is read."""
    folder = data_dir / "bot"
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise SandboxFailure(f"{folder} cannot be made: {error.strerror}. Choose another --data-dir.") from None
    return folder


async def _run_bots(
    discord: Sandbox,
    settings: dict[str, str],
    processes: int,
    folder: Path,
    stopped: asyncio.Event,
) -> None:
    """Run the bots until the sandbox is told to stop; that all end by themselves, or one at the start, is a failure."""
    bots: list[ChildProcess] = []
    stopping = asyncio.create_task(stopped.wait())
    ready = asyncio.create_task(_until_ready(discord))
    ended: set[asyncio.Task[int]] = set()
    try:
        for _ in range(processes):
            bots.append(await _start_bot(settings, folder))
            ended.add(asyncio.create_task(bots[-1].wait()))
        await asyncio.wait({*ended, stopping, ready}, timeout=_READY_SECONDS, return_when=_FIRST)
        if not (stopping.done() or any(bot.done() for bot in ended)):
            if not ready.done():
                raise SandboxFailure(_explain_delay(discord))
            announce(discord)
        while not stopping.done():
            await asyncio.wait({*(bot for bot in ended if not bot.done()), stopping}, return_when=_FIRST)
            over = [bot for bot in ended if bot.done()]
            # Of several, the others take over what the one had.
            if not stopping.done() and (len(over) == processes or not ready.done()):
                raise SandboxFailure(_explain_end(over[0].result()))
    finally:
        stopping.cancel()
        ready.cancel()
        await asyncio.gather(*(bot.stop() for bot in bots))
        await asyncio.gather(*ended)


async def _start_bot(settings: dict[str, str], folder: Path) -> ChildProcess:
    return await ChildProcess.start(sys.executable, "-m", "astromorty", "run", folder=folder, settings=settings)


async def _until_ready(discord: Sandbox) -> None:
    # The local Discord tells its listeners what Discord tells a bot; registering a command is none of it.
    while len(discord.gateway.connected) < discord.gateway.recommended_shards or not discord.world.application.commands:  # noqa: ASYNC110
        await asyncio.sleep(_POLL_SECONDS)


def _explain_delay(discord: Sandbox) -> str:
    got = "is connected, but registered no command" if discord.gateway.connected else "did not connect"
    return f"The bot {got} within {_READY_SECONDS} s; the reason is in its log above."


def _explain_end(code: int) -> str:
    how = f"by signal {signal.Signals(-code).name}" if code < 0 else f"with exit code {code}"
    return f"The bot ended {how}; the reason is in its log above. Start again with `astromorty sandbox`."
