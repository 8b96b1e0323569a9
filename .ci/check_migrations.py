"""Migrate an empty database by Alembic's own command and let `alembic check` compare it with the models."""

import asyncio
import subprocess
import sys
import tempfile
from pathlib import Path

from astromorty.database.embedded import EmbeddedPostgres

ROOT = Path(__file__).resolve().parent.parent


def alembic(url: str, *arguments: str) -> int:
    """Run Alembic as a developer does and return its status."""
    command = [sys.executable, "-m", "alembic", "-x", f"url={url}", *arguments]
    return subprocess.run(command, cwd=ROOT, check=False).returncode  # noqa: S603 (our own arguments)


async def main() -> int:
    """Return 0 when the migrations lead to what the models describe, and back to nothing."""
    with tempfile.TemporaryDirectory() as folder:
        async with EmbeddedPostgres(Path(folder)) as postgres:
            steps = (["upgrade", "head"], ["check"], ["downgrade", "base"], ["upgrade", "head"])
            return max(alembic(postgres.url, *step) for step in steps)


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
