"""The database stops while the bot is in use, and comes back."""

from pathlib import Path

import pytest

from astromorty.database import migrate
from astromorty.database.embedded import EmbeddedPostgres
from discord_sandbox.client import SandboxClient
from e2e.conftest import StartBot


@pytest.fixture
async def postgres(tmp_path: Path):
    async with EmbeddedPostgres(tmp_path / "own") as postgres:
        yield postgres


async def test_what_needs_the_database_says_so_and_works_again_when_it_is_back(
    client: SandboxClient, start_bot: StartBot, postgres: EmbeddedPostgres
) -> None:
    await migrate.upgrade(postgres.url)
    bot = await start_bot(DATABASE_URL=postgres.url)
    owner = client.user("owner")
    assert "`$`" in (await owner.slash("general", "prefix show")).text

    await postgres.stop()
    refused = await owner.slash("general", "prefix set", prefix="?")
    assert "The database does not answer just now" in refused.text
    assert refused.ephemeral
    said = await owner.send("Second Server/general", "$help")
    answer = await client.wait_for_message("Second Server/general", author="bot", after=said)
    # The default prefix holds where none is known; whether a rule closes the command to members cannot be known.
    assert "The database does not answer just now" in answer.text

    await postgres.start()
    assert "The prefix is now `?`" in (await owner.slash("general", "prefix set", prefix="?")).text
    assert "Traceback" not in bot.log
