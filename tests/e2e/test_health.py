"""`astromorty health` asks the bot that runs: what a container's health check sees."""

import asyncio
import os
import secrets
import signal
from pathlib import Path

from astromorty.database import migrate
from astromorty.database.embedded import EmbeddedPostgres
from discord_sandbox.client import SandboxClient
from discord_sandbox.server import Sandbox
from e2e.conftest import StartBot
from e2e.running_bot import RunningBot
from fixtures.warm_start import start

SOCKET = "health"


async def health(folder: Path) -> tuple[int, str]:
    """Ask as a health check does; return the exit code and what was printed."""
    output = folder / f"health-{secrets.token_hex(4)}"
    env = {"PATH": os.environ["PATH"], "HEALTH_SOCKET": str(folder / SOCKET)}
    process = await start(["health"], cwd=folder, env=env, output=output)
    return await asyncio.wait_for(process.wait(), 20), output.read_text()


async def health_becomes(folder: Path, code: int) -> str:
    """Ask until the answer is `code`; return what was printed."""
    async with asyncio.timeout(20):
        while (answer := await health(folder))[0] != code:  # noqa: ASYNC110 - another process's answer
            await asyncio.sleep(0.1)
    return answer[1]


async def test_a_bot_is_healthy_only_while_its_event_loop_runs(start_bot: StartBot, tmp_path: Path) -> None:
    bot = await start_bot(HEALTH_SOCKET=str(tmp_path / SOCKET))
    assert "Healthy" in await health_becomes(tmp_path, 0)
    assert (tmp_path / SOCKET).stat().st_mode & 0o077 == 0, "nobody else may ask"

    bot.process.send_signal(signal.SIGSTOP)
    assert await health(tmp_path) == (1, "Not healthy: the bot gave no answer within 5 s.\n")
    bot.process.send_signal(signal.SIGCONT)
    assert "Healthy" in await health_becomes(tmp_path, 0)

    assert await bot.terminate() == 0
    assert not (tmp_path / SOCKET).exists()
    code, said = await health(tmp_path)
    assert code == 1
    assert "no bot answers" in said


async def test_a_bot_without_database_is_not_healthy_until_it_is_back(start_bot: StartBot, tmp_path: Path) -> None:
    async with EmbeddedPostgres(tmp_path / "own") as postgres:
        await migrate.upgrade(postgres.url)
        await start_bot(DATABASE_URL=postgres.url, HEALTH_SOCKET=str(tmp_path / SOCKET))
        assert "Healthy" in await health_becomes(tmp_path, 0)
        await postgres.stop()
        assert await health(tmp_path) == (1, "Not healthy: the database does not answer.\n")
        await postgres.start()
        assert "Healthy" in await health_becomes(tmp_path, 0)


async def test_a_bot_that_lost_discord_is_not_healthy(tmp_path: Path, database_url: str) -> None:
    async with Sandbox(rate_limits=False) as discord, SandboxClient(discord.url) as client:
        bot = await RunningBot.start(discord, tmp_path, DATABASE_URL=database_url, HEALTH_SOCKET=str(tmp_path / SOCKET))
        try:
            await client.wait_for_bot(commands=True)
            assert "Healthy" in await health_becomes(tmp_path, 0)
        except BaseException:
            await bot.kill()
            raise
    try:
        assert "not connected to Discord" in await health_becomes(tmp_path, 1)
    finally:
        await bot.kill()


async def test_a_killed_bots_socket_is_not_in_the_way_of_the_next(start_bot: StartBot, tmp_path: Path) -> None:
    bot = await start_bot(HEALTH_SOCKET=str(tmp_path / SOCKET))
    await bot.kill()
    assert (await health(tmp_path))[0] == 1
    await start_bot(HEALTH_SOCKET=str(tmp_path / SOCKET))
    assert "Healthy" in await health_becomes(tmp_path, 0)


async def test_a_socket_that_cannot_be_made_is_named_with_its_remedy(
    discord: Sandbox, tmp_path: Path, database_url: str
) -> None:
    path = tmp_path / "nowhere" / SOCKET
    bot = await RunningBot.start(discord, tmp_path, DATABASE_URL=database_url, HEALTH_SOCKET=str(path))
    assert await bot.process.wait() == 1
    assert f"{path} cannot be made" in bot.log
    assert "Traceback" not in bot.log
