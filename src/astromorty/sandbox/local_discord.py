"""The local Discord as the command serves it, alone or with the bot."""

import asyncio
import signal
from collections.abc import AsyncGenerator, Generator
from contextlib import asynccontextmanager, contextmanager
from typing import Final

import typer

from discord_sandbox.server import Sandbox

_MAX_CONCURRENCY: Final = 16


class SandboxFailure(Exception):
    """The sandbox cannot go on; the message says what to do."""


async def serve_for_any_bot(port: int, shards: int) -> None:
    """Serve the local Discord alone until SIGINT or SIGTERM. Raises SandboxFailure."""
    with stop_signals() as stopped:
        async with local_discord(port, shards=shards) as discord:
            typer.echo("\n".join(f"{name}={value}" for name, value in bot_settings(discord).items()))
            announce(discord)
            await stopped.wait()


def bot_settings(discord: Sandbox) -> dict[str, str]:
    """Return the variables that lead Astromorty to this Discord."""
    return {
        "BOT_TOKEN": discord.token,
        "DISCORD_API_URL": discord.api_url,
        "DISCORD_GATEWAY_URL": discord.gateway_url,
        "DISCORD_CDN_URL": discord.cdn_url,
    }


def announce(discord: Sandbox) -> None:
    """Print that one can begin, and where."""
    typer.echo(f"Sandbox ready: {discord.url}/")


@asynccontextmanager
async def local_discord(port: int, *, shards: int) -> AsyncGenerator[Sandbox]:
    """Serve a local Discord on loopback that advises so many shards. Raises SandboxFailure where the port is taken.

    As many shards as Discord lets large bots may begin their sessions at once.
    """
    try:
        discord = await Sandbox.start(port=port, recommended_shards=shards, max_concurrency=_MAX_CONCURRENCY)
    except OSError as error:
        raise SandboxFailure(
            f"Port {port} cannot be used: {error.strerror}. Another sandbox may run; --port 0 takes a free port."
        ) from None
    async with discord:
        yield discord


@contextmanager
def stop_signals() -> Generator[asyncio.Event]:
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
