"""`astromorty db …` as an operator runs it, on a database of the operator's and on the private one."""

import os
import subprocess
import sys
from pathlib import Path

from astromorty.database import migrate


def db(folder: Path, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    inherited = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "TMPDIR") if name in os.environ}
    return subprocess.run(
        [sys.executable, "-m", "astromorty", "db", *arguments],
        cwd=folder,
        env={**inherited, **variables},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_upgrade_brings_an_empty_database_to_the_newest_revision(tmp_path: Path, empty_database_url: str):
    head = migrate.head()
    assert db(tmp_path, "current", DATABASE_URL=empty_database_url).stdout == f"empty (newest is {head})\n"
    assert db(tmp_path, "upgrade", DATABASE_URL=empty_database_url).stdout == f"empty -> {head}\n"
    assert db(tmp_path, "upgrade", DATABASE_URL=empty_database_url).stdout == f"at {head} already\n"
    assert db(tmp_path, "current", DATABASE_URL=empty_database_url).stdout == f"{head} (newest)\n"


def test_check_agrees_after_upgrade_and_names_differences_before(
    tmp_path: Path, database_url: str, empty_database_url: str
):
    assert db(tmp_path, "check", DATABASE_URL=database_url).returncode == 0
    before = db(tmp_path, "check", DATABASE_URL=empty_database_url)
    assert before.returncode == 1
    assert "guild_config" in before.stderr


def test_without_database_url_the_private_postgres_is_used_and_stopped(tmp_path: Path):
    first = db(tmp_path, "upgrade", DATA_DIR=str(tmp_path / "data"))
    assert (first.returncode, first.stdout) == (0, f"empty -> {migrate.head()}\n"), first.stderr
    assert not (tmp_path / "data" / "postgres" / "cluster" / "postmaster.pid").exists()
    assert db(tmp_path, "current", DATA_DIR=str(tmp_path / "data")).stdout == f"{migrate.head()} (newest)\n"


def test_a_private_postgres_without_programs_is_reported_in_one_message(tmp_path: Path):
    result = db(tmp_path, "current", DATA_DIR=str(tmp_path / "data"), PG_BIN=str(tmp_path))
    assert result.returncode == 1
    assert "PG_BIN" in result.stderr
    assert "Traceback" not in result.stderr
