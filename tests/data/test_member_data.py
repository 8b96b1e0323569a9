"""What names a person: counted, read and erased over all tables at once."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import BigInteger, Column, MetaData, Table, text

from astromorty.database.controllers.level import LevelController
from astromorty.database.controllers.member_data import Holding, MemberDataController
from astromorty.database.engine import Database
from astromorty.database.member_registry import MemberData
from astromorty.database.models.member_data import MemberColumn, OnErasure
from fixtures.members import Join
from fixtures.redis import RedisProcess

MIA, NORA = 7, 8
MANY = 20

WRITTEN = MemberColumn("author_id", OnErasure.DELETE, rows="Letters you wrote")
OWNED = MemberColumn("owner_id", OnErasure.CLEAR, rows="Letters you own")
ABOUT = MemberColumn("target_id", OnErasure.KEEP, "they belong to others", rows="Letters about you")


@pytest.fixture
async def letters(database: Database) -> MemberDataController:
    """A registry with one column of each kind, and what it finds."""
    async with database.engine.begin() as connection:
        await connection.execute(
            text("CREATE TABLE letter (id bigint PRIMARY KEY, author_id bigint, owner_id bigint, target_id bigint)")
        )
        await connection.execute(
            text("INSERT INTO letter VALUES (1, 7, NULL, 8), (2, 8, 7, 7), (3, 8, 8, 7), (4, 8, 8, 8), (5, 7, 8, 7)")
        )
    people = [Column(name, BigInteger) for name in ("author_id", "owner_id", "target_id")]
    table = Table("letter", MetaData(), Column("id", BigInteger, primary_key=True), *people)
    return MemberDataController(database, [MemberData(table, column) for column in (WRITTEN, OWNED, ABOUT)])


async def test_each_kind_is_counted(letters: MemberDataController):
    assert await letters.holdings(MIA) == (Holding(WRITTEN, 2), Holding(OWNED, 1), Holding(ABOUT, 3))


async def test_what_is_read_names_nobody_else(letters: MemberDataController):
    assert await letters.rows(MIA) == {
        "letter": [
            {"id": 1, "author_id": MIA, "owner_id": None, "target_id": None},
            {"id": 2, "author_id": None, "owner_id": MIA, "target_id": MIA},
            {"id": 3, "author_id": None, "owner_id": None, "target_id": MIA},
            {"id": 5, "author_id": MIA, "owner_id": None, "target_id": MIA},
        ]
    }


async def test_erasing_deletes_clears_and_keeps_as_declared_and_says_so(letters: MemberDataController):
    assert await letters.erase(MIA) == (Holding(WRITTEN, 2), Holding(OWNED, 1), Holding(ABOUT, 2))
    async with letters.database.engine.connect() as connection:
        left = (await connection.execute(text("SELECT * FROM letter ORDER BY id"))).all()
    assert [tuple(row) for row in left] == [(2, NORA, None, MIA), (3, NORA, NORA, MIA), (4, NORA, NORA, NORA)]
    assert await letters.holdings(MIA) == (Holding(WRITTEN, 0), Holding(OWNED, 0), Holding(ABOUT, 2))


async def test_erasing_is_all_or_nothing(letters: MemberDataController):
    async with letters.database.engine.begin() as connection:
        await connection.execute(text("ALTER TABLE letter ADD CHECK (owner_id IS NOT NULL OR id <> 2)"))
    before = await letters.rows(MIA)
    with pytest.raises(Exception, match="letter_check"):
        await letters.erase(MIA)
    assert await letters.rows(MIA) == before


async def test_grants_at_the_same_time_neither_deadlock_nor_survive_the_erasure(database: Database):
    levels, data = LevelController(database), MemberDataController(database)
    for _ in range(10):
        await levels.add_xp_to_many({(guild, MIA): 1_000 for guild in range(1, MANY + 1)})
        grants = (levels.add_xp_to_many({(guild, MIA): 1 for guild in range(1, MANY + 1)}) for _ in range(4))
        await asyncio.gather(data.erase(MIA), *grants)
        for row in (await data.rows(MIA))["level"]:
            assert row["xp"] < 1_000, "only what was granted after the erasure is there"


async def test_another_process_serves_nothing_of_what_was_erased(valkey: RedisProcess, join: Join):
    here, there = await join(valkey.url), await join(valkey.url)
    await LevelController(here.database).add_xp(MIA, 42, 20)
    elsewhere = LevelController(there.database)
    assert await elsewhere.get(MIA, 42) is not None
    await MemberDataController(here.database).erase(MIA)
    assert await elsewhere.get(MIA, 42) is None
