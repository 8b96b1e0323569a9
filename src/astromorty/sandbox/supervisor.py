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
from astromorty.sandbox.shards import share_out
from astromorty.settings import Settings
from discord_sandbox.server import Sandbox

# A cold start (first import without bytecode, new database) takes 10 s on a slow machine.
_READY_SECONDS: Final = 60
_POLL_SECONDS: Final = 0.05


async def run_with_bots(port: int, data_dir: Path, processes: int) -> None:
    """Run the bot in a local Discord until SIGINT or SIGTERM. Raises SandboxFailure when something ends before.

    Several processes share the gateway's shards, the database and a Redis.
    """
    folder = _prepare(data_dir)
    with stop_signals() as stopped:
        async with AsyncExitStack() as stack:
            discord = await stack.enter_async_context(local_discord(port))
            url = await stack.enter_async_context(_own_database(data_dir))
            settings = {**bot_settings(discord), "DATABASE_URL": url, "DATA_DIR": str(data_dir)}
            shares: tuple[tuple[int, ...], ...] = ((),)
            if processes > 1:
                settings["EXTERNAL_SERVICES__REDIS_URL"] = await stack.enter_async_context(own_redis(folder))
                shares = share_out(discord.world.guilds, processes)
            if not stopped.is_set():
                await _run_bots(discord, settings, shares, folder, stopped)


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
    shares: tuple[tuple[int, ...], ...],
    folder: Path,
    stopped: asyncio.Event,
) -> None:
    """Run a bot per share of the shards until the sandbox is told to stop; one that ends by itself is a failure."""
    count = sum(map(len, shares))
    bots: list[ChildProcess] = []
    stopping = asyncio.create_task(stopped.wait())
    ready = asyncio.create_task(_until_ready(discord, count or 1))
    ended: set[asyncio.Task[int]] = set()
    try:
        for share in shares:
            bots.append(await _start_bot(settings | _sharding(share, count), folder))
            ended.add(asyncio.create_task(bots[-1].wait()))
        await asyncio.wait({*ended, stopping, ready}, timeout=_READY_SECONDS, return_when=asyncio.FIRST_COMPLETED)
        if not (stopping.done() or any(bot.done() for bot in ended)):
            if not ready.done():
                raise SandboxFailure(_explain_delay(discord))
            announce(discord)
        await asyncio.wait({*ended, stopping}, return_when=asyncio.FIRST_COMPLETED)
        if not stopping.done():
            raise SandboxFailure(_explain_end(next(bot.result() for bot in ended if bot.done())))
    finally:
        stopping.cancel()
        ready.cancel()
        await asyncio.gather(*(bot.stop() for bot in bots))
        await asyncio.gather(*ended)


async def _start_bot(settings: dict[str, str], folder: Path) -> ChildProcess:
    return await ChildProcess.start(sys.executable, "-m", "astromorty", "run", folder=folder, settings=settings)


def _sharding(share: tuple[int, ...], count: int) -> dict[str, str]:
    if not share:
        return {}
    return {"SHARDING__COUNT": str(count), "SHARDING__IDS": ",".join(map(str, share))}


async def _until_ready(discord: Sandbox, shards: int) -> None:
    # The local Discord tells its listeners what Discord tells a bot; registering a command is none of it.
    while len(discord.gateway.connected) < shards or not discord.world.application.commands:  # noqa: ASYNC110
        await asyncio.sleep(_POLL_SECONDS)


def _explain_delay(discord: Sandbox) -> str:
    got = "is connected, but registered no command" if discord.gateway.connected else "did not connect"
    return f"The bot {got} within {_READY_SECONDS} s; the reason is in its log above."


def _explain_end(code: int) -> str:
    how = f"by signal {signal.Signals(-code).name}" if code < 0 else f"with exit code {code}"
    return f"The bot ended {how}; the reason is in its log above. Start again with `astromorty sandbox`."
