"""Experience from files: all of it or none, counted beforehand, and out again as it went in."""

from __future__ import annotations

import csv
from io import StringIO

import pytest
from sqlalchemy import text

from astromorty.database.controllers.level import LevelController
from astromorty.database.controllers.level_transfer import Counts, ImportMode, LevelTransferController
from astromorty.database.engine import Database
from astromorty.database.errors import DatabaseUnavailableError
from astromorty.database.models.level import XP_LIMIT
from astromorty.services.level_files import LevelImporter, export_levels, exporting, read_level_file

GUILD, OTHER = 1_100_000_000_000_000_001, 1_100_000_000_000_000_002
FILE = ((1, 10), (2, 20), (3, 30))


def nobody(_member_id: int) -> str | None:
    """Name no member."""
    return None


@pytest.fixture
def importer(database: Database) -> LevelImporter:
    return LevelImporter(database)


@pytest.fixture
async def levels(database: Database) -> LevelController:
    """Members 2, 3 and 9 have experience already."""
    levels = LevelController(database)
    for member, xp in ((2, 5), (3, 30), (9, 90)):
        await levels.set_xp(member, GUILD, xp)
    await levels.set_xp(1, OTHER, 7)
    return levels


async def experience(database: Database, guild_id: int = GUILD) -> dict[int, int]:
    return dict(await LevelTransferController(database).standings(guild_id, limit=200_000))


REPLACED = (Counts(new=1, changed=1, unchanged=1), {1: 10, 2: 20, 3: 30, 9: 90})
ADDED = (Counts(new=1, changed=2, unchanged=0), {1: 10, 2: 25, 3: 60, 9: 90})


@pytest.mark.usefixtures("levels")
@pytest.mark.parametrize(
    ("mode", "counts", "after"), [(ImportMode.REPLACE, *REPLACED), (ImportMode.ADD, *ADDED)], ids=["replace", "add"]
)
async def test_an_import_does_what_was_shown_before(
    database: Database, importer: LevelImporter, mode: ImportMode, counts: Counts, after: dict[int, int]
):
    before = await experience(database)
    assert await importer.preview(GUILD, FILE, mode) == counts
    assert await experience(database) == before
    assert await importer.apply(GUILD, FILE, mode) == counts
    assert await experience(database) == after
    assert await experience(database, OTHER) == {1: 7}


async def test_adding_stops_at_the_limit(levels: LevelController, importer: LevelImporter):
    await levels.set_xp(2, GUILD, XP_LIMIT - 1)
    assert await importer.apply(GUILD, ((2, XP_LIMIT),), ImportMode.ADD) == Counts(changed=1)
    assert await importer.apply(GUILD, ((2, XP_LIMIT),), ImportMode.ADD) == Counts(unchanged=1)


async def test_a_server_that_was_never_seen_can_be_imported(database: Database, importer: LevelImporter):
    assert await importer.apply(3, FILE, ImportMode.REPLACE) == Counts(new=3)
    assert await experience(database, 3) == dict(FILE)


MANY = tuple((member, member) for member in range(1, 5001))


@pytest.mark.usefixtures("levels")
async def test_nothing_is_imported_when_the_database_hangs_up_midway(database: Database, importer: LevelImporter):
    before = await experience(database)

    async def hang_up(done: int, total: int) -> None:
        assert total == len(MANY)
        if done == 4000:
            async with database.engine.connect() as other:
                await other.execute(
                    text(
                        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                        " WHERE datname = current_database() AND state = 'idle in transaction'"
                    )
                )

    with pytest.raises(DatabaseUnavailableError):
        await importer.apply(GUILD, MANY, ImportMode.REPLACE, hang_up)
    assert await experience(database) == before


async def test_grants_meanwhile_are_not_lost(database: Database, levels: LevelController, importer: LevelImporter):
    granted = 0

    async def grant(done: int, _total: int) -> None:
        # Members of the file would wait for the import, which waits for this.
        nonlocal granted
        granted += done
        async with database.engine.begin() as other:
            statement = text("UPDATE level SET xp = xp + :done WHERE guild_id = :guild AND member_id = 1")
            await other.execute(statement, {"done": done, "guild": OTHER})

    await importer.apply(GUILD, MANY, ImportMode.ADD, grant)
    assert await experience(database, OTHER) == {1: 7 + granted}


@pytest.mark.usefixtures("levels")
async def test_what_was_exported_can_be_imported(database: Database, importer: LevelImporter):
    [file] = await export_levels(LevelTransferController(database), GUILD, {2: "=cmd()", 3: "Ada, the\nfirst"}.get)
    rows = list(csv.DictReader(StringIO(file.decode(), newline="")))
    assert [(row["member_id"], row["xp"], row["level"]) for row in rows] == [
        ("9", "90", "0"),
        ("3", "30", "0"),
        ("2", "5", "0"),
    ]
    assert [row["name"] for row in rows] == ["", "Ada, the\nfirst", "'=cmd()"]
    read = read_level_file(file, "levels.csv")
    assert dict(read.standings) == await experience(database)
    assert await importer.preview(GUILD, read.standings, ImportMode.REPLACE) == Counts(unchanged=3)


async def test_an_empty_server_is_exported_as_a_heading(database: Database):
    assert await export_levels(LevelTransferController(database), 5, nobody) == (b"member_id,xp,level,name\r\n",)


async def test_many_members_are_exported_in_files_that_can_be_imported(
    database: Database, importer: LevelImporter, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(exporting, "MOST_ROWS", 2000)
    await importer.apply(GUILD, MANY, ImportMode.REPLACE)
    files = await export_levels(LevelTransferController(database), GUILD, nobody)
    read = [read_level_file(file, "levels.csv").standings for file in files]
    assert [len(standings) for standings in read] == [2000, 2000, 1000]
    assert {member for standings in read for member, _ in standings} == {member for member, _ in MANY}
