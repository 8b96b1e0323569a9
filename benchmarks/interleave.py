"""Contenders take turns, so that whatever else the machine does falls on all of them alike."""

from __future__ import annotations

import gc
from collections.abc import Awaitable, Callable, Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from time import perf_counter

from benchmarks.figures import Figure, Row, Section


async def nothing() -> None:
    """Prepare nothing."""


@dataclass(frozen=True, slots=True)
class Contender:
    """Something to be measured: `run` does `operations` of it, `prepare` what has to be done before, untimed."""

    name: str
    operations: int
    run: Callable[[], Awaitable[None]]
    prepare: Callable[[], Awaitable[None]] = nothing


@contextmanager
def collected_between() -> Generator[None]:
    """Keep the garbage collector out of the samples, and what is there already out of the collector's sight."""
    gc.collect()
    gc.freeze()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
        gc.unfreeze()


async def interleave(title: str, contenders: Sequence[Contender], *, rounds: int) -> Section:
    """Measure the contenders in turns, each round beginning with another, after one round to warm up.

    A sample is a round's time by its number of operations. Garbage is collected between rounds.
    """
    samples: dict[str, list[float]] = {contender.name: [] for contender in contenders}
    with collected_between():
        for number in range(rounds + 1):
            first = number % len(contenders)
            for contender in [*contenders[first:], *contenders[:first]]:
                await contender.prepare()
                began = perf_counter()
                await contender.run()
                ended = perf_counter()
                if number > 0:
                    samples[contender.name].append((ended - began) / contender.operations)
            gc.collect()
    rows = tuple(Row(contender.name, Figure.of(samples[contender.name])) for contender in contenders)
    return Section(title, rows)
