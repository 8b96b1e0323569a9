"""Who the server runs as: Postgres refuses root, and nothing in the machine may change for it."""

from __future__ import annotations

import os
import pwd
import shutil
import sys
import tempfile
from collections.abc import Generator
from pathlib import Path

import pytest

from astromorty.database.embedded import EmbeddedPostgres
from astromorty.database.embedded.launch import NOBODY
from data.embedded.conftest import Child
from fixtures.postgres import execute
from fixtures.processes import wait_until_gone

ORDINARY = pwd.getpwnam("daemon").pw_uid
UNLISTED = 4242

pytestmark = pytest.mark.skipif(
    sys.platform != "linux" or os.geteuid() != 0, reason="only root can try out being others"
)


async def test_root_starts_it_in_a_closed_folder_and_all_files_stay_roots(data_dir: Path):
    async with EmbeddedPostgres(data_dir) as postgres:
        await execute(postgres.url, "SELECT 1")
    assert owners(data_dir) == {0}
    assert data_dir.parent.stat().st_mode & 0o777 == 0o700


async def test_root_without_namespaces_runs_it_as_nobody_from_then_on(data_dir: Path, children: list[Child]):
    child = Child(data_dir, "no-namespaces")
    children.append(child)
    await execute(child.url(), "SELECT 1")
    assert {process.uids().real for process in child.servers()} == {NOBODY}
    assert owners(data_dir / "postgres/cluster") == {NOBODY}
    child.kill()
    async with EmbeddedPostgres(data_dir) as postgres:
        await execute(postgres.url, "SELECT 1")


@pytest.mark.parametrize("uid", [ORDINARY, UNLISTED], ids=["listed", "unlisted"])
async def test_an_ordinary_user_starts_it(short_path: Path, children: list[Child], uid: int):
    os.chown(short_path, uid, uid)
    child = Child(short_path, f"uid={uid}")
    children.append(child)
    await execute(child.url(), "SELECT 1")
    assert {process.uids().real for process in child.servers()} == {uid}


async def test_one_start_by_sudo_does_not_lock_the_folders_owner_out(tmp_path: Path, children: list[Child]):
    folder = tmp_path / "data"
    folder.mkdir(mode=0o700)
    os.chown(folder, ORDINARY, ORDINARY)
    async with EmbeddedPostgres(folder) as postgres:
        await execute(postgres.url, "CREATE TABLE kept AS SELECT 42 AS answer")
    assert owners(folder / "postgres/cluster") == {ORDINARY}
    wait_until_gone(folder)

    child = Child(folder, f"uid={ORDINARY}")
    children.append(child)
    await execute(child.url(), "SELECT answer FROM kept")


@pytest.fixture
def short_path() -> Generator[Path]:
    """A folder that an ordinary user can reach: pytest's own are closed."""
    folder = Path(tempfile.mkdtemp(prefix="astromorty-test-"))
    yield folder
    shutil.rmtree(folder)


def owners(folder: Path) -> set[int]:
    return {path.lstat().st_uid for path in (folder, *folder.rglob("*"))}
