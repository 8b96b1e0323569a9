"""What the cache is to reach, and whether a run says that it does."""

from __future__ import annotations

from typing import Final

from benchmarks.cache import grants, hot, propagation, size, stampede, tiers
from benchmarks.figures import Aim, Section

# The processor's own caches hold less of a larger table.
FLAT: Final = 2.0


def at_most(sentence: str, ratio: float, limit: float) -> Aim:
    """Judge a ratio that should be small."""
    return Aim(sentence, f"{ratio:,.2f}×", ratio <= limit)


def at_least(sentence: str, ratio: float, limit: float) -> Aim:
    """Judge a ratio that should be large."""
    return Aim(sentence, f"{ratio:,.1f}×", ratio >= limit)


def of_look_up(section: Section, session_get: float) -> tuple[Aim, ...]:
    """Judge the look-ups of one type."""
    what = section.title
    ours, awaited = section.median(hot.SYNCHRONOUS), section.median(hot.AWAITED)
    fastest = min(section.median(hot.CASHEWS), section.median(hot.AIOCACHE))
    return (
        at_most(f"{what}: synchronous hit ≤ 5× dict.get", ours / section.median(hot.DICT), 5),
        at_least(f"{what}: synchronous hit ≥ 5× faster than cashews and aiocache", fastest / ours, 5),
        at_least(f"{what}: awaited hit faster than cashews and aiocache", fastest / awaited, 1),
        at_least(f"{what}: awaited hit ≥ 300× faster than a SQLModel session get", session_get / awaited, 300),
    )


def of_tight_loop(section: Section) -> Aim:
    """Judge the look-ups that nothing comes in between."""
    ratio = section.median(hot.SYNCHRONOUS) / section.median(hot.DICT)
    return at_most("In a tight loop: synchronous hit ≤ 5× dict.get", ratio, 5)


def of_redis(section: Section) -> Aim:
    """Judge the Redis tier."""
    ratio = section.median(tiers.OURS) / section.median(tiers.BARE)
    return at_most("Redis-tier hit ≤ 1.25× redis-py GET and decode", ratio, 1.25)


def of_write(section: Section) -> Aim:
    """Judge what coherence adds to a write."""
    added = (section.median(propagation.STRICT) - section.median(propagation.TRANSACTION)) * 1000
    return Aim("Acknowledged write at 4 processes ≤ 2 ms over its transaction", f"{added:.2f} ms", added <= 2)


def of_grants(section: Section) -> Aim:
    """Judge the group commit."""
    single = max(section.median(grants.SINGLE), section.median(grants.BARE))
    return at_least("Group commit ≥ 10× the faster way of single statements", section.median(grants.GROUP) / single, 10)


def of_stampede(section: Section) -> Aim:
    """Judge the stampede by its worst case."""
    loads = next(row.figure for row in section.rows if row.name == stampede.OURS)
    return Aim("One load per stampede", f"{loads.median:g}, upper quartile {loads.high:g}", loads.high <= 1)


def of_size(hits: Section, stores: Section, sizes: tuple[int, ...]) -> tuple[Aim, ...]:
    """Judge whether a large table is as fast as a small one."""
    first, last = sizes[0], sizes[-1]
    span = f"from {first:,} to {last:,} entries"
    return (
        at_most(
            f"Flat cost of a hit (≤ {FLAT:g}×) {span}", hits.median(size.hit(last)) / hits.median(size.hit(first)), FLAT
        ),
        at_most(
            f"Flat cost of a store (≤ {FLAT:g}×) {span}",
            stores.median(size.store(last)) / stores.median(size.store(first)),
            FLAT,
        ),
    )
