"""`astromorty backup` and `astromorty restore` as an operator runs them."""

import asyncio
import os
import secrets
from pathlib import Path

from astromorty.database.url import parse_url
from fixtures.postgres import connect, execute
from fixtures.warm_start import start


async def run(folder: Path, url: str, *arguments: str) -> tuple[int, str]:
    """Run a command without anybody to answer it; return its exit code and what it printed."""
    inherited = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "TMPDIR") if name in os.environ}
    output = folder / f"{secrets.token_hex(4)}.output"
    process = await start(
        list(arguments), cwd=folder, env={**inherited, "DATABASE_URL": url}, output=output, errors=output
    )
    code, printed = await asyncio.wait_for(process.wait(), 60), output.read_text()
    assert "Traceback" not in printed
    return code, printed


async def test_what_was_backed_up_comes_back_and_nobody_else_may_read_it(tmp_path: Path, database_url: str):
    file = tmp_path / "bot.backup"
    await execute(database_url, "INSERT INTO guild VALUES (1, 'old'), (2, 'other')")
    code, printed = await run(tmp_path, database_url, "backup", file.name)
    assert (code, printed.startswith("Backed up 2 rows of ")) == (0, True), printed
    assert file.stat().st_mode & 0o777 == 0o600
    assert await run(tmp_path, database_url, "backup", file.name) == (
        2,
        f"{file.name} exists: name a file that does not.\n",
    )

    await execute(database_url, "UPDATE guild SET name = 'new'")
    code, printed = await run(tmp_path, database_url, "restore", file.name)
    assert (code, "the database is not empty: `--replace`" in printed) == (1, True), "before it asks"
    code, printed = await run(tmp_path, database_url, "restore", file.name, "--replace")
    assert (code, "--yes" in printed) == (2, True), printed
    code, printed = await run(tmp_path, database_url, "restore", file.name, "--yes", "--replace")
    assert (code, printed.startswith("Restored 2 rows")) == (0, True), printed
    assert await names(database_url) == ["old", "other"]

    code, printed = await run(tmp_path, database_url, "restore", file.name, "--yes", "--replace", "--guild", "1")
    assert (code, "is about the whole database" in printed) == (2, True), printed
    file.write_bytes(file.read_bytes()[:-100])
    code, printed = await run(tmp_path, database_url, "restore", file.name, "--yes", "--guild", "1")
    assert (code, printed.startswith("Nothing was changed: the file is damaged")) == (1, True), printed
    code, printed = await run(tmp_path, database_url, "backup", "absent/bot.backup")
    assert (code, printed) == (1, "No backup was made: absent/bot.backup: No such file or directory.\n")
    assert left_in(tmp_path) == {file.name}


def left_in(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir() if path.suffix != ".output"}


async def names(url: str) -> list[str]:
    """Return the names of all servers."""
    connection = await connect(**parse_url(url).arguments)
    try:
        return [row["name"] for row in await connection.fetch("SELECT name FROM guild ORDER BY guild_id")]
    finally:
        await connection.close()
