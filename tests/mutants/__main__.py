"""`./dev mutants [WORD]`: take each mechanism of the cache out; the test that holds its promise must turn red.

The tests run against a changed copy of the source. They must pass with the unchanged one, so that a mutant dies of its
change and of nothing else.
"""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from time import monotonic
from typing import Final

from astromorty.database.embedded import EmbeddedPostgres
from fixtures.postgres import FAST, Server, make_template
from fixtures.ram import memory_backed
from fixtures.warm_start import Program, start
from mutants.table import MUTANTS, Mutant, StaleMutantError

ROOT: Final = Path(__file__).resolve().parents[2]
HANGS_AFTER: Final = 90.0
AT_ONCE: Final = 2
PASSED, FAILED = 0, 1
TEMPLATE: Final = "astromorty_template"
# Each process would spend a third of its time on importing what only other tests use.
UNUSED: Final = ("-p", "no:hypothesispytest", "-p", "no:simcord")
# Nothing of ours, which is to come from the changed copy, and nothing that pytest rewrites on import.
PYTEST: Final = Program(
    "pytest",
    (
        "aiohttp", "alembic.autogenerate", "alembic.command", "asyncpg", "hiredis", "loguru", "msgspec", "psutil",
        "pydantic_settings", "pytest", "redis.asyncio", "sentry_sdk", "sqlalchemy.dialects.postgresql.asyncpg",
        "sqlalchemy.ext.asyncio", "sqlmodel", "valkey.asyncio", "zstandard",
    ),
)  # fmt: skip


def copy_source(folder: Path) -> None:
    """Copy what the tests import."""
    shutil.copytree(ROOT / "src", folder / "src")
    shutil.copytree(ROOT / "migrations", folder / "migrations")


async def run_tests(source: Path, tests: Sequence[str], database_url: str) -> tuple[int | None, str]:
    """Run tests against a source; return pytest's status, None for one that hangs, and what it said."""
    environment = {
        **os.environ,
        "PYTHONPATH": str(source / "src"),
        "TEST_DATABASE_URL": database_url,
        "TEST_DATABASE_TEMPLATE": TEMPLATE,
    }
    output = source / "said"
    output.unlink(missing_ok=True)
    process = await start(
        ["-q", "-rfE", "-n0", "--tb=short", "-p", "no:cacheprovider", *UNUSED, *(f"tests/{test}" for test in tests)],
        cwd=ROOT, env=environment, output=output, program=PYTEST,
    )  # fmt: skip
    try:
        async with asyncio.timeout(HANGS_AFTER):
            status = await process.wait()
    except TimeoutError:
        process.kill()
        await process.wait()
        return None, ""
    return status, output.read_text()


async def try_mutant(mutant: Mutant, database_url: str, turn: asyncio.Semaphore) -> bool:
    """Run a mutant; tell whether its test noticed."""
    async with turn:
        began = monotonic()
        with tempfile.TemporaryDirectory(prefix="mutant-") as folder:
            copy_source(Path(folder))
            change(Path(folder) / "src" / "astromorty" / mutant.file, mutant)
            status, said = await run_tests(Path(folder), [mutant.test], database_url)
        noticed = status is None or (status == FAILED and "\nFAILED " in said)
        test = mutant.test.partition("::")[2]
        outcome = "noticed" if noticed else "SURVIVES"
        print(f"{mutant.promise}  {mutant.name:<36} {monotonic() - began:5.1f} s  {outcome}  {test}", flush=True)
        if not noticed and status != PASSED:
            print(said)
        return noticed


def change(file: Path, mutant: Mutant) -> None:
    """Apply a mutant to a source file."""
    file.write_text(mutant.apply(file.read_text()))


async def all_pass(mutants: Sequence[Mutant], source: Path, database_url: str, turn: asyncio.Semaphore) -> bool:
    """Run the tests without a mutant; those that fail, by the clock of a busy machine perhaps, have a second try."""
    async with turn:
        status, said = await run_tests(source, sorted({mutant.test for mutant in mutants}), database_url)
        if status == FAILED:
            failed = re.findall(r"^FAILED tests/(\S+)", said, re.MULTILINE)
            print("once more without a mutant:", *failed, flush=True)
            status, said = await run_tests(source, failed, database_url)
    if status != PASSED:
        print(said, "without any mutant, the tests do not pass", sep="\n")
    return status == PASSED


async def main(word: str) -> int:
    """Run all whose names contain a word; return how many survive. Raises `StaleMutantError` before any is run."""
    mutants = [mutant for mutant in MUTANTS if word in mutant.name]
    for mutant in mutants:
        mutant.apply((ROOT / "src" / "astromorty" / mutant.file).read_text())
    with tempfile.TemporaryDirectory(prefix="mutants-", dir=memory_backed(Path(tempfile.gettempdir()))) as folder:
        async with EmbeddedPostgres(Path(folder), settings=FAST) as postgres:
            await make_template(Server(postgres.url, TEMPLATE))
            copy_source(Path(folder))
            turn = asyncio.Semaphore(AT_ONCE)
            noticed = await asyncio.gather(
                all_pass(mutants, Path(folder), postgres.url, turn),
                *(try_mutant(mutant, postgres.url, turn) for mutant in mutants),
            )
    return noticed.count(False)


if __name__ == "__main__":
    try:
        survivors = asyncio.run(main(" ".join(sys.argv[1:])))
    except StaleMutantError as error:
        sys.exit(str(error))
    print(f"survivors {survivors}")
    sys.exit(1 if survivors else 0)
