"""Two members of a fleet share a cache and a database: what one writes, the other sees."""

from __future__ import annotations

import asyncio
import random
from time import monotonic

import pytest
from sqlalchemy import text

from astromorty.services.cache.errors import SecondProcessError
from fixtures.members import LEASE, Join, Member, eventually, member
from fixtures.postgres import execute
from fixtures.redis import RedisProcess

GUILD = 42


async def prefix_seen_by(member: Member, guild_id: int = GUILD) -> str | None:
    config = await member.configs.get_config_by_guild_id(guild_id)
    assert await member.configs.get_prefix_by_guild_id(guild_id) == (config.prefix if config else None)
    return config.prefix if config else None


async def test_a_prefix_set_by_one_member_is_seen_by_the_other(redis_server: RedisProcess, join: Join) -> None:
    here, there = await join(redis_server.url), await join(redis_server.url)
    assert await prefix_seen_by(there) is None
    for prefix in ("?", "!", "a"):
        await here.configs.update_config(GUILD, prefix=prefix)
        assert await prefix_seen_by(there) == prefix
        assert await prefix_seen_by(here) == prefix


async def test_promise_1_no_stale_read_after_an_acknowledged_write(redis_server: RedisProcess, join: Join) -> None:
    members = [await join(redis_server.url) for _ in range(3)]
    acknowledged = dict.fromkeys(range(1, 5), 0)
    ended = monotonic() + 1.5
    reads = stale = 0

    async def write(member: Member, guild_id: int) -> None:
        while monotonic() < ended:
            config = await member.configs.update_config(guild_id, timezone="UTC")
            acknowledged[guild_id] = max(acknowledged[guild_id], config.version)
            await asyncio.sleep(random.uniform(0, 0.01))

    async def read(member: Member) -> None:
        nonlocal reads, stale
        while monotonic() < ended:
            guild_id = random.choice(list(acknowledged))
            floor = acknowledged[guild_id]
            config = await member.configs.get_config_by_guild_id(guild_id)
            reads += 1
            stale += (config.version if config else 0) < floor
            await asyncio.sleep(0 if random.random() < 0.9 else 0.002)

    async with asyncio.TaskGroup() as tasks:
        for guild_id in acknowledged:
            tasks.create_task(write(members[guild_id % 3], guild_id))
        for member in members * 2:
            tasks.create_task(read(member))
    assert reads > 50
    assert stale == 0


async def test_a_row_changed_by_psql_is_seen_everywhere_within_a_lease(
    redis_server: RedisProcess, join: Join, database_url: str
) -> None:
    here, there = await join(redis_server.url), await join(redis_server.url)
    await here.configs.update_config(GUILD, prefix="?")
    assert await prefix_seen_by(here) == await prefix_seen_by(there) == "?"
    await execute(database_url, "UPDATE guild_config SET prefix = 'psql'")

    async def seen() -> bool:
        return {await prefix_seen_by(here), await prefix_seen_by(there)} == {"psql"}

    await eventually(seen, within=LEASE * 1.5)


async def test_promise_2_nothing_owed_is_lost_when_the_writer_dies_after_its_commit(
    redis_server: RedisProcess, join: Join, monkeypatch: pytest.MonkeyPatch
) -> None:
    here, there = await join(redis_server.url), await join(redis_server.url)
    await here.configs.update_config(GUILD, prefix="?")
    assert await prefix_seen_by(there) == "?"

    async def die(_transaction: object) -> None:
        raise RuntimeError("killed")

    monkeypatch.setattr(here.cache, "settle", die)
    with pytest.raises(RuntimeError, match="killed"):
        await here.configs.update_config(GUILD, prefix="!")

    async def seen() -> bool:
        return {await prefix_seen_by(here), await prefix_seen_by(there)} == {"!"}

    await eventually(seen, within=LEASE * 1.5)

    async def paid() -> bool:
        return not (await here.outbox.owed(10)).debts

    await eventually(paid, within=LEASE)


async def test_what_a_write_owes_is_gone_from_the_outbox_after_it(redis_server: RedisProcess, join: Join) -> None:
    here = await join(redis_server.url)
    for number in range(20):
        await here.configs.update_config(GUILD, prefix=str(number))

    async def paid() -> bool:
        return not (await here.outbox.owed(10)).debts

    await eventually(paid, within=LEASE)


async def test_a_flush_reaches_every_member_at_once(redis_server: RedisProcess, join: Join, database_url: str) -> None:
    here, there = await join(redis_server.url), await join(redis_server.url)
    await here.configs.update_config(GUILD, prefix="?")
    assert await prefix_seen_by(here) == await prefix_seen_by(there) == "?"
    # A change that leaves no trace: only a flush can make it seen.
    await execute(database_url, "SET session_replication_role = replica", "UPDATE guild_config SET prefix = 'trace'")
    assert await prefix_seen_by(there) == "?"
    await here.cache.clear()
    assert await prefix_seen_by(there) == "trace"
    assert await prefix_seen_by(here) == "trace"


async def test_a_subscription_that_is_killed_costs_what_was_held(redis_server: RedisProcess, join: Join) -> None:
    here = await join(redis_server.url)
    await here.configs.get_config_by_guild_id(GUILD)
    assert len(here.cache.types["guild_config"].local) == 1
    redis_server.ask("CLIENT", "KILL", "TYPE", "pubsub")

    async def flushed() -> bool:
        return len(here.cache.types["guild_config"].local) == 0

    await eventually(flushed, within=LEASE / 2)

    async def served_again() -> bool:
        await here.configs.get_config_by_guild_id(GUILD)
        return len(here.cache.types["guild_config"].local) == 1

    await eventually(served_again, within=LEASE * 2)


async def test_promise_4_one_load_per_key_in_any_number_of_members(
    redis_server: RedisProcess, join: Join, monkeypatch: pytest.MonkeyPatch
) -> None:
    # On a busy machine a load may outlast the time that others wait for it.
    monkeypatch.setattr("astromorty.services.cache.fill.WAIT_AT_MOST", 10)
    members = [await join(redis_server.url) for _ in range(2)]
    loads = 0

    def counting(member: Member) -> None:
        load = member.configs.get_by_id

        async def count(*identity: object) -> object:
            nonlocal loads
            loads += 1
            await asyncio.sleep(0.02)
            return await load(*identity)

        monkeypatch.setattr(member.configs, "get_by_id", count)

    for each in members:
        counting(each)
    await asyncio.gather(*(each.configs.get_config_by_guild_id(GUILD) for each in members * 50))
    assert loads == 1


async def test_a_second_process_without_redis_is_refused(database_url: str, join: Join) -> None:
    await join(None)
    with pytest.raises(SecondProcessError, match="EXTERNAL_SERVICES__REDIS_URL"):
        await join(None)


async def test_a_registration_outlasts_what_is_believed_of_a_long_lease(database_url: str) -> None:
    async with member(None, database_url, lease=10) as here, here.database.engine.connect() as connection:
        left = await connection.execute(text("SELECT extract(epoch FROM sole_until - now()) FROM cache_state"))
        assert left.scalar_one() > 10


async def test_a_process_alone_sees_psql_within_a_lease(join: Join, database_url: str) -> None:
    here = await join(None)
    await here.configs.update_config(GUILD, prefix="?")

    async def held() -> bool:
        await prefix_seen_by(here)
        return len(here.cache.types["guild_config"].local) == 1

    await eventually(held, within=LEASE)
    await execute(database_url, "UPDATE guild_config SET prefix = 'psql'")

    async def seen() -> bool:
        return await prefix_seen_by(here) == "psql"

    await eventually(seen, within=LEASE * 1.5)
