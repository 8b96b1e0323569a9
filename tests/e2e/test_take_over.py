"""Processes that share shards: one dies, one is stopped for a while, and Postgres is away for all."""

import asyncio
import signal
import time
from collections.abc import AsyncIterator, Callable, Collection
from pathlib import Path

import pytest

from astromorty.database import migrate
from astromorty.database.embedded import EmbeddedPostgres
from astromorty.database.url import parse_url
from discord_sandbox.client import SandboxClient
from discord_sandbox.rest.app import RequestObserver
from discord_sandbox.server import Sandbox
from e2e.running_bot import RunningBot
from fixtures.postgres import connect
from fixtures.redis import RedisProcess

SHARDS = 16
# Of each bucket, in which several shards wait for their turn. Discord asks for more; how much more than what is asked
# for the bot keeps is as in operation.
INTERVAL = 1.0
SPACING = 1.5
# As in operation, but for that and for how long a dead process counts as alive.
SPANS = {"lease": 8.0, "renewal": 1.0, "margin": 2.0, "answer": 3.0, "gap": 4.0, "spacing": SPACING}


@pytest.fixture
async def discord(observe_requests: RequestObserver | None) -> AsyncIterator[Sandbox]:
    async with Sandbox(
        rate_limits=False, recommended_shards=SHARDS, max_concurrency=8, observe=observe_requests
    ) as sandbox:
        sandbox.gateway.identify_limit.interval = INTERVAL
        yield sandbox


def came_early(discord: Sandbox) -> list[float]:
    """Return by how much sessions came before their bucket's time."""
    return [record.early for record in discord.gateway.identify_limit.records if record.early]


async def eventually(holds: Callable[[], bool], *, within: float = 60) -> None:
    async with asyncio.timeout(within):
        while not holds():  # noqa: ASYNC110 - other processes do it
            await asyncio.sleep(0.02)


def connected(discord: Sandbox) -> list[int]:
    return sorted(session.identity.shard_id for session in discord.gateway.connected)


async def servers_of_many_shards(client: SandboxClient) -> dict[int, int]:
    """Make servers until each fourth of the shards has one, and the first has; return a channel's identity by server.

    A server's shard follows from its identity, and that from the time.
    """
    channels: dict[int, int] = {}
    shards: set[int] = set()
    while {shard // 4 for shard in shards} != set(range(4)) or 0 not in shards:
        guild_id = await client.add_guild(f"Server {len(channels)}")
        channels[guild_id] = int(await client.add_channel(guild_id, f"talk-{len(channels)}"))
        shards.add((guild_id >> 22) % SHARDS)
    return channels


async def everybody_is_served_once(discord: Sandbox, client: SandboxClient, channels: Collection[int]) -> None:
    """Say something in each server and to the bot itself; each gets one answer."""
    owner = client.user("owner")
    said = [await owner.send(channel, "$ping") for channel in (*channels, "@bot")]

    def answers() -> list[int]:
        bot = discord.world.bot
        return [
            sum(each.author == bot and each.id > message.id for each in room.messages.values())
            for message in said
            for room in [discord.world.channels[message.channel_id]]
        ]

    await eventually(lambda: all(answers()))
    await asyncio.sleep(0.3)
    assert answers() == [1] * len(said)


async def shards_held(database_url: str) -> dict[str, list[int]]:
    """Return who holds which shards, by their leases."""
    connection = await connect(**parse_url(database_url).arguments)
    try:
        rows = await connection.fetch(
            "SELECT name, array_agg(shard_id ORDER BY shard_id) AS shards"
            " FROM fleet_process JOIN shard_lease ON process_id = id GROUP BY name"
        )
    finally:
        await connection.close()
    return {row["name"].rpartition(":")[2]: list(row["shards"]) for row in rows}


async def test_a_dead_process_is_followed_by_the_others_and_nobody_is_served_twice(
    discord: Sandbox, client: SandboxClient, database_url: str, valkey: RedisProcess, tmp_path: Path
) -> None:
    channels = await servers_of_many_shards(client)
    settings = {"DATABASE_URL": database_url, "EXTERNAL_SERVICES__REDIS_URL": valkey.url, "RETENTION_DAYS": "0"}

    async def start() -> RunningBot:
        return await RunningBot.start(discord, tmp_path, SPANS, **settings)

    bots = [await start() for _ in range(4)]
    try:
        await eventually(lambda: connected(discord) == list(range(SHARDS)))
        owner = client.user("owner")
        said = await owner.dm("$remind me 1s Tea")
        reminder = await client.wait_for_message(
            said.channel_id, author="bot", after=said, where=lambda message: "Reminder" in message.text
        )
        await everybody_is_served_once(discord, client, channels.values())
        held = await shards_held(database_url)
        assert sorted(shard for shards in held.values() for shard in shards) == list(range(SHARDS))

        # Who has the shard of direct messages.
        leader = next(bot for bot in bots if 0 in held[str(bot.process.pid)])
        began = time.monotonic()
        await leader.kill()
        await eventually(lambda: len(connected(discord)) < SHARDS)
        await eventually(lambda: connected(discord) == list(range(SHARDS)))
        assert time.monotonic() - began < SPANS["lease"] + 2 * SPACING + 2
        # A press in a direct message comes to another process now, which never saw that message.
        await owner.press(reminder, "1 hour")
        assert "💤 Again" in next(each for each in await owner.view("@bot") if each.id == reminder.id).text
        await everybody_is_served_once(discord, client, channels.values())

        # One that comes anew finds no duty of the dead one's in its way.
        discord.world.application.commands.clear()
        bots.append(await start())
        await eventually(lambda: bool(discord.world.application.commands))
        await eventually(lambda: "holds of 16 shards: none, and waits" in bots[-1].log)
        orphan = next(guild_id for guild_id in channels if (guild_id >> 22) % SHARDS == 0)
        await client.remove_bot(orphan)
        await purged(database_url, orphan)

        assert came_early(discord) == []
        for bot in bots:
            if bot is not leader:
                assert await bot.terminate() == 0
    finally:
        for bot in bots:
            await bot.kill()


async def purged(database_url: str, guild_id: int) -> None:
    """Wait until nothing is known of a server."""
    connection = await connect(**parse_url(database_url).arguments)
    try:
        async with asyncio.timeout(20):
            while await connection.fetchval("SELECT count(*) FROM guild WHERE guild_id = $1", guild_id):  # noqa: ASYNC110
                await asyncio.sleep(0.05)
    finally:
        await connection.close()


async def test_who_cannot_be_heard_of_leaves_the_gateway_and_goes_on_or_stands_by(
    discord: Sandbox, valkey: RedisProcess, tmp_path: Path
) -> None:
    discord.gateway.recommended_shards = 4
    discord.gateway.identify_limit.max_concurrency = 1
    spans = {**SPANS, "lease": 6.0, "gap": 3.0}
    async with EmbeddedPostgres(tmp_path / "own") as postgres:
        await migrate.upgrade(postgres.url)
        settings = {"DATABASE_URL": postgres.url, "EXTERNAL_SERVICES__REDIS_URL": valkey.url}
        bots = [await RunningBot.start(discord, tmp_path, spans, **settings) for _ in range(2)]
        try:
            await eventually(lambda: connected(discord) == [0, 1, 2, 3])
            await eventually(lambda: bots[0].log.count("Ready as") == 2)
            sessions = {session.id for session in discord.gateway.connected}
            await postgres.stop()
            await eventually(lambda: connected(discord) == [])
            await postgres.start()
            await eventually(lambda: connected(discord) == [0, 1, 2, 3])
            assert {session.id for session in discord.gateway.connected} == sessions, "resumed, and none begun"

            bots[0].process.send_signal(signal.SIGSTOP)
            begun = discord.gateway.identify_limit.records
            await eventually(lambda: len(begun) == 6)
            bots[0].process.send_signal(signal.SIGCONT)
            await eventually(lambda: "was taken for dead and lost its shards" in bots[0].log)
            assert await bots[1].terminate() == 0
            await eventually(lambda: connected(discord) == [0, 1, 2, 3])
            assert len(begun) == 10, "it stood by, and has them all since the other stopped"
            assert came_early(discord) == []
        finally:
            for bot in bots:
                await bot.kill()
