"""`./dev soak`: does the bot keep what it promises while people use it and everything around it breaks?"""

from __future__ import annotations

import argparse
import asyncio
import random
import shutil
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from fixtures.ram import memory_backed
from soak.disturbances import DISTURBANCES
from soak.run import Options, soak
from soak.verdict import Verdict

SHORTEST: Final = 0.25
SHARDS_EACH: Final = 2
LINES_OF_A_PROMISE: Final = 12


def parse(arguments: Sequence[str]) -> Options:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="./dev soak", description=__doc__)
    parser.add_argument("--minutes", type=float, default=10.0, metavar="M", help="length of the load (10)")
    parser.add_argument("--processes", type=int, default=2, metavar="N", help="processes of the bot (2)")
    parser.add_argument(
        "--shards", type=int, metavar="N", help="shards that they share, a server on each (two a process)"
    )
    parser.add_argument("--seed", default=f"{random.randrange(1 << 32):08x}", help="repeats the choices of a run")
    parser.add_argument("--only", action="append", choices=[*DISTURBANCES], default=[], help="break nothing else")
    options = parser.parse_args(arguments)
    shards = options.shards or SHARDS_EACH * options.processes
    if options.processes < 2 or shards < 1 or options.minutes < SHORTEST:
        parser.error(f"at least two processes, one shard and {SHORTEST} minutes")
    return Options(options.minutes, options.processes, shards, options.seed, tuple(options.only))


def tell(line: str) -> None:
    """Print what happens, as it happens."""
    print(line, flush=True)


def show(verdict: Verdict) -> None:
    """Print what was looked at."""
    for line in verdict.lines:
        tell(line)
    for promise, violations in verdict.violations.items():
        tell(f"{'VIOLATED' if violations else 'holds':<9} {promise}")
        for violation in violations[:LINES_OF_A_PROMISE]:
            tell(f"    {violation}")
        if len(violations) > LINES_OF_A_PROMISE:
            tell(f"    and {len(violations) - LINES_OF_A_PROMISE} more")


def main(options: Options) -> int:
    """Run, and keep the logs of a run that broke a promise; return the number of violations."""
    tell(f"seed {options.seed}, {options.processes} processes, {options.shards} shards, {options.minutes:g} minutes")
    folder = Path(tempfile.mkdtemp(prefix="soak-", dir=memory_backed(Path(tempfile.gettempdir()))))
    verdict = None
    try:
        verdict = asyncio.run(soak(options, folder, tell))
        show(verdict)
        return verdict.count
    finally:
        if verdict is None or verdict.count:
            kept = Path(tempfile.mkdtemp(prefix="soak-logs-"))
            for log in folder.glob("process-*/log"):
                shutil.copy(log, kept / f"{log.parent.name}.log")
            tell(f"the processes' logs are in {kept}")
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    found = main(parse(sys.argv[1:]))
    tell(f"violations {found}")
    sys.exit(1 if found else 0)
