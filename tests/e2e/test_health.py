"""What an operator's tools see of the bot that runs: `astromorty health`, probes, and what Prometheus scrapes."""

import asyncio
import os
import secrets
import signal
import socket
from pathlib import Path

import aiohttp
import pytest

from astromorty.database import migrate
from astromorty.database.embedded import EmbeddedPostgres
from discord_sandbox.client import SandboxClient
from discord_sandbox.server import Sandbox
from e2e.conftest import StartBot
from e2e.running_bot import RunningBot
from fixtures.ports import free_port
from fixtures.warm_start import start


@pytest.fixture
def port() -> str:
    return str(free_port())


async def health(folder: Path, port: str) -> tuple[int, str]:
    """Ask as a health check does; return the exit code and what was printed."""
    output = folder / f"health-{secrets.token_hex(4)}"
    process = await start(["health"], cwd=folder, env={"PATH": os.environ["PATH"], "HTTP__PORT": port}, output=output)
    return await asyncio.wait_for(process.wait(), 20), output.read_text()


async def health_becomes(folder: Path, port: str, code: int) -> str:
    """Ask until the answer is `code`; return what was printed."""
    async with asyncio.timeout(20):
        while (answer := await health(folder, port))[0] != code:  # noqa: ASYNC110 - another process's answer
            await asyncio.sleep(0.1)
    return answer[1]


async def get(port: str, path: str) -> str:
    """Return what stands at `path`."""
    async with aiohttp.ClientSession() as session, session.get(f"http://127.0.0.1:{port}/{path}") as answer:
        assert answer.status == 200
        return await answer.text()


async def test_a_bot_is_healthy_only_while_its_event_loop_runs(
    start_bot: StartBot, client: SandboxClient, port: str, tmp_path: Path
) -> None:
    bot = await start_bot(HTTP__PORT=port)
    assert await health_becomes(tmp_path, port, 0) == "Healthy: connected to Discord, and the database answers.\n"

    name = 'astromorty_commands_total{command="ping",outcome="done"}'
    assert name not in await get(port, "metrics")
    await client.user("owner").slash("general", "ping")
    figures = (await get(port, "metrics")).splitlines()
    assert f"{name} 1.0" in figures
    assert "astromorty_shards_connected 1.0" in figures

    bot.process.send_signal(signal.SIGSTOP)
    assert await health(tmp_path, port) == (1, "Not healthy: the bot gave no answer within 5 s.\n")
    bot.process.send_signal(signal.SIGCONT)
    assert "Healthy" in await health_becomes(tmp_path, port, 0)

    assert await bot.terminate() == 0
    code, said = await health(tmp_path, port)
    assert code == 1
    assert "no bot answers" in said


async def test_a_bot_without_database_is_not_healthy_until_it_is_back(
    start_bot: StartBot, port: str, tmp_path: Path
) -> None:
    async with EmbeddedPostgres(tmp_path / "own") as postgres:
        await migrate.upgrade(postgres.url)
        await start_bot(DATABASE_URL=postgres.url, HTTP__PORT=port)
        assert "Healthy" in await health_becomes(tmp_path, port, 0)
        await postgres.stop()
        assert await health(tmp_path, port) == (1, "Not healthy: the database does not answer.\n")
        await postgres.start()
        assert "Healthy" in await health_becomes(tmp_path, port, 0)


async def test_a_bot_that_lost_discord_is_not_healthy(tmp_path: Path, port: str, database_url: str) -> None:
    async with Sandbox(rate_limits=False) as discord, SandboxClient(discord.url) as client:
        bot = await RunningBot.start(discord, tmp_path, DATABASE_URL=database_url, HTTP__PORT=port)
        try:
            await client.wait_for_bot(commands=True)
            assert "Healthy" in await health_becomes(tmp_path, port, 0)
        except BaseException:
            await bot.kill()
            raise
    try:
        assert "not connected to Discord" in await health_becomes(tmp_path, port, 1)
        await get(port, "livez")
    finally:
        await bot.kill()


async def test_a_port_that_is_taken_is_named_with_its_remedy(
    discord: Sandbox, tmp_path: Path, database_url: str
) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        bot = await RunningBot.start(discord, tmp_path, DATABASE_URL=database_url, HTTP__PORT=port)
        assert await bot.process.wait() == 1
    assert f"nobody can listen at port {port} of 127.0.0.1: " in bot.log
    assert "HTTP__PORT" in bot.log
    assert "Traceback" not in bot.log
