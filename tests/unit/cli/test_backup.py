"""`backup` that is told to stop."""

import asyncio
import os
import signal
from pathlib import Path
from typing import IO

import pytest
from typer.testing import CliRunner

from astromorty.cli import app


def test_a_backup_that_is_told_to_stop_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def be_told_to_stop(_url: str, output: IO[bytes], **_options: object) -> None:
        output.write(b"the first half")
        os.kill(os.getpid(), signal.SIGTERM)
        await asyncio.sleep(5)

    # Should nobody listen, it fails this test instead of ending the run.
    before = signal.signal(signal.SIGTERM, signal.SIG_IGN)
    monkeypatch.setenv("DATABASE_URL", "postgresql://host/db")
    monkeypatch.setattr("astromorty.database.backup.back_up", be_told_to_stop)
    try:
        ended = CliRunner().invoke(app, ["backup", str(tmp_path / "a.backup")])
    finally:
        signal.signal(signal.SIGTERM, before)
    assert (ended.exit_code, ended.stderr) == (1, "No backup was made: told to stop.\n")
    assert list(tmp_path.iterdir()) == []
