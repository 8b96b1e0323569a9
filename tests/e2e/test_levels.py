"""Experience under a flood: no message and no grant is lost, each level is announced once, each role given once."""

import asyncio
import re
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from astromorty.database.controllers.level import LevelController
from astromorty.database.controllers.level_rules import LevelRulesController
from astromorty.services.levels.curve import level_at
from discord_sandbox.client import SandboxClient
from discord_sandbox.server import Sandbox
from e2e.running_bot import RunningBot
from fixtures.members import Member, eventually, member
from fixtures.redis import RedisProcess

WRITERS = [f"writer{number}" for number in range(20)]
MESSAGES = 600
XP, GRANT = 20, 7
GRANTS = 40
REWARDED = 1
ANNOUNCED = re.compile(r"🎉 <@(\d+)> reached level (\d+)!")

Key = tuple[int, int]


@dataclass
class Expected:
    """What the experience of each member must come to, and the levels that other grants reached."""

    xp: Counter[Key] = field(default_factory=Counter[Key])
    silent: set[tuple[Key, int]] = field(default_factory=set[tuple[Key, int]])


@pytest.fixture
async def beside(database_url: str, valkey: RedisProcess) -> AsyncIterator[Member]:
    """Another process on the same database and Redis, which is no bot."""
    async with member(valkey.url, database_url) as here:
        yield here


@pytest.fixture
async def servers(client: SandboxClient) -> dict[int, str]:
    """Make a server for each of two shards; return their names by ID."""
    found: dict[int, tuple[int, str]] = {}
    for number in range(100):
        guild_id = await client.add_guild(f"Server {number}")
        # https://discord.com/developers/docs/events/gateway#sharding
        found.setdefault(guild_id >> 22 & 1, (guild_id, f"Server {number}"))
        if len(found) == 2:
            return dict(found.values())
    raise AssertionError("no server of the other shard came up")


@pytest.fixture
async def fleet(
    discord: Sandbox,
    client: SandboxClient,
    servers: dict[int, str],
    database_url: str,
    valkey: RedisProcess,
    tmp_path: Path,
) -> AsyncIterator[list[RunningBot]]:
    """Two processes of the bot, each with one of the two servers."""
    del servers
    variables = {"DATABASE_URL": database_url, "EXTERNAL_SERVICES__REDIS_URL": valkey.url, "SHARDING__COUNT": "2"}
    bots = [await RunningBot.start(discord, tmp_path, **variables, SHARDING__IDS=shard) for shard in ("0", "1")]
    try:
        await eventually(lambda: is_connected(discord), within=60)
        await client.wait_for_bot(commands=True)
        yield bots
    finally:
        for bot in bots:
            await bot.kill()


async def is_connected(discord: Sandbox) -> bool:
    return len(discord.gateway.connected) == 2


async def prepare(client: SandboxClient, servers: dict[int, str], beside: Member) -> dict[int, int]:
    """Let everybody into both servers, with a role for level 1; return the role of each server."""
    rules = LevelRulesController(beside.database)
    roles: dict[int, int] = {}
    for guild_id, name in servers.items():
        for writer in WRITERS:
            await client.add_member(name, writer)
        await beside.configs.update_config(guild_id, levels_cooldown=0, levels_xp_min=XP, levels_xp_max=XP)
        roles[guild_id] = await client.add_role(name, "Rewarded")
        await rules.set_reward(guild_id, roles[guild_id], REWARDED)
    return roles


async def grant_beside(beside: Member, keys: list[Key], expected: Expected) -> None:
    """Add experience to the rows that the bots write to."""
    levels = LevelController(beside.database)
    for number in range(GRANTS):
        guild_id, member_id = key = keys[number % len(keys)]
        reached = await levels.add_xp(member_id, guild_id, GRANT)
        expected.xp[key] += GRANT
        if level_at(reached.xp) > level_at(reached.xp - GRANT):
            expected.silent.add((key, level_at(reached.xp)))


def written(discord: Sandbox, keys: set[Key]) -> tuple[Counter[Key], Counter[tuple[Key, int]]]:
    """Return how many messages each member wrote, and how often each level was announced."""
    messages: Counter[Key] = Counter()
    announced: Counter[tuple[Key, int]] = Counter()
    for guild_id in {guild_id for guild_id, _ in keys}:
        for channel in discord.world.guilds[guild_id].channels.values():
            for message in channel.messages.values():
                if (guild_id, message.author.id) in keys:
                    messages[guild_id, message.author.id] += 1
                elif (found := ANNOUNCED.search(str(message.components))) is not None:
                    announced[(guild_id, int(found[1])), int(found[2])] += 1
    return messages, announced


async def test_a_flood_in_two_processes_loses_nothing_and_announces_each_level_once(
    discord: Sandbox, client: SandboxClient, servers: dict[int, str], beside: Member, fleet: list[RunningBot]
) -> None:
    roles = await prepare(client, servers, beside)
    levels = LevelController(beside.database)
    writers = {user.id for user in discord.world.users.values() if user.username in WRITERS}
    keys = {(guild_id, writer) for guild_id in roles for writer in writers}
    expected = Expected()

    sending = client.send_many([f"{name}/general" for name in servers.values()], WRITERS, MESSAGES)
    sent, _ = await asyncio.gather(sending, grant_beside(beside, sorted(keys), expected))
    messages, _ = written(discord, keys)
    assert messages.total() == len(sent.message_ids) == MESSAGES
    for key, count in messages.items():
        expected.xp[key] += count * XP

    async def now() -> Counter[Key]:
        boards = [await levels.leaderboard(guild_id, limit=100) for guild_id in roles]
        return Counter({(level.guild_id, level.member_id): level.xp for board in boards for level in board})

    async def all_is_counted() -> bool:
        return (await now()).total() >= expected.xp.total()

    await eventually(all_is_counted, within=30)
    assert await now() == expected.xp

    due = {(key, level) for key, xp in expected.xp.items() for level in range(1, level_at(xp) + 1)} - expected.silent
    rewarded = {key for key, xp in expected.xp.items() if level_at(xp) >= REWARDED}

    async def all_is_told() -> bool:
        held = {key for key in keys if roles[key[0]] in discord.world.guilds[key[0]].members[key[1]].role_ids}
        return set(written(discord, keys)[1]) == due and held == rewarded

    await eventually(all_is_told, within=30)
    assert set(written(discord, keys)[1].values()) == {1}
    requests = await client.requests()
    given = sum(count for route, count in requests.items() if route.startswith("PUT") and "/roles/" in route)
    assert given == len(rewarded)
    assert [bot.log for bot in fleet if "Traceback" in bot.log] == []
