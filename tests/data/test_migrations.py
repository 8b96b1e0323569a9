"""Migrations: at start, by many at once, forth and back, and in agreement with the models."""

from __future__ import annotations

import asyncio
import sys
from asyncio.subprocess import PIPE
from itertools import pairwise
from pathlib import Path

import pytest
from sqlalchemy import text

from astromorty.database import migrate, schema
from astromorty.database.engine import create_engine
from astromorty.database.errors import DatabaseError, MigrationError
from astromorty.database.models import Model
from fixtures.postgres import Server, copied_database, execute

UPGRADE = (
    "import asyncio, sys; from astromorty.database import migrate; print(asyncio.run(migrate.upgrade(sys.argv[1])))"
)

# Everything that can differ between two schemas, oids aside.
CATALOGS = {
    "columns": """
        SELECT c.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull, a.attidentity, a.attgenerated,
            pg_get_expr(d.adbin, d.adrelid), co.collname
        FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
        LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
        LEFT JOIN pg_collation co ON co.oid = a.attcollation
        WHERE c.relnamespace = 'public'::regnamespace AND a.attnum > 0 AND NOT a.attisdropped AND c.relkind <> 'i'
    """,
    "constraints": """
        SELECT conrelid::regclass::text, conname, contype::text, pg_get_constraintdef(oid), convalidated, condeferrable
        FROM pg_constraint WHERE connamespace = 'public'::regnamespace
    """,
    "indexes": "SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'",
    "relations": "SELECT relname, relkind::text FROM pg_class WHERE relnamespace = 'public'::regnamespace",
    "functions": """
        SELECT proname, pg_get_functiondef(oid) FROM pg_proc
        WHERE pronamespace = 'public'::regnamespace AND prokind IN ('f', 'p')
    """,
    "triggers": "SELECT tgrelid::regclass::text, tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal",
    "types": """
        SELECT typname, typtype::text FROM pg_type
        WHERE typnamespace = 'public'::regnamespace AND typtype NOT IN ('c', 'b')
    """,
}


async def test_an_empty_database_is_brought_to_the_newest_revision(empty_database_url: str):
    assert await migrate.current(empty_database_url) is None
    assert await migrate.upgrade(empty_database_url) == ""
    assert await migrate.current(empty_database_url) == migrate.head()
    assert await migrate.upgrade(empty_database_url) == migrate.head()


async def test_four_processes_that_start_at_once_find_an_empty_database_migrated(empty_database_url: str):
    processes = [
        await asyncio.create_subprocess_exec(
            sys.executable,
            "-c",
            UPGRADE,
            empty_database_url,
            stdout=PIPE,
            stderr=PIPE,
        )
        for _ in range(4)
    ]
    outputs = await asyncio.gather(*(process.communicate() for process in processes))
    assert [process.returncode for process in processes] == [0] * 4, outputs
    assert sorted(out.decode().strip() for out, _ in outputs) == ["", *[migrate.head()] * 3]


async def test_migrations_and_models_agree(database_url: str):
    assert await migrate.check(database_url) == ()


@pytest.mark.parametrize(
    "change",
    [
        "ALTER TABLE guild_config DROP CONSTRAINT ck_guild_config_prefix_length",
        "ALTER TABLE guild_config ALTER timezone SET DEFAULT 'GMT'",
        "ALTER TABLE guild_config ALTER prefix TYPE text",
        "ALTER TABLE guild DROP COLUMN left_at",
    ],
)
async def test_a_drift_is_noticed(database_url: str, change: str):
    await execute(database_url, change)
    assert await migrate.check(database_url)


async def test_the_catalogs_made_by_models_and_by_migrations_are_equal(database_url: str, empty_database_url: str):
    engine = create_engine(empty_database_url, pool_size=1)
    async with engine.begin() as connection:
        await connection.run_sync(Model.metadata.create_all)
    await engine.dispose()
    by_models, by_migrations = await catalogs(empty_database_url), await catalogs(database_url)
    for name in CATALOGS:
        assert by_models[name] == by_migrations[name], name


async def test_every_constraint_has_a_name_of_ours(database_url: str):
    names = [str(row[1]) for row in (await catalogs(database_url))["constraints"]]
    generated = {name for name in names if not name.startswith(("pk_", "fk_", "uq_", "ck_"))}
    # From 18 on Postgres lists NOT NULL among the constraints.
    assert not {name for name in generated if not name.endswith("_not_null")}


async def test_down_to_nothing_and_up_again(database_url: str):
    before = await catalogs(database_url)
    await migrate.downgrade(database_url, "base")
    assert not any((await catalogs(database_url)).values())
    await migrate.upgrade(database_url)
    assert await catalogs(database_url) == before


async def test_each_step_down_and_up_leads_to_the_same_place(database_url: str):
    newest_first = sorted(migrate.revisions(), reverse=True)
    for revision, earlier in pairwise(newest_first):
        after = await catalogs(database_url)
        await migrate.downgrade(database_url, earlier)
        assert await migrate.current(database_url) == earlier
        async with schema.locked(database_url) as connection:
            await connection.run_sync(migrate.raise_to, revision)
        assert await catalogs(database_url) == after
        await migrate.downgrade(database_url, earlier)


async def test_a_failing_migration_leaves_nothing_behind(empty_database_url: str):
    await execute(empty_database_url, "CREATE TABLE guild_config (mine int)")
    with pytest.raises(Exception, match="already exists"):
        await migrate.upgrade(empty_database_url)
    assert await migrate.current(empty_database_url) is None
    assert (await catalogs(empty_database_url))["relations"] == [("guild_config", "r")]


async def test_a_database_of_a_newer_version_is_refused_with_a_remedy(database_url: str):
    await execute(database_url, "UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(MigrationError, match=r"9999.*newer version of astromorty.*backup"):
        await migrate.upgrade(database_url)


async def test_a_database_that_is_not_there_is_no_traceback(postgres_server: Server):
    async with copied_database(postgres_server, "template0") as url:
        pass
    with pytest.raises(DatabaseError, match="does not exist"):
        await migrate.upgrade(url)


async def test_the_next_revision_is_written_from_the_difference(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    for file in (*schema.folder().glob("*.*"), *schema.folder().glob("versions/*.py")):
        copy = tmp_path / file.relative_to(schema.folder())
        copy.parent.mkdir(exist_ok=True)
        copy.write_text(file.read_text())
    monkeypatch.setattr(migrate, "folder", lambda: tmp_path)
    await execute(database_url, "ALTER TABLE guild DROP COLUMN left_at")
    written = await migrate.revision(database_url, "Put it back")
    assert written.name == f"{int(migrate.head()):04}_put_it_back.py"
    assert "op.add_column(" in written.read_text()


async def catalogs(url: str) -> dict[str, list[tuple[object, ...]]]:
    """Return what is in the database's schema, Alembic's own table aside."""
    engine = create_engine(url, pool_size=1)
    found: dict[str, list[tuple[object, ...]]] = {}
    async with engine.connect() as connection:
        for name, query in CATALOGS.items():
            rows = [tuple(row) for row in await connection.execute(text(query))]
            found[name] = sorted((row for row in rows if "alembic" not in str(row)), key=str)
    await engine.dispose()
    return found


def test_the_newest_migration_by_its_files_name_is_alembics_head() -> None:
    assert schema.newest() == migrate.head()


async def test_a_start_changes_a_database_that_is_behind_and_asks_no_more_of_one_that_is_not(
    empty_database_url: str,
) -> None:
    assert await schema.bring_up_to_date(empty_database_url) == ""
    assert await migrate.current(empty_database_url) == migrate.head()
    await migrate.downgrade(empty_database_url, "0001")
    assert await schema.bring_up_to_date(empty_database_url) == "0001"
    assert await schema.bring_up_to_date(empty_database_url) == migrate.head()
