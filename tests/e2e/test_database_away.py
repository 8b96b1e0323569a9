"""The database stops while the bot is in use, comes back, and hangs when the bot is to end."""

import asyncio
import signal
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import pytest

from astromorty.database import migrate
from astromorty.database.embedded import EmbeddedPostgres
from discord_sandbox.client import SandboxClient
from e2e.conftest import StartBot
from fixtures.processes import processes_of

# The default of CACHE__LEASE_MS, in seconds.
LEASE = 1.0


@pytest.fixture
async def postgres(tmp_path: Path):
    async with EmbeddedPostgres(tmp_path / "own") as postgres:
        yield postgres


@contextmanager
def hanging(folder: Path) -> Generator[None]:
    """Have the database in a folder take connections and answer none of them, as on a disk that hangs."""
    processes = processes_of(folder)
    assert processes
    for process in processes:
        process.send_signal(signal.SIGSTOP)
    try:
        yield
    finally:
        for process in processes:
            process.resume()


async def test_what_needs_the_database_says_so_and_works_again_when_it_is_back_and_sigterm_does_not_wait_for_it(
    client: SandboxClient, start_bot: StartBot, postgres: EmbeddedPostgres, tmp_path: Path
) -> None:
    await migrate.upgrade(postgres.url)
    bot = await start_bot(DATABASE_URL=postgres.url)
    owner = client.user("owner")
    assert "`$`" in (await owner.slash("general", "prefix show")).text

    await postgres.stop()
    refused = await owner.slash("general", "prefix set", prefix="?")
    assert "The database does not answer just now" in refused.text
    assert refused.ephemeral
    await asyncio.sleep(LEASE)  # so long the rules are believed that were loaded ahead
    said = await owner.send("Second Server/general", "$help")
    answer = await client.wait_for_message("Second Server/general", author="bot", after=said)
    # The default prefix holds where none is known; whether a rule closes the command to members cannot be known.
    assert "The database does not answer just now" in answer.text

    await postgres.start()
    assert "The prefix is now `?`" in (await owner.slash("general", "prefix set", prefix="?")).text

    with hanging(tmp_path / "own"):
        # Experience that cannot be written, and a command that waits for an answer.
        await client.user("member").send("general", "hello")
        await owner.send("general", "?prefix set !")
        await asyncio.sleep(0.5)
        assert await bot.terminate() == 0
    assert "Stopped" in bot.log
    assert "Traceback" not in bot.log
