"""How long it takes to hold hostile messages against twenty rules, and that twice the length takes twice the time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from random import Random
from statistics import median
from time import thread_time
from typing import Final

from astromorty.services.automod.compiled import ReadyRules
from astromorty.services.automod.looking import Facts
from benchmarks.automod.hostile import HOSTILE, LONGEST
from benchmarks.automod.rules import ready_rules
from benchmarks.figures import Aim, Figure, Report, Row, Section

SEED: Final = 20_261_123
MESSAGES, QUICK_MESSAGES = 10_000, 90
SAMPLES, QUICK_SAMPLES = 60, 3
LENGTHS: Final = (500, 1000, 2000, 4000)
# Seconds: the upper ends of the histogram's bars.
BARS: Final = (0.000_2, 0.000_5, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05)
MEMBERS: Final = 500
MOST_SECONDS: Final = 0.05
MOST_GROWTH: Final = 3.0


async def run(*, quick: bool) -> Report:
    """Measure everything; `quick` takes few messages."""
    random = Random(SEED)
    rules = ready_rules(random)
    warm_up(rules, random)
    count, samples = (QUICK_MESSAGES, QUICK_SAMPLES) if quick else (MESSAGES, SAMPLES)
    times = measure_messages(rules, random, count)
    lengths = measure_lengths(rules, random, samples)
    every = [seconds for of_kind in times.values() for seconds in of_kind]
    title = f"{len(every):,} hostile messages (seed {SEED}) against {len(rules.rules)} rules"
    by_kind = [Row(f"{name}: each", Figure.of(of_kind)) for name, of_kind in times.items()]
    rows = (Row("all: each", Figure.of(every)), *by_kind, Row("the slowest of all", Figure.of([max(every)])))
    return Report((Section(title, rows), histogram(every), lengths), aims(every, lengths))


def time_of(rules: ReadyRules, text: str, number: int) -> float:
    """Return the processor's seconds that looking at a message takes, whatever else the processor has to do."""
    began = thread_time()
    rules.broken_by(Facts(1, number % MEMBERS, text, mentions=number % 9, files=("a.png",), now=number / 10), ())
    return thread_time() - began


def warm_up(rules: ReadyRules, random: Random) -> None:
    """Look at one message of each kind: what is read and compiled once counts for no message."""
    for number, write in enumerate(HOSTILE.values()):
        time_of(rules, write(random, LONGEST), number)


def measure_messages(rules: ReadyRules, random: Random, count: int) -> dict[str, list[float]]:
    """Return the times of `count` messages by kind, half of them as long as can be, the others of any length."""
    times: dict[str, list[float]] = {name: [] for name in HOSTILE}
    kinds = list(HOSTILE.items())
    for number in range(count):
        name, write = kinds[number % len(kinds)]
        length = LONGEST if random.random() < 0.5 else random.randint(2, LONGEST)
        times[name].append(time_of(rules, write(random, length), number))
    return times


def measure_lengths(rules: ReadyRules, random: Random, samples: int) -> Section:
    """Measure the slowest way to write at several lengths."""
    rows: list[Row] = []
    for name, write in HOSTILE.items():
        for length in LENGTHS:
            texts = [write(random, length) for _ in range(samples)]
            found = [time_of(rules, text, number) for number, text in enumerate(texts)]
            rows.append(Row(row_name(name, length), Figure.of(found)))
    return Section("By length", tuple(rows))


def row_name(kind: str, length: int) -> str:
    """Return what a kind of text of a length is called in the table."""
    return f"{kind}, {length:,}"


def histogram(times: Sequence[float]) -> Section:
    """Count the messages by the time that they took."""
    rows: list[Row] = []
    below = 0.0
    for bar in (*BARS, float("inf")):
        count = sum(below <= seconds < bar for seconds in times)
        name = f"up to {bar * 1000:g} ms" if bar < float("inf") else f"from {below * 1000:g} ms"
        rows.append(Row(name, Figure.of([count], "messages")))
        below = bar
    return Section("How many took how long", tuple(rows))


def growths(lengths: Section) -> Iterable[float]:
    """Yield how many times as long twice the length took, for each kind and doubling."""
    for name in HOSTILE:
        medians = [lengths.median(row_name(name, length)) for length in LENGTHS]
        yield from (longer / shorter for shorter, longer in pairwise(medians))


def aims(times: Sequence[float], lengths: Section) -> tuple[Aim, ...]:
    """Judge a run."""
    slowest, growth = max(times), max(growths(lengths))
    middle = median(times)
    return (
        Aim("No message takes the processor more than 50 ms", f"{slowest * 1000:.1f} ms", slowest <= MOST_SECONDS),
        Aim("Half of them take at most 5 ms", f"{middle * 1000:.2f} ms", middle <= MOST_SECONDS / 10),
        Aim("Twice the length takes at most three times as long", f"{growth:.2f}×", growth <= MOST_GROWTH),
    )
