"""`astromorty cache …` as an operator runs it beside a running bot."""

import asyncio
import os
import secrets
from pathlib import Path

import pytest

from discord_sandbox.client import SandboxClient
from discord_sandbox.server import Sandbox
from e2e.running_bot import RunningBot
from fixtures.members import eventually
from fixtures.redis import RedisProcess
from fixtures.warm_start import start


async def cache(folder: Path, command: str, **variables: str) -> tuple[int, str, str]:
    inherited = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "TMPDIR") if name in os.environ}
    output, errors = (folder / f"{secrets.token_hex(4)}.{kind}" for kind in ("output", "errors"))
    process = await start(["cache", command], cwd=folder, env=inherited | variables, output=output, errors=errors)
    return await asyncio.wait_for(process.wait(), 30), output.read_text(), errors.read_text()


def prefixes_held(table: str) -> str:
    """Return the last column of the line about prefixes, 0 where there is none."""
    return next((line.split()[-1] for line in table.splitlines() if line.startswith("prefix")), "0")


@pytest.mark.parametrize("with_redis", [False, True], ids=["alone", "redis"])
async def test_the_cache_of_a_running_bot_is_seen_and_flushed(
    discord: Sandbox, client: SandboxClient, tmp_path: Path, valkey: RedisProcess, with_redis: bool
) -> None:
    variables = {"EXTERNAL_SERVICES__REDIS_URL": valkey.url} if with_redis else {}
    variables["DATA_DIR"] = str(tmp_path)
    bot = await RunningBot.start(discord, tmp_path, **variables)
    try:
        await client.wait_for_bot(commands=True)
        said = await client.user("owner").send("Sandbox/general", "$ping")
        await client.wait_for_message("Sandbox/general", author="bot", after=said)
        code, table, errors = await cache(tmp_path, "stats", **variables)
        assert code == 0, errors
        assert int(prefixes_held(table)) > 0, table
        code, told, errors = await cache(tmp_path, "check", **variables)
        assert code == 0, errors
        assert "entries compared, 0 behind the database" in told

        async def is_flushed() -> bool:
            code, told, errors = await cache(tmp_path, "flush", **variables)
            assert code == 0, errors
            assert told.startswith("Flushed: ")
            return prefixes_held((await cache(tmp_path, "stats", **variables))[1]) == "0"

        # The bot may still be warming its cache when the first one comes.
        await eventually(is_flushed, within=10)
    finally:
        await bot.kill()


async def test_without_a_running_bot_that_is_said(tmp_path: Path, database_url: str) -> None:
    code, _, errors = await cache(tmp_path, "stats", DATABASE_URL=database_url)
    assert (code, errors.startswith("No running process answered.")) == (1, True)
    code, _, errors = await cache(tmp_path, "flush", DATA_DIR=str(tmp_path))
    assert code == 1
    assert "Does the bot run?" in errors
    assert "Traceback" not in errors
