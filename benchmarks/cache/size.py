"""What a larger local tier costs: look-ups, stores into a full table, and memory."""

from __future__ import annotations

import math
import random
import tracemalloc
from collections.abc import Callable
from typing import Final

from astromorty.services.cache.leases import Trust
from astromorty.services.cache.local import LocalTable
from astromorty.services.cache.stats import Counts
from benchmarks.cache.loops import each
from benchmarks.cache.world import FIRST_GUILD
from benchmarks.figures import Figure, Row, Section
from benchmarks.interleave import Contender, interleave

SIZES: Final = (1_000, 10_000, 100_000, 1_000_000)
QUICK_SIZES: Final = (1_000, 10_000)
# What a bot's servers say at one time touches few of its entries, and those again and again.
LOOKED_UP, PASSES = 1_000, 10
HOUR: Final = 3_600.0


def filled(size: int) -> LocalTable:
    """Return a full table."""
    table = LocalTable(size, Trust(math.inf), Counts())
    for guild_id in range(FIRST_GUILD, FIRST_GUILD + size):
        table.store(guild_id, "!", 1, HOUR)
    return table


def hit(size: int) -> str:
    """Return the name of a size's row of hits."""
    return f"hit among {size:,} entries"


def store(size: int) -> str:
    """Return the name of a size's row of stores."""
    return f"store into a full table of {size:,}"


async def measure(*, rounds: int, sizes: tuple[int, ...]) -> tuple[Section, Section, Section]:
    """Measure hits and stores in tables of each size, and what an entry takes in memory."""
    hits: list[Contender] = []
    bare: list[Contender] = []
    stores: list[Contender] = []
    for size in sizes:
        looked_up = PASSES * random.sample(range(FIRST_GUILD, FIRST_GUILD + size), LOOKED_UP)
        values = dict.fromkeys(range(FIRST_GUILD, FIRST_GUILD + size), "!")
        hits.append(Contender(hit(size), len(looked_up), each(filled(size).peek, looked_up)))
        bare.append(Contender(f"dict.get among {size:,}", len(looked_up), each(values.get, looked_up)))
        stores.append(Contender(store(size), LOOKED_UP, each(storing(filled(size)), range(LOOKED_UP))))
    return (
        await interleave("Hit by number of entries, 1,000 of them in use", hits + bare, rounds=rounds),
        await interleave("Store by number of entries, each pushing one out", stores, rounds=rounds),
        memory(sizes),
    )


def storing(table: LocalTable) -> Callable[[int], None]:
    """Return what stores an entry that the table has not seen before."""
    new = iter(range(10**12))

    def store_one(_: int) -> None:
        table.store(next(new), "!", 1, HOUR)

    return store_one


def memory(sizes: tuple[int, ...]) -> Section:
    """Measure the memory of an entry: its place in the table and its key, without the value."""
    rows: list[Row] = []
    for size in sizes:
        tracemalloc.start()
        table = filled(size)
        taken, _ = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        rows.append(Row(f"{len(table):,} entries", Figure.of([taken / size], "bytes")))
    return Section("Memory for each entry, key included, value not", tuple(rows))
