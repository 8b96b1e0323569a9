"""Real child processes that run a private server, and copies of a fresh one's data."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Generator
from pathlib import Path

import psutil
import pytest

from astromorty.database.embedded import EmbeddedPostgres
from fixtures.processes import processes_of, wait_until_gone

CHILD = Path(__file__).with_name("child.py")


class Child:
    """A process that runs a server in `folder`; killed at the end of the test."""

    def __init__(self, folder: Path, *options: str) -> None:
        self.folder = folder
        self.process = subprocess.Popen(
            [sys.executable, str(CHILD), *options],
            env={**os.environ, "FOLDER": str(folder)},  # not in its command line, by which the servers are found
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def url(self) -> str:
        """Return the URL once the server is ready."""
        assert self.process.stdout is not None
        line = self.process.stdout.readline().strip()
        if not line:
            raise AssertionError(self.process.communicate()[1])
        return line

    def kill(self) -> None:
        self.process.send_signal(signal.SIGKILL)
        self.process.communicate()

    def servers(self) -> list[psutil.Process]:
        """Return the processes of PostgreSQL that work for `folder`."""
        return processes_of(self.folder)


@pytest.fixture(scope="session")
def fresh_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder in which a server ran once."""
    folder = tmp_path_factory.mktemp("fresh")

    async def run_once() -> None:
        async with EmbeddedPostgres(folder, settings={"fsync": "off"}):
            pass

    with asyncio.Runner(loop_factory=asyncio.new_event_loop) as runner:
        runner.run(run_once())
    return folder


@pytest.fixture
def data_dir(fresh_data: Path, tmp_path: Path) -> Path:
    """A copy of `fresh_data` in a folder that is closed to others."""
    folder = tmp_path / "closed" / "data"
    shutil.copytree(fresh_data, folder, ignore=shutil.ignore_patterns("socket"))
    folder.parent.chmod(0o700)
    return folder


@pytest.fixture
def children() -> Generator[list[Child]]:
    """The test's child processes: what it adds is killed in the end."""
    started: list[Child] = []
    yield started
    for child in started:
        child.kill()
        wait_until_gone(child.folder)
