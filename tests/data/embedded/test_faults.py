"""Whatever happens to the process that runs it: no server stays behind, and the next start works."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from astromorty.database.embedded import EmbeddedPostgres
from astromorty.database.engine import Database
from astromorty.database.errors import EmbeddedPostgresError
from data.embedded.conftest import Child
from fixtures.postgres import execute
from fixtures.processes import processes_of, wait_until_gone


@pytest.mark.parametrize("options", [(), ("supervised",)], ids=["death signal", "supervised"])
async def test_kill_9_takes_the_server_along_and_loses_no_data(
    data_dir: Path, children: list[Child], options: tuple[str, ...]
):
    child = Child(data_dir, *options)
    children.append(child)
    url = child.url()
    await execute(url, "CREATE TABLE kept AS SELECT 42 AS answer")
    assert child.servers()
    child.kill()
    # At once, as a supervisor such as systemd would: the old server may still be dying.
    async with EmbeddedPostgres(data_dir) as postgres:
        await execute(postgres.url, "SELECT answer FROM kept")
    wait_until_gone(data_dir)


async def test_kill_9_at_any_moment_of_the_first_start(tmp_path: Path):
    started = time.monotonic()
    child = Child(tmp_path)
    child.url()
    whole = time.monotonic() - started
    child.kill()
    for tenth in (2, 5, 8):
        folder = tmp_path / str(tenth)
        child = Child(folder)
        await asyncio.sleep(whole * tenth / 10)
        child.kill()
        async with EmbeddedPostgres(folder, settings={"fsync": "off"}) as postgres:
            await execute(postgres.url, "SELECT 1")
        wait_until_gone(folder)
        assert not list(folder.glob("postgres/cluster.new-*"))
    wait_until_gone(tmp_path)


async def test_ctrl_c_is_left_to_the_bot(data_dir: Path, children: list[Child]):
    child = Child(data_dir)
    children.append(child)
    url = child.url()
    os.killpg(child.process.pid, signal.SIGINT)
    await asyncio.sleep(0.2)
    await execute(url, "SELECT 1")


async def test_a_second_start_is_told_who_holds_the_folder(data_dir: Path, children: list[Child]):
    child = Child(data_dir)
    children.append(child)
    url = child.url()
    with pytest.raises(EmbeddedPostgresError, match=f"in use by process {child.process.pid}: .*DATA_DIR"):
        await EmbeddedPostgres(data_dir).start()
    await execute(url, "SELECT 1")


@pytest.mark.parametrize("whose", ["living", "zombie", "dead"])
async def test_a_stale_pid_file_stops_nobody(data_dir: Path, whose: str):
    ended = ended_process()
    if whose == "dead":
        ended.wait()
    pid = os.getpid() if whose == "living" else ended.pid
    (data_dir / "postgres/cluster/postmaster.pid").write_text(f"{pid}\n{data_dir}\n1\n5432\n\n\n\nready\n")
    async with EmbeddedPostgres(data_dir) as postgres:
        await execute(postgres.url, "SELECT 1")
    ended.wait()


async def test_somebody_elses_server_on_the_folder_is_left_alone(data_dir: Path, children: list[Child]):
    child = Child(data_dir)
    children.append(child)
    url = child.url()
    # Without our lock, as if started by hand.
    (data_dir / "postgres/lock").unlink()
    with pytest.raises(EmbeddedPostgresError, match="did not start"):
        await EmbeddedPostgres(data_dir).start()
    await execute(url, "SELECT 1")


async def test_a_busy_server_stops_in_under_five_seconds(data_dir: Path):
    async with EmbeddedPostgres(data_dir) as postgres:
        database = Database.from_url(postgres.url, pool_size=1)
        query = asyncio.create_task(execute(postgres.url, "SELECT pg_sleep(60)"))
        await database.ping()
        await asyncio.sleep(0.2)
        started = time.monotonic()
    assert time.monotonic() - started < 5
    assert isinstance((await asyncio.gather(query, return_exceptions=True))[0], Exception)
    await database.close()
    assert not processes_of(data_dir)


async def test_a_cancelled_start_leaves_nothing(tmp_path: Path):
    for hundredths in (0, 5, 30):
        start = asyncio.create_task(EmbeddedPostgres(tmp_path).start())
        await asyncio.sleep(hundredths / 100)
        start.cancel()
        with pytest.raises(asyncio.CancelledError):
            await start
        wait_until_gone(tmp_path)
    async with EmbeddedPostgres(tmp_path) as postgres:
        await execute(postgres.url, "SELECT 1")


def ended_process() -> subprocess.Popen[bytes]:
    """Return a process that is over but, as nobody has asked how it ended, a zombie."""
    process = subprocess.Popen([sys.executable, "-c", ""])
    os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
    return process
