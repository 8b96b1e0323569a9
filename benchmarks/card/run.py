"""Rank cards: what one takes, and what the event loop feels of it."""

from __future__ import annotations

import asyncio
import io
import sys
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from statistics import median
from time import perf_counter, process_time
from typing import Final

from PIL import Image

from astromorty.ui.rank_card import RankCard, RankCards
from astromorty.ui.rank_card.picture import draw
from benchmarks.figures import Aim, Figure, Report, Row, Section
from benchmarks.interleave import Contender, interleave

CARD: Final = RankCard("Ada Lovelace", "ada.lovelace", level=12, rank=3, gained=340, needed=1420, total=12_345)
NAMES: Final = {
    "a name of 12 letters": "Ada Lovelace",
    "one of 32 letters": "Wolfeschlegelsteinhausenbergerdo",
    "Arabic": "محمد عبد الله",
    "Chinese, Japanese and Korean": "张伟 山田太郎 김철수",
    "emoji": "🎉🔥👍🏽🇩🇪",
}
DRAWN_AT_ONCE: Final = 20
TICK: Final = 0.001
# In a process of its own: what is read and imported once counts, but not what the bot has imported anyway.
FIRST: Final = """
from time import perf_counter
import astromorty.ui.cards
began = perf_counter()
from astromorty.ui.rank_card import RankCard
from astromorty.ui.rank_card.picture import draw
draw(RankCard("Ada", "ada", 1, 1, 1, 2, 3), None)
print(perf_counter() - began)
"""


async def run(*, quick: bool) -> Report:
    """Measure everything; `quick` takes few samples."""
    avatar = photograph()
    first = [await first_card() for _ in range(2 if quick else 7)]
    drawn = await interleave("A rank card", [one(name, avatar) for name in NAMES], rounds=5 if quick else 40)
    spent = [processor_time(avatar) for _ in range(5 if quick else 40)]
    rows = (
        *drawn.rows,
        Row("a name of 12 letters, the processor's time alone", Figure.of(spent)),
        Row("the first of a process, with Pillow's and resvg's imports", Figure.of(first)),
    )
    lateness = await how_late(times=1 if quick else 10)
    cached = await interleave("A card that was drawn before", [await kept()], rounds=5 if quick else 40)
    late = lateness.rows[1].figure
    return Report(
        (Section(drawn.title, rows), cached, lateness),
        (
            Aim("A card takes at most 50 ms of the processor", f"{median(spent) * 1000:.1f} ms", median(spent) <= 0.05),
            Aim(
                "The loop is at most 10 ms late, in the median, while cards are drawn",
                f"{late.median * 1000:.1f} ms",
                late.median <= 0.01,
            ),
        ),
    )


def photograph() -> bytes:
    """Return an avatar as Discord hands it out: 256 pixels wide, and nothing that a codec finds easy."""
    file = io.BytesIO()
    Image.effect_noise((256, 256), 60).convert("RGB").save(file, "PNG")
    return file.getvalue()


def one(name: str, avatar: bytes) -> Contender:
    """Return the drawing of a card, in this thread."""
    card = replace(CARD, name=NAMES[name])

    async def work() -> None:
        draw(card, avatar)

    return Contender(name, 1, work)


def processor_time(avatar: bytes) -> float:
    """Return the seconds that the processor works on one card, whatever else it has to do."""
    began = process_time()
    draw(replace(CARD, name=NAMES["a name of 12 letters"]), avatar)
    return process_time() - began


async def kept() -> Contender:
    """Return the asking for a card that is kept already."""
    cards = RankCards()
    await cards.picture(CARD, None)

    async def work() -> None:
        for _ in range(1000):
            await cards.picture(CARD, None)

    return Contender("asked for again", 1000, work)


async def first_card() -> float:
    """Return the seconds that a fresh process takes for its first card."""
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", FIRST, stdout=asyncio.subprocess.PIPE)
    out, _ = await process.communicate()
    return float(out)


async def how_late(*, times: int) -> Section:
    """Measure how late a task is that wants to run every millisecond, while 20 cards are drawn."""

    async def nothing() -> None:
        await asyncio.sleep(0.5)

    async def in_their_thread() -> None:
        cards = RankCards()
        faces = [replace(CARD, total=number) for number in range(DRAWN_AT_ONCE)]
        await asyncio.gather(*(cards.picture(face, None) for face in faces))
        await cards.close()

    async def in_the_loop() -> None:
        for number in range(DRAWN_AT_ONCE):
            draw(replace(CARD, total=number), None)
            await asyncio.sleep(0)

    work: dict[str, Callable[[], Awaitable[None]]] = {
        "nothing is drawn": nothing,
        f"{DRAWN_AT_ONCE} cards are drawn": in_their_thread,
        "the same in the event loop itself": in_the_loop,
    }
    late: dict[str, list[float]] = {name: [] for name in work}
    for _ in range(times):
        for name, begin in work.items():
            async with watched() as found:
                await begin()
            late[name] += found
    rows = [Row(name, Figure.of(found)) for name, found in late.items()]
    rows += [Row(f"{name}: the latest", Figure.of([max(found)])) for name, found in late.items()]
    return Section("How late the event loop is while …", tuple(rows))


@asynccontextmanager
async def watched() -> AsyncGenerator[list[float]]:
    """Yield the delays of a task that runs every millisecond."""
    found: list[float] = []

    async def tick() -> None:
        while True:
            began = perf_counter()
            await asyncio.sleep(TICK)
            found.append(max(0.0, perf_counter() - began - TICK))

    ticking = asyncio.create_task(tick())
    await asyncio.sleep(0)
    try:
        yield found
    finally:
        await asyncio.sleep(2 * TICK)
        ticking.cancel()
        await asyncio.gather(ticking, return_exceptions=True)
