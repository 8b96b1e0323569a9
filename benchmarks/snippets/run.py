"""How long it takes to find what a misspelt name stands for, how often it is found, and what a word costs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from astromorty.services.similar_names import matching_names
from astromorty.services.snippets.names import contains
from benchmarks.cache.loops import each, each_awaited
from benchmarks.figures import Aim, Figure, Report, Row, Section
from benchmarks.interleave import Contender, interleave
from benchmarks.snippets.finders import INDEXED, OURS, TRIGRAMS, Finder, in_database, in_process
from benchmarks.snippets.names import SNIPPETS, misspelt, names

ROUNDS, TYPED = 15, 200
QUICK_ROUNDS, QUICK_TYPED = 2, 10
CHOICES: Final = 25
TIMES: Final = f"Suggestions for a misspelt name among {SNIPPETS:,}"
FOUND: Final = "Misspelt names of which the right one is suggested"
WORD: Final = f"A word behind the prefix, or typed so far, among {SNIPPETS:,} names"
NO_SNIPPET, SNIPPET, TYPING = "a word that is no snippet's name", "a word that is one", "25 names for what was typed"
ONE, TWO = "with one mistake", "with two mistakes"


async def run(*, quick: bool) -> Report:
    """Measure everything; `quick` takes few samples."""
    rounds, count = (QUICK_ROUNDS, QUICK_TYPED) if quick else (ROUNDS, TYPED)
    known = names()
    async with in_database(known) as asked:
        finders = [*in_process(known), *asked]
        times = await measure_times(finders, known, count // 4, rounds)
        found = await measure_found(finders, known, count)
    word = await measure_word(known, count, rounds)
    return Report((times, found, word), aims(times, found, word))


async def measure_times(finders: Sequence[Finder], known: tuple[str, ...], count: int, rounds: int) -> Section:
    """Measure how long each way takes."""
    typed = [wrong for wrong, _ in misspelt(known, count, mistakes=1)]
    contenders = [Contender(finder.name, len(typed), each_awaited(finder.find, typed)) for finder in finders]
    return await interleave(TIMES, contenders, rounds=rounds)


async def measure_found(finders: Sequence[Finder], known: tuple[str, ...], count: int) -> Section:
    """Count how often what was meant is among the three that are suggested."""
    rows: list[Row] = []
    for mistakes, what in ((1, ONE), (2, TWO)):
        for finder in finders:
            hits = sum(
                [meant in await finder.find(typed) for typed, meant in misspelt(known, count, mistakes=mistakes)]
            )
            rows.append(Row(f"{finder.name}, {what}", Figure.of([100 * hits / count], "of 100")))
    return Section(FOUND, tuple(rows))


async def measure_word(known: tuple[str, ...], count: int, rounds: int) -> Section:
    """Measure what every word behind the prefix costs, and every key that somebody presses in an option."""
    wrong = [typed for typed, _ in misspelt(known, count, mistakes=1)]
    contenders = [
        Contender(NO_SNIPPET, len(wrong), each(lambda typed: contains(known, typed), wrong)),
        Contender(SNIPPET, count, each(lambda typed: contains(known, typed), known[:count])),
        Contender(TYPING, len(wrong), each(lambda typed: matching_names(known, typed, CHOICES), wrong)),
    ]
    return await interleave(WORD, contenders, rounds=rounds)


def aims(times: Section, found: Section, word: Section) -> tuple[Aim, ...]:
    """Judge a run."""
    ratio = min(times.median(TRIGRAMS), times.median(INDEXED)) / times.median(OURS)
    ours = found.median(f"{OURS}, {ONE}")
    theirs = max(found.median(f"{name}, {ONE}") for name in (TRIGRAMS, INDEXED))
    missed, offered = word.median(NO_SNIPPET), word.median(TYPING)
    return (
        Aim("Suggestions are faster in the process than asked of the database", f"{ratio:,.1f}×", ratio >= 1),
        Aim("They hold the right name at least as often", f"{ours:.1f} and {theirs:.1f} of 100", ours >= theirs),
        Aim("A word that is no snippet ≤ 10 µs", f"{missed * 1e6:,.2f} µs", missed <= 10e-6),
        Aim("Names for an option ≤ 5 ms", f"{offered * 1e3:,.2f} ms", offered <= 5e-3),
    )
