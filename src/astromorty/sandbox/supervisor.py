"""Start the local Discord, the database and the bot; say when one can begin; stop everything together."""

import asyncio
import signal
from collections.abc import AsyncGenerator, Generator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Final

import typer

from astromorty.database.embedded import EmbeddedPostgres
from astromorty.sandbox.bot_process import BotProcess
from discord_sandbox.server import Sandbox

# A cold start (first import without bytecode, new database) takes 10 s on a slow machine.
_READY_SECONDS: Final = 60
_POLL_SECONDS: Final = 0.05


class SandboxFailure(Exception):
    """The sandbox cannot go on; the message says what to do."""


async def run_sandbox(*, port: int, with_bot: bool, data_dir: Path) -> None:
    """Run until SIGINT or SIGTERM. Raises SandboxFailure when something ends before."""
    with _stop_signals() as stopped:
        async with _local_discord(port) as sandbox:
            if not with_bot:
                typer.echo(_settings_for_any_bot(sandbox))
                _announce(sandbox)
                await stopped.wait()
            else:
                folder = _prepare(data_dir)
                async with EmbeddedPostgres(data_dir) as postgres:
                    settings = {**bot_settings(sandbox), "DATABASE_URL": postgres.url, "DATA_DIR": str(data_dir)}
                    await _run_bot(sandbox, settings, folder, stopped)


async def _run_bot(sandbox: Sandbox, settings: dict[str, str], folder: Path, stopped: asyncio.Event) -> None:
    """Run the bot until it ends or the sandbox is told to stop."""
    if stopped.is_set():
        return
    bot = await BotProcess.start(settings, folder)
    ended = asyncio.create_task(bot.wait())
    stopping = asyncio.create_task(stopped.wait())
    ready = asyncio.create_task(_until_ready(sandbox))
    try:
        await asyncio.wait({ended, stopping, ready}, timeout=_READY_SECONDS, return_when=asyncio.FIRST_COMPLETED)
        if ready.done() and not ended.done():
            _announce(sandbox)
        elif not (ended.done() or stopping.done()):
            raise SandboxFailure(
                f"The bot was not ready within {_READY_SECONDS} s: {_how_far(sandbox)}. Its log stands above."
            )
        await asyncio.wait({ended, stopping}, return_when=asyncio.FIRST_COMPLETED)
        if not stopping.done():
            raise SandboxFailure(_explain_end(ended.result()))
    finally:
        for task in (stopping, ready):
            task.cancel()
        await bot.stop()
        await ended


async def _until_ready(sandbox: Sandbox) -> None:
    # The local Discord tells its listeners what Discord tells a bot; registering a command is none of it.
    while not (sandbox.gateway.connected and sandbox.world.application.commands):  # noqa: ASYNC110
        await asyncio.sleep(_POLL_SECONDS)


def _how_far(sandbox: Sandbox) -> str:
    return "it is connected, but registered no command" if sandbox.gateway.connected else "it did not connect"


def _explain_end(code: int) -> str:
    how = f"by signal {signal.Signals(-code).name}" if code < 0 else f"with exit code {code}"
    return f"The bot ended {how}; the reason is in its log above. Start again with `astromorty sandbox`."


def bot_settings(sandbox: Sandbox) -> dict[str, str]:
    """Return the variables that lead a bot to this sandbox."""
    return {
        "BOT_TOKEN": sandbox.token,
        "DISCORD_API_URL": sandbox.api_url,
        "DISCORD_GATEWAY_URL": sandbox.gateway_url,
        "DISCORD_CDN_URL": sandbox.cdn_url,
    }


def _settings_for_any_bot(sandbox: Sandbox) -> str:
    return "\n".join(f"{name}={value}" for name, value in bot_settings(sandbox).items())


def _announce(sandbox: Sandbox) -> None:
    typer.echo(f"Sandbox ready: {sandbox.url}/")


def _prepare(data_dir: Path) -> Path:
    """Make the folder in which the bot runs: empty, so that no `.env` of somebody's is read."""
    folder = data_dir / "bot"
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise SandboxFailure(f"{folder} cannot be made: {error.strerror}. Choose another --data-dir.") from None
    return folder


@asynccontextmanager
async def _local_discord(port: int) -> AsyncGenerator[Sandbox]:
    try:
        sandbox = await Sandbox.start(port=port)
    except OSError as error:
        raise SandboxFailure(
            f"Port {port} cannot be used: {error.strerror}. Another sandbox may run; --port 0 takes a free port."
        ) from None
    async with sandbox:
        yield sandbox


@contextmanager
def _stop_signals() -> Generator[asyncio.Event]:
    """Give the event that SIGINT and SIGTERM set."""
    loop = asyncio.get_running_loop()
    stopped = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stopped.set)
    try:
        yield stopped
    finally:
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.remove_signal_handler(number)
