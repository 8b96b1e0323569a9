"""Measuring bots in turn."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import TypeAlias

from benchmarks.figures import Figure, Row
from benchmarks.messages.fleet import Fleet

# What one turn of one bot comes to, by name.
Take: TypeAlias = Callable[[Fleet], Awaitable[Mapping[str, float]]]
# The samples by what they are of and by bot.
Samples: TypeAlias = Mapping[str, Mapping[str, list[float]]]


async def in_turn(fleets: Sequence[Fleet], take: Take, *, rounds: int) -> Samples:
    """Measure the bots in turns, each round beginning with another."""
    samples: defaultdict[str, defaultdict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    for number in range(rounds):
        first = number % len(fleets)
        for fleet in [*fleets[first:], *fleets[:first]]:
            for name, sample in (await take(fleet)).items():
                samples[name][fleet.name].append(sample)
    return samples


def rows_of(samples: Mapping[str, list[float]], unit: str = "s", *, behind: str = "") -> tuple[Row, ...]:
    """Return a row for each bot."""
    return tuple(Row(f"{name}{behind}", Figure.of(of_bot, unit)) for name, of_bot in samples.items())


def percentile(samples: Sequence[float], share: float) -> float:
    """Return what so large a share of the samples does not exceed."""
    return sorted(samples)[min(int(len(samples) * share), len(samples) - 1)]
