"""Data tests run on every PostgreSQL there is: the embedded one, and the system's from 15 on."""

from __future__ import annotations

import os
from collections.abc import Generator
from pathlib import Path

import pytest

from fixtures.postgres import Server, run_folder, shared_server

SYSTEM_FOLDERS = {
    f"postgres{folder.parent.name}": folder
    for folder in sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    if folder.parent.name.isdigit() and int(folder.parent.name) >= 15
}
SERVERS = {"given": None} if os.environ.get("TEST_DATABASE_URL") else {"embedded": None, **SYSTEM_FOLDERS}


@pytest.fixture(scope="session", params=SERVERS)
def postgres_server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Generator[Server]:
    """Each server in turn."""
    name = str(request.param)
    given = os.environ.get("TEST_DATABASE_URL")
    folder = run_folder(tmp_path_factory) / ("server" if name in {"given", "embedded"} else name)
    with shared_server(folder, SERVERS[name], given) as server:
        yield server
