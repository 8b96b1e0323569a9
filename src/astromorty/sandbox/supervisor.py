"""Start the local Discord, a database and the bot; say when one can begin; stop everything together."""

import asyncio
import signal
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Final

from astromorty.database.address import database_url
from astromorty.database.errors import EmbeddedPostgresError
from astromorty.sandbox.bot_process import BotProcess
from astromorty.sandbox.local_discord import SandboxFailure, announce, bot_settings, local_discord, stop_signals
from astromorty.settings import Settings
from discord_sandbox.server import Sandbox

# A cold start (first import without bytecode, new database) takes 10 s on a slow machine.
_READY_SECONDS: Final = 60
_POLL_SECONDS: Final = 0.05


async def run_with_bot(port: int, data_dir: Path) -> None:
    """Run the bot in a local Discord until SIGINT or SIGTERM. Raises SandboxFailure when something ends before."""
    folder = _prepare(data_dir)
    with stop_signals() as stopped:
        async with local_discord(port) as discord, _own_database(data_dir) as url:
            settings = {**bot_settings(discord), "DATABASE_URL": url, "DATA_DIR": str(data_dir)}
            if not stopped.is_set():
                await _run_bot(discord, settings, folder, stopped)


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


async def _run_bot(discord: Sandbox, settings: dict[str, str], folder: Path, stopped: asyncio.Event) -> None:
    """Run the bot until the sandbox is told to stop; the bot ending by itself is a failure."""
    bot = await BotProcess.start(settings, folder)
    ended = asyncio.create_task(bot.wait())
    stopping = asyncio.create_task(stopped.wait())
    ready = asyncio.create_task(_until_ready(discord))
    try:
        await asyncio.wait({ended, stopping, ready}, timeout=_READY_SECONDS, return_when=asyncio.FIRST_COMPLETED)
        if not (ended.done() or stopping.done()):
            if not ready.done():
                raise SandboxFailure(_explain_delay(discord))
            announce(discord)
        await asyncio.wait({ended, stopping}, return_when=asyncio.FIRST_COMPLETED)
        if not stopping.done():
            raise SandboxFailure(_explain_end(ended.result()))
    finally:
        stopping.cancel()
        ready.cancel()
        await bot.stop()
        await ended


async def _until_ready(discord: Sandbox) -> None:
    # The local Discord tells its listeners what Discord tells a bot; registering a command is none of it.
    while not (discord.gateway.connected and discord.world.application.commands):  # noqa: ASYNC110
        await asyncio.sleep(_POLL_SECONDS)


def _explain_delay(discord: Sandbox) -> str:
    got = "is connected, but registered no command" if discord.gateway.connected else "did not connect"
    return f"The bot {got} within {_READY_SECONDS} s; the reason is in its log above."


def _explain_end(code: int) -> str:
    how = f"by signal {signal.Signals(-code).name}" if code < 0 else f"with exit code {code}"
    return f"The bot ended {how}; the reason is in its log above. Start again with `astromorty sandbox`."
