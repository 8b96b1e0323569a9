"""The bot's process: how it starts, ends, and is killed."""

import asyncio
import time
from pathlib import Path

import pytest
from sqlalchemy import text

from astromorty.database.engine import one_transaction
from discord_sandbox.client import SandboxClient
from discord_sandbox.limits.faults import Fault, FaultKind
from discord_sandbox.server import Sandbox
from discord_sandbox.state.application import ApplicationFlags
from discord_sandbox.state.default_world import ALL_PRIVILEGED, WorldOptions
from e2e.conftest import StartBot
from e2e.running_bot import RunningBot
from fixtures.processes import processes_of, wait_until_gone

NOWHERE = "http://127.0.0.1:9/api/v10"


async def test_a_killed_bot_leaves_no_database_server_and_the_next_start_works(
    discord: Sandbox, client: SandboxClient, tmp_path: Path
) -> None:
    bot = await RunningBot.start(discord, tmp_path)
    await client.wait_for_bot(commands=True)
    await client.user("owner").slash("general", "prefix set", prefix="?")
    assert processes_of(tmp_path), "the database server names its folder"
    await bot.kill()
    wait_until_gone(tmp_path)

    again = await RunningBot.start(discord, tmp_path)
    await client.wait_for_bot(commands=True)
    assert "`?`" in (await client.user("owner").slash("general", "prefix show")).text
    assert await again.terminate() == 0
    wait_until_gone(tmp_path)


@pytest.mark.parametrize("seconds", [0.3, 0.8, 1.3])
async def test_a_bot_killed_while_it_starts_leaves_nothing_in_the_way(
    discord: Sandbox, client: SandboxClient, tmp_path: Path, seconds: float
) -> None:
    bot = await RunningBot.start(discord, tmp_path)
    await asyncio.sleep(seconds)
    await bot.kill()
    wait_until_gone(tmp_path)
    again = await RunningBot.start(discord, tmp_path)
    await client.wait_for_bot(commands=True)
    assert await again.terminate() == 0


async def test_sigterm_lets_a_running_command_finish_and_ends_with_code_0(
    client: SandboxClient, discord: Sandbox, start_bot: StartBot
) -> None:
    bot = await start_bot()
    # The reply's request is held back, so that the command is still running when the signal comes.
    discord.faults.add(Fault(FaultKind.LATENCY, "POST /interactions/*", seconds=1.0))
    asking = asyncio.create_task(client.user("owner").slash("general", "prefix set", prefix="?"))
    await asyncio.sleep(0.3)
    begun = time.monotonic()
    assert await bot.terminate() == 0
    assert time.monotonic() - begun < 10
    assert "The prefix is now `?`" in (await asking).text


@pytest.mark.parametrize("begun", ["*/", "**/postmaster.pid"], ids=["initdb", "postgres"])
async def test_sigterm_while_starting_ends_with_code_0(discord: Sandbox, tmp_path: Path, begun: str) -> None:
    bot = await RunningBot.start(discord, tmp_path)
    async with asyncio.timeout(20):
        while not list(tmp_path.glob(begun)):  # noqa: ASYNC110, ASYNC240 - another process makes it
            await asyncio.sleep(0.01)
    assert await bot.terminate() == 0
    wait_until_gone(tmp_path)


@pytest.mark.parametrize(
    ("missing", "title"),
    [
        (ApplicationFlags.MESSAGE_CONTENT, "Message Content intent is off"),
        (ApplicationFlags.MEMBERS, "Server Members intent is off"),
        (ApplicationFlags.PRESENCES, "Presence intent is off"),
    ],
)
async def test_an_intent_that_discord_does_not_allow_is_left_out_and_named(
    missing: ApplicationFlags, title: str, tmp_path: Path, database_url: str
) -> None:
    options = WorldOptions(privileged=ALL_PRIVILEGED & ~missing)
    async with Sandbox(options, rate_limits=False) as discord, SandboxClient(discord.url) as client:
        bot = await RunningBot.start(discord, tmp_path, DATABASE_URL=database_url, INTENTS__PRESENCES="true")
        try:
            await client.wait_for_bot(commands=True)
            assert title in bot.log
            assert title in (await client.user("owner").slash("general", "info bot")).text
            dashboard = await client.user("owner").slash("general", "config open")
            assert title in dashboard.text
            said = await client.user("owner").send("general", f"<@{(await client.bot()).id}> ping")
            assert "Pong!" in (await client.wait_for_message("general", author="bot", after=said)).text
        finally:
            await bot.kill()


async def test_a_refused_token_is_named_with_its_remedy(discord: Sandbox, tmp_path: Path, database_url: str) -> None:
    bot = await RunningBot.start(discord, tmp_path, DATABASE_URL=database_url, BOT_TOKEN="wrong")
    assert await bot.process.wait() == 1
    assert "Discord refused the token" in bot.log
    assert "Traceback" not in bot.log


async def test_a_discord_that_does_not_answer_is_named_with_its_remedy(
    discord: Sandbox, tmp_path: Path, database_url: str
) -> None:
    bot = await RunningBot.start(discord, tmp_path, DATABASE_URL=database_url, DISCORD_API_URL=NOWHERE)
    assert await bot.process.wait() == 1
    assert NOWHERE in bot.log
    assert "Traceback" not in bot.log


async def test_a_database_that_does_not_answer_is_named_with_its_remedy(discord: Sandbox, tmp_path: Path) -> None:
    # Discord is asked meanwhile: that it does not answer either is no second problem to solve now.
    elsewhere = {"DATABASE_URL": "postgresql://me:hunter2hunter2@127.0.0.1:9/db", "DISCORD_API_URL": NOWHERE}
    bot = await RunningBot.start(discord, tmp_path, **elsewhere)
    assert await bot.process.wait() == 1
    assert "Discord" not in bot.log
    assert "Starting the database failed" in bot.log
    assert "hunter2hunter2" not in bot.log
    assert "Traceback" not in bot.log


async def test_the_gateway_may_drop_the_connection_and_a_token_made_anew_is_named_with_its_remedy(
    discord: Sandbox, client: SandboxClient, start_bot: StartBot
) -> None:
    bot = await start_bot()
    for how in ("close", "reconnect", "invalidate"):
        await client.drop_gateway(how=how)
        await client.wait_for_bot()
        said = await client.user("owner").send("general", "$ping")
        answer = await client.wait_for_message("general", author="bot", after=said, timeout=10)
        assert "Pong!" in answer.text, how
    discord.world.application.token = "made.anew"
    await client.drop_gateway(how="invalidate")
    assert await asyncio.wait_for(bot.process.wait(), 20) == 1
    assert "Starting the gateway failed: Discord refused the token. It was made anew" in bot.log
    assert "Traceback" not in bot.log


async def test_the_operators_gateway_wins_over_the_one_that_discord_names(
    discord: Sandbox, tmp_path: Path, database_url: str
) -> None:
    async with Sandbox(rate_limits=False) as proxy, SandboxClient(proxy.url) as behind_proxy:
        bot = await RunningBot.start(
            discord, tmp_path, DATABASE_URL=database_url, DISCORD_GATEWAY_URL=proxy.gateway_url
        )
        try:
            assert (await behind_proxy.wait_for_bot()).connected
            assert not discord.gateway.connected
        finally:
            await bot.kill()


async def test_a_server_that_invites_the_bot_again_finds_its_configuration(
    client: SandboxClient, start_bot: StartBot
) -> None:
    await start_bot()
    await client.user("owner").slash("general", "prefix set", prefix="?")
    await client.remove_bot("Sandbox")
    await client.add_bot("Sandbox")
    said = await client.user("owner").send("Sandbox/general", "?ping")
    assert "Pong!" in (await client.wait_for_message("Sandbox/general", author="bot", after=said)).text


async def test_where_nothing_is_kept_a_server_that_comes_back_starts_anew(
    client: SandboxClient, start_bot: StartBot
) -> None:
    bot = await start_bot(RETENTION_DAYS="0")
    await client.user("owner").slash("general", "prefix set", prefix="?")
    await client.remove_bot("Sandbox")
    await until_logged(bot, "which the bot left")
    await client.add_bot("Sandbox")
    said = await client.user("owner").send("Sandbox/general", "$ping")
    assert "Pong!" in (await client.wait_for_message("Sandbox/general", author="bot", after=said)).text
    assert await bot.terminate() == 0


async def test_a_server_that_an_outage_keeps_away_is_known_once_it_is_back(
    discord: Sandbox, client: SandboxClient, start_bot: StartBot, database_url: str
) -> None:
    away = next(guild for guild in discord.world.guilds.values() if guild.name == "Sandbox")
    discord.gateway.begin_outage(away)
    bot = await start_bot()
    await until_logged(bot, "Ready as")
    discord.gateway.end_outage(away)
    await until_logged(bot, "there again")
    said = await client.user("owner").send("Sandbox/general", "$prefix show")
    assert "The prefix is `$`" in (await client.wait_for_message("Sandbox/general", author="bot", after=said)).text
    async with one_transaction(database_url) as connection:
        name = await connection.scalar(text("SELECT name FROM guild WHERE guild_id = :id"), {"id": away.id})
    assert name == "Sandbox"
    assert await bot.terminate() == 0
    assert "WARNING" not in bot.log


async def until_logged(bot: RunningBot, words: str) -> None:
    async with asyncio.timeout(10):
        while words not in bot.log:  # noqa: ASYNC110 - another process writes it
            await asyncio.sleep(0.02)
