"""Statements that change many rows: as coherent as those that change one, without paying row by row."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from time import perf_counter

from astromorty.database.controllers.level import LevelController
from astromorty.database.controllers.level_transfer import Counts, ImportMode
from astromorty.services.level_files import LevelImporter
from fixtures.members import Join, eventually
from fixtures.redis import running

GUILD, OTHER = 7, 8
MANY = tuple((member, 50) for member in range(1, 3001))


async def test_no_process_serves_what_was_before_an_import(join: Join, tmp_path: Path):
    async with running("redis", tmp_path) as redis:
        here, there = await join(redis.url), await join(redis.url)
        for guild in (GUILD, OTHER):
            await LevelController(here.database).set_xp(1, guild, 10)
        before = [[await LevelController(m.database).get(1, g) for g in (GUILD, OTHER)] for m in (here, there)]
        assert all(level is not None and level.xp == 10 for levels in before for level in levels)
        assert await LevelController(there.database).get(2, GUILD) is None, "that nobody has it is cached, too"

        await LevelImporter(here.database).apply(GUILD, MANY, ImportMode.ADD)

        held = [redis.ask("EXISTS", f"astromorty:levels:1:{guild}") for guild in (GUILD, OTHER)]
        assert held == [0, 1], "other servers' entries stay"
        for member in (here, there):
            levels = LevelController(member.database)
            assert [getattr(await levels.get(number, GUILD), "xp", None) for number in (1, 2)] == [60, 50]


async def test_an_import_while_redis_is_away_is_seen_when_it_is_back(join: Join, tmp_path: Path):
    async with running("redis", tmp_path) as redis:
        here, there = await join(redis.url), await join(redis.url)
        await LevelController(here.database).set_xp(1, GUILD, 10)
        assert await LevelController(there.database).get(1, GUILD) is not None
        redis.kill()
        await LevelImporter(here.database).apply(GUILD, MANY, ImportMode.ADD)

        async def seen() -> bool:
            level = await LevelController(there.database).get(1, GUILD)
            return level is not None and level.xp == 60

        assert await seen()
        redis.start()

        async def trusted() -> bool:
            return there.cache.is_trusted and here.cache.is_trusted

        await eventually(trusted, within=10)
        assert await seen()


async def test_as_many_members_as_a_file_may_have(
    join: Join, tmp_path: Path, record_property: Callable[[str, object], None]
):
    standings = tuple((10**18 + 977 * number, number) for number in range(100_000))
    seen: list[int] = []

    async def progress(done: int, _total: int) -> None:
        seen.append(done)

    async with running("redis", tmp_path) as redis:
        here = await join(redis.url)
        began = perf_counter()
        counts = await LevelImporter(here.database).apply(GUILD, standings, ImportMode.REPLACE, progress)
        record_property("seconds", perf_counter() - began)
    assert counts == Counts(new=100_000)
    assert seen == list(range(2000, 100_001, 2000))
