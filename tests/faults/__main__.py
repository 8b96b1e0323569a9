"""`./dev faults`: is any read stale, any key stuck, any write lost, while things break?"""

from __future__ import annotations

import argparse
import asyncio
import multiprocessing
import random
import sys
import tempfile
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

from astromorty.database.embedded import EmbeddedPostgres
from faults.catalogue import FAULTS
from faults.cell import Cell, Postgres
from faults.verdict import COLUMNS, Verdict
from fixtures.postgres import FAST, Server, copied_database, make_template
from fixtures.ram import memory_backed
from fixtures.redis import running

SERVERS: Final = ("redis", "valkey")
SHORTEST: Final = 2.5
"""Seconds: a process is stopped for 1.5, and has to come back under load."""
LINES_OF_A_VIOLATION: Final = 8
WIDTHS: Final = (-22, -6, 9, 9, 6, 7, 5, 5, 4, 7, 6, -8)


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="./dev faults", description=__doc__)
    parser.add_argument("--fault", choices=[*FAULTS, "all"], default="all")
    parser.add_argument("--server", choices=[*SERVERS, "all"], default="all")
    parser.add_argument("--processes", type=int, default=3, metavar="N")
    parser.add_argument("--seconds", type=float, default=5.0, metavar="S", help="length of each run's load")
    parser.add_argument("--seed", default=f"{random.randrange(1 << 32):08x}")
    options = parser.parse_args(arguments)
    if options.processes < 1 or options.seconds < SHORTEST:
        parser.error(f"at least one process and {SHORTEST} seconds")
    return options


@asynccontextmanager
async def postgres_in(folder: Path) -> AsyncGenerator[Postgres]:
    """Yield a migrated database server that may be restarted without losing a commit."""
    embedded = EmbeddedPostgres(folder, settings={**FAST, "synchronous_commit": "on"})
    async with embedded:
        server = Server(embedded.url, "astromorty_template")
        await make_template(server)

        async def restart(seconds: float) -> None:
            await embedded.stop()
            await asyncio.sleep(seconds)
            await embedded.start()

        yield Postgres(server, restart)


async def run_cell(postgres: Postgres, fault: str, kind: str, folder: Path, options: argparse.Namespace) -> Verdict:
    """Run one fault on one server."""
    async with (
        copied_database(postgres.server, postgres.server.template) as database_url,
        running(kind, folder / "server") as redis,
    ):
        cell = Cell(
            FAULTS[fault], redis, postgres, folder, database_url,
            processes=options.processes, seconds=options.seconds, seed=options.seed,
        )  # fmt: skip
        return await cell.run()


def made(folder: Path) -> Path:
    """Make a folder."""
    folder.mkdir()
    return folder


def show(cells: Sequence[str]) -> None:
    """Print a line of the table."""
    aligned = (f"{text:{'<' if width < 0 else '>'}{abs(width)}}" for text, width in zip(cells, WIDTHS, strict=True))
    print(*aligned, sep="  ", flush=True)


async def run_all(options: argparse.Namespace) -> int:
    """Run what was asked for; return the number of violations."""
    faults = [*FAULTS] if options.fault == "all" else [options.fault]
    kinds = SERVERS if options.server == "all" else [options.server]
    print(f"seed {options.seed}")
    show(COLUMNS)
    violations = 0
    with tempfile.TemporaryDirectory(prefix="faults-", dir=memory_backed(Path(tempfile.gettempdir()))) as folder:
        async with postgres_in(Path(folder)) as postgres:
            for fault in faults:
                for kind in kinds:
                    verdict = await run_cell(postgres, fault, kind, made(Path(folder) / f"{fault}-{kind}"), options)
                    if verdict.proves_nothing and not verdict.told:
                        again = made(Path(folder) / f"{fault}-{kind}-again")
                        verdict = await run_cell(postgres, fault, kind, again, options)
                    show(verdict.row())
                    violations += verdict.violations
                    if verdict.violations:
                        print(*(f"    {line}" for line in verdict.told[:LINES_OF_A_VIOLATION]), sep="\n")
                        print(f"    errors: {verdict.errors}", flush=True)
    return violations


if __name__ == "__main__":
    # Processes are forked from one that has everything imported: they start in milliseconds.
    multiprocessing.set_forkserver_preload(["faults.worker"])
    found = asyncio.run(run_all(parse(sys.argv[1:])))
    print(f"violations {found}")
    sys.exit(1 if found else 0)
