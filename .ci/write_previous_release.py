"""Write what tests/data/test_previous_release.py holds the next release against: run it on each release's commit.

The file is a backup, made by the release itself, of a database with a row in every table.
"""

import asyncio
import sys
import tempfile
from pathlib import Path

from astromorty.database import migrate
from astromorty.database.backup import back_up
from astromorty.database.embedded import EmbeddedPostgres
from astromorty.database.engine import one_transaction

ROOT = Path(__file__).resolve().parent.parent
FILE = ROOT / "tests" / "fixtures" / "previous_release.backup"
sys.path.insert(0, str(ROOT / "tests"))


async def main() -> None:
    """Make the database, and its backup."""
    from fixtures.every_table import fill_every_table

    with tempfile.TemporaryDirectory() as folder:
        async with EmbeddedPostgres(Path(folder)) as postgres:
            await migrate.upgrade(postgres.url)
            async with one_transaction(postgres.url) as connection:
                await fill_every_table(connection, 1 << 40)
            with FILE.open("wb") as file:
                manifest = await back_up(postgres.url, file)
    print(f"{FILE.name}: {manifest.rows} rows at revision {manifest.revision}")


if __name__ == "__main__":
    asyncio.run(main())
