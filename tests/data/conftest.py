"""Data tests run on every PostgreSQL there is: the embedded one, and the system's from 15 on."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from fixtures.postgres import OpenServer, Server

SYSTEM_FOLDERS = {
    f"postgres{folder.parent.name}": folder
    for folder in sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    if folder.parent.name.isdigit() and int(folder.parent.name) >= 15
}
SERVERS = {"given": None} if os.environ.get("TEST_DATABASE_URL") else {"embedded": None, **SYSTEM_FOLDERS}


@pytest.fixture(scope="session", params=SERVERS)
def postgres_server(request: pytest.FixtureRequest, open_server: OpenServer) -> Server:
    """Each server in turn."""
    name = str(request.param)
    return open_server("server" if name in {"given", "embedded"} else name, SERVERS[name])
