"""Backups as an operator makes them, and what comes back."""

from __future__ import annotations

import asyncio
import io
import re
import zipfile
from collections.abc import Callable
from threading import Thread
from typing import NamedTuple

import pytest
from sqlalchemy import text

from astromorty.database import migrate
from astromorty.database.backup import Archive, back_up, restore_all, restore_servers
from astromorty.database.backup.archive import MANIFEST, ArchiveWriter, Manifest, TableContent
from astromorty.database.backup.copying import copy_out
from astromorty.database.backup.tables import OF_PERSONS, OF_THE_FLEET, backed_up
from astromorty.database.engine import Database, one_transaction
from astromorty.database.errors import BackupError, MigrationError
from astromorty.database.models import Model
from astromorty.services.reminders import KIND as REMINDER
from fixtures.every_table import fill_every_table
from fixtures.members import Join, eventually
from fixtures.postgres import Server, copied_database, execute
from fixtures.redis import RedisProcess

HERE, THERE = 1 << 40, 2 << 40
# An older revision than the newest, with tables and columns that it lacks.
OLDER = "0018"

Rows = dict[str, list[str]]


class Backup(NamedTuple):
    """A database with a row of two servers in every table, and a backup of it."""

    url: str
    file: io.BytesIO
    rows: Rows


@pytest.fixture
async def backup(database_url: str) -> Backup:
    async with one_transaction(database_url) as connection:
        await fill_every_table(connection, HERE, THERE)
    file = io.BytesIO()
    await back_up(database_url, file)
    return Backup(database_url, file, await rows(database_url))


async def rows(url: str, *, of: int | None = None, but: int | None = None) -> Rows:
    """Return what the tables of a backup hold, as Postgres writes it; of one server, or of all but one."""
    found: Rows = {}
    async with one_transaction(url) as connection:
        for table in Model.metadata.sorted_tables:
            if table.name in OF_THE_FLEET:
                continue
            condition = "true"
            if of is not None or but is not None:
                condition = f"guild_id = {of}" if of else f"guild_id IS DISTINCT FROM {but}"
                condition = condition if "guild_id" in table.columns else "true"
            query = text(f"SELECT t::text FROM {table.name} AS t WHERE {condition} ORDER BY 1")
            found[table.name] = list((await connection.execute(query)).scalars())
    return found


async def ask(url: str, query: str) -> list[object]:
    async with one_transaction(url) as connection:
        return list((await connection.execute(text(query))).scalars())


def test_each_table_is_a_servers_or_somebody_said_whose_it_is():
    """A new table that belongs to no server is named in backup/tables.py: in a backup or not, and why."""
    of_nobody = {table.name for table in Model.metadata.sorted_tables if "guild_id" not in table.columns}
    assert of_nobody <= OF_THE_FLEET | OF_PERSONS
    assert not OF_THE_FLEET & OF_PERSONS
    assert of_nobody >= OF_THE_FLEET & Model.metadata.tables.keys()


def test_a_servers_timers_are_all_but_those_of_reminders():
    from astromorty.database.backup.tables import rows_of

    assert rows_of("timer", [HERE]) == f"guild_id IN ({HERE}) AND kind NOT IN ('{REMINDER}')"


async def test_everything_comes_back_and_numbers_go_on(backup: Backup):
    assert all(backup.rows.values()), [name for name, rows in backup.rows.items() if not rows]
    last = await ask(backup.url, "SELECT max(id) FROM timer")
    await execute(backup.url, "DELETE FROM guild", "DELETE FROM timer", "DELETE FROM reminder")
    await execute(backup.url, "INSERT INTO guild VALUES (5, 'new')", "INSERT INTO level VALUES (5, 5, 5)")
    await execute(backup.url, "INSERT INTO operator_state VALUES ('commands', 'as Discord was last sent them')")
    await restore_all(backup.url, Archive.open(backup.file), replace=True)
    assert await rows(backup.url) == backup.rows
    assert await migrate.check(backup.url) == ()
    await execute(backup.url, f"INSERT INTO level (guild_id, member_id, xp) VALUES ({HERE}, 9, 9)")
    await execute(backup.url, "INSERT INTO timer (kind, due_at, next_at) VALUES ('x', now(), now())")
    assert await ask(backup.url, "SELECT id FROM timer WHERE kind = 'x'") > last
    [newest] = await ask(backup.url, "SELECT member_id FROM level ORDER BY version DESC LIMIT 1")
    assert newest == 9
    assert await ask(backup.url, "SELECT count(*) FROM operator_state") == [0], "the fleet's is not restored"


async def test_a_backup_is_one_moment_of_a_database_that_is_written_to(database_url: str):
    """A server that comes between two tables is in both or in neither."""

    def meanwhile(table: str, _rows: int) -> None:
        if table == "guild":
            writes = ("INSERT INTO guild VALUES (5, 'new')", "INSERT INTO guild_config (guild_id) VALUES (5)")
            writer = Thread(target=lambda: asyncio.run(execute(database_url, *writes)))
            writer.start()
            writer.join()

    manifest = await back_up(database_url, io.BytesIO(), told=meanwhile)
    assert await ask(database_url, "SELECT guild_id FROM guild_config") == [5]
    assert manifest.rows == 0


async def test_what_is_not_wanted_is_refused_and_nothing_is_changed(backup: Backup, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("astromorty.database.backup.whole._GONE_WITHIN", 0.0)
    archive = Archive.open(backup.file)
    with pytest.raises(BackupError, match=r"not empty.*--replace"):
        await restore_all(backup.url, archive, replace=False)
    await execute(backup.url, "UPDATE cache_state SET shared_until = now() + interval '1 hour'")
    with pytest.raises(BackupError, match="a bot runs"):
        await restore_all(backup.url, archive, replace=True)
    with pytest.raises(BackupError, match="knows no server 5"):
        await back_up(backup.url, io.BytesIO(), guild_ids=[5])
    with pytest.raises(BackupError, match="nothing of server 5"):
        await restore_servers(backup.url, archive, [5])
    single = io.BytesIO()
    await back_up(backup.url, single, guild_ids=[HERE])
    with pytest.raises(BackupError, match=f"--guild.*{HERE}"):
        await restore_all(backup.url, Archive.open(single), replace=True)
    assert await rows(backup.url) == backup.rows


async def test_an_older_backup_is_migrated_and_a_newer_one_refused(postgres_server: Server, backup: Backup):
    async with copied_database(postgres_server, "template0") as url:
        await restore_all(url, Archive.open(backup.file), replace=False)
        assert await rows(url) == backup.rows
        await migrate.downgrade(url, OLDER)
        file = io.BytesIO()
        await write_by_catalog(url, file)
        with pytest.raises(BackupError, match=f"revision {OLDER}.*db upgrade"):
            await back_up(url, io.BytesIO())
        await migrate.upgrade(url)
        expected = await rows(url)
    with pytest.raises(BackupError, match=f"revision {OLDER}.*whole"):
        await restore_servers(backup.url, Archive.open(file), [HERE])
    await restore_all(backup.url, Archive.open(file), replace=True)
    assert await rows(backup.url) == expected
    newer = changed(file, MANIFEST, lambda manifest: manifest.replace(f'"{OLDER}"'.encode(), b'"9999"'))
    with pytest.raises(BackupError, match=r"9999.*newer"):
        await restore_all(backup.url, Archive.open(newer), replace=True)


async def test_an_older_version_replaces_a_newer_ones_database(backup: Backup):
    """What the newer one made goes, what another program has there stays."""
    await execute(
        backup.url,
        "UPDATE alembic_version SET version_num = '9999'",
        "ALTER TABLE guild ADD colour int",
        "CREATE TABLE gadget (id int PRIMARY KEY, guild_id bigint REFERENCES guild ON DELETE CASCADE)",
        "CREATE TABLE gadget_part (gadget_id int REFERENCES gadget)",
        "CREATE FUNCTION cache_gadget() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'",
        "CREATE TRIGGER cache_gadget AFTER INSERT ON gadget EXECUTE FUNCTION cache_gadget()",
        "CREATE TABLE of_another_program AS SELECT 7 AS number",
    )
    with pytest.raises(MigrationError, match=r"9999.*restore --replace"):
        await migrate.upgrade(backup.url)
    with pytest.raises(BackupError, match=r"not empty.*--replace"):
        await restore_all(backup.url, Archive.open(backup.file), replace=False)
    await restore_all(backup.url, Archive.open(backup.file), replace=True)
    assert await rows(backup.url) == backup.rows
    assert await ask(backup.url, "SELECT number FROM of_another_program") == [7]
    await execute(backup.url, "DROP TABLE of_another_program")
    assert await migrate.check(backup.url) == ()
    left = "SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND proname = 'cache_gadget'"
    assert await ask(backup.url, left) == []


async def write_by_catalog(url: str, file: io.BytesIO) -> None:
    """Write what the version of the database's revision would have."""
    contents: list[TableContent] = []
    with ArchiveWriter(file) as writer:
        async with one_transaction(url) as connection:
            for table in map(str, (table.name for table in backed_up())):
                query = f"SELECT attname FROM pg_attribute WHERE attrelid = to_regclass('{table}') AND attnum > 0"
                columns = list((await connection.execute(text(f"{query} AND NOT attisdropped"))).scalars())
                if columns:
                    with writer.table(table) as output:
                        written = await copy_out(connection, f"SELECT {', '.join(columns)} FROM {table}", output)
                        contents.append(TableContent(table, columns, written))
            [(revision, made_at)] = await connection.execute(text("SELECT version_num, now() FROM alembic_version"))
        writer.finish(Manifest(1, "0.0.1", revision, made_at, None, contents, {}))


def changed(file: io.BytesIO, member: str, change: Callable[[bytes], bytes]) -> io.BytesIO:
    """Return a backup in which one part is another."""
    written = io.BytesIO()
    with zipfile.ZipFile(file) as source, zipfile.ZipFile(written, "w") as target:
        for name in source.namelist():
            target.writestr(name, change(source.read(name)) if name == member else source.read(name))
    return written


def test_what_is_no_whole_backup_is_one_sentence(backup_bytes: bytes):
    manifest = io.BytesIO(backup_bytes)
    wrong: list[io.BytesIO] = [
        io.BytesIO(b""),
        io.BytesIO(b"-- PostgreSQL database dump"),
        io.BytesIO(backup_bytes[: len(backup_bytes) // 2]),
        io.BytesIO(backup_bytes[:-1]),
        changed(manifest, MANIFEST, lambda _: b"{}"),
        changed(manifest, MANIFEST, lambda _: b" " * 2_000_000),
        changed(manifest, MANIFEST, lambda found: found.replace(b'"format": 1', b'"format": 2')),
    ]
    for file in wrong:
        with pytest.raises(BackupError, match=r"^the .*\.$"):
            Archive.open(file)


@pytest.fixture
async def backup_bytes(database_url: str) -> bytes:
    file = io.BytesIO()
    await back_up(database_url, file)
    return file.getvalue()


async def test_a_damaged_or_hostile_file_changes_nothing(backup: Backup):
    levels, archived = "tables/level.csv", backup.file
    with zipfile.ZipFile(archived) as opened:
        start = opened.getinfo(levels).header_offset + 75
    damaged = bytearray(archived.getvalue())
    damaged[start] ^= 0xFF
    wrong_rows: dict[str, io.BytesIO] = {
        "damaged": io.BytesIO(bytes(damaged)),
        "lacks the rows of table level": io.BytesIO(
            archived.getvalue().replace(b"tables/level.csv", b"tables/other.csv")
        ),
        "do not fit into table level": changed(archived, levels, lambda found: found.replace(b"1234", b"many")),
    }
    for message, file in wrong_rows.items():
        with pytest.raises(BackupError, match=re.escape(message)):
            await restore_servers(backup.url, Archive.open(file), [HERE])
    hostile = ((b'"level"', b'"level; DROP TABLE guild"'), (b'"timer_id_seq"', b'"timer_id_seq;"'))
    wrong_content: dict[str, io.BytesIO] = {
        "level has 0 rows of 2": changed(archived, levels, lambda found: found.splitlines(keepends=True)[0]),
        "level, level; DROP TABLE guild, level_reward, timer_id_seq; differ": changed(
            archived, MANIFEST, lambda found: found.replace(*hostile[0]).replace(*hostile[1])
        ),
    }
    for message, file in wrong_content.items():
        with pytest.raises(BackupError, match=re.escape(message)):
            await restore_all(backup.url, Archive.open(file), replace=True)
    assert await rows(backup.url) == backup.rows


async def test_one_server_comes_back_and_all_others_are_left_alone(backup: Backup):
    persons = {name: await ask(backup.url, f"SELECT t::text FROM {name} AS t") for name in sorted(OF_PERSONS)}
    here = await rows(backup.url, of=HERE)
    await execute(
        backup.url,
        f"UPDATE level SET xp = 9 WHERE guild_id = {HERE}",
        f"DELETE FROM snippet WHERE guild_id = {HERE}",
        f"INSERT INTO autorole (guild_id, role_id) VALUES ({HERE}, 77)",
        f"UPDATE guild_config SET prefix = 'x' WHERE guild_id IN ({HERE}, {THERE})",
        f"INSERT INTO timer (kind, due_at, next_at, guild_id) VALUES ('{REMINDER}', now(), now(), {HERE})",
    )
    others = await rows(backup.url, but=HERE)
    single = io.BytesIO()
    await back_up(backup.url, single, guild_ids=[THERE])
    await restore_servers(backup.url, Archive.open(backup.file), [HERE])
    restored = await rows(backup.url, of=HERE)
    assert await rows(backup.url, but=HERE) == others
    assert [row for row in restored.pop("timer") if REMINDER not in row] == here.pop("timer")
    for written_through in ("afk", "level"):
        # Their versions must be greater than those of the values that are void now.
        assert restored.pop(written_through) != here.pop(written_through)
    assert restored == here
    assert await ask(backup.url, f"SELECT xp FROM level WHERE guild_id = {HERE}") == [1234]
    for name, found in persons.items():
        assert await ask(backup.url, f"SELECT t::text FROM {name} AS t") == found


async def test_a_server_moves_to_another_database_where_numbers_go_on(backup: Backup, empty_database_url: str):
    single = io.BytesIO()
    await back_up(backup.url, single, guild_ids=[HERE])
    with pytest.raises(BackupError, match="db upgrade"):
        await restore_servers(empty_database_url, Archive.open(single), [HERE])
    await migrate.upgrade(empty_database_url)
    await execute(
        empty_database_url,
        "INSERT INTO guild VALUES (5)",
        "INSERT INTO timer (kind, due_at, next_at, guild_id) VALUES ('x', now(), now(), 5)",
    )
    with pytest.raises(BackupError, match=r"do not fit into table timer.*pk_timer"):
        await restore_servers(empty_database_url, Archive.open(single), [HERE])
    assert await ask(empty_database_url, "SELECT guild_id FROM guild") == [5]
    await execute(empty_database_url, "DELETE FROM timer", "ALTER TABLE timer ALTER id RESTART")
    await restore_servers(empty_database_url, Archive.open(single), [HERE])
    moved = await rows(empty_database_url, of=HERE)
    expected = await rows(backup.url, of=HERE)
    assert {name: len(found) for name, found in moved.items() if name not in OF_PERSONS} == {
        name: len(found) for name, found in expected.items() if name not in OF_PERSONS
    }
    await execute(empty_database_url, "INSERT INTO timer (kind, due_at, next_at) VALUES ('x', now(), now())")


async def test_a_running_process_serves_the_restored_values(
    database_url: str, database: Database, valkey: RedisProcess, join: Join
):
    process = await join(valkey.url)
    await process.configs.set_setting(HERE, "prefix", "old!")
    file = io.BytesIO()
    await back_up(database_url, file)
    await process.configs.set_setting(HERE, "prefix", "new!")
    beside = await join(valkey.url)
    for member in (process, beside):
        assert await member.configs.get_config_by_guild_id(HERE) is not None
    await restore_servers(database_url, Archive.open(file), [HERE])

    async def is_restored() -> bool:
        configs = [await member.configs.get_config_by_guild_id(HERE) for member in (process, beside)]
        return [config.prefix for config in configs if config is not None] == ["old!", "old!"]

    await eventually(is_restored, within=2)


async def test_a_process_that_starts_after_a_restore_believes_nothing_from_before(
    database_url: str, valkey: RedisProcess, join: Join
):
    first = await join(valkey.url)
    await first.configs.set_setting(HERE, "prefix", "old!")
    file = io.BytesIO()
    await back_up(database_url, file)
    await first.configs.set_setting(HERE, "prefix", "new!")
    assert await first.configs.get_config_by_guild_id(HERE) is not None
    await first.cache.close()
    await execute(database_url, "UPDATE cache_state SET shared_until = NULL")
    await restore_all(database_url, Archive.open(file), replace=True)
    config = await (await join(valkey.url)).configs.get_config_by_guild_id(HERE)
    assert config is not None
    assert config.prefix == "old!"
