"""What `./dev bench` runs: `python -m benchmarks automod|cache|card|messages|snippets [--quick] [--json FILE]`."""

from __future__ import annotations

import argparse
import json
import signal
import sys
from pathlib import Path

from loguru import logger

from astromorty.cli.event_loop import run_to_end
from benchmarks.automod.run import run as measure_automod
from benchmarks.cache.run import run as measure_cache
from benchmarks.card.run import run as measure_cards
from benchmarks.machine import describe_machine
from benchmarks.messages.run import run as measure_messages
from benchmarks.snippets.run import run as measure_snippets
from benchmarks.table import as_json, as_text

SUBJECTS = {
    "automod": ("hostile messages against twenty rules: time by message, kind and length", measure_automod),
    "cache": ("the cache layer: look-ups, writes, grants, stampedes, size", measure_cache),
    "card": ("rank cards: what one takes, and what the event loop feels of it", measure_cards),
    "messages": ("the whole bot beside a bare discord.py bot: messages, commands, memory, start", measure_messages),
    "snippets": ("what a misspelt snippet's name stands for: rapidfuzz and pg_trgm", measure_snippets),
}


def parse() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="./dev bench", description="Measure Astromorty beside its peers.")
    subjects = parser.add_subparsers(dest="subject", metavar="SUBJECT", required=True)
    for name, (described, _) in SUBJECTS.items():
        subject = subjects.add_parser(name, help=described)
        subject.add_argument("--quick", action="store_true", help="few repetitions: shows that it runs, not how fast")
        subject.add_argument("--json", type=Path, metavar="FILE", help="write the figures there, too")
    return parser.parse_args()


def main() -> None:
    """Run the benchmarks, print the table, and write the file that was asked for."""
    options = parse()
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # what was started is to end, too
    logger.remove()
    logger.add(sys.stderr, level="WARNING")
    machine = describe_machine()
    report = run_to_end(SUBJECTS[options.subject][1](quick=options.quick))
    print(as_text(machine, report))
    if options.json is not None:
        options.json.write_text(json.dumps(as_json(machine, report), indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
