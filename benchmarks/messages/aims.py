"""What we want to hold beside a bare discord.py bot."""

from __future__ import annotations

from typing import Final

from benchmarks.figures import Aim, Section

BARE, OURS = "bare discord.py", "ours"
MOST_OF_MESSAGES: Final = 1.6
MOST_OF_COMMANDS: Final = 1.4
MOST_MEMORY: Final = 3.0
MOST_GROWTH: Final = 1.1
MOST_READY: Final = 1.5
MOST_OF_SLOWEST: Final = 2.0
MOST_OF_SEVERAL: Final = 1.1


def beside_bare(section: Section, sentence: str, most: float) -> Aim:
    """Judge ours beside the bare bot, the first two rows."""
    bare, ours = (row.figure.median for row in section.rows[:2])
    return at_most(f"{sentence} at most {most:g} times the bare bot's", ours / bare, most)


def of_growth(small: Section, large: Section) -> Aim:
    """Judge what more servers add to ours beside what they add to the bare bot."""
    bare, ours = (large.rows[row].figure.median - small.rows[row].figure.median for row in range(2))
    return at_most(f"More servers add at most {MOST_GROWTH:g} times the bare bot's memory", ours / bare, MOST_GROWTH)


def of_several(section: Section) -> Aim:
    """Judge several processes beside one, the first row."""
    one, several = section.rows
    return at_most(
        f"A message costs {several.name} at most {MOST_OF_SEVERAL:g} times as much as one",
        several.figure.median / one.figure.median,
        MOST_OF_SEVERAL,
    )


def at_most(sentence: str, ratio: float, most: float) -> Aim:
    """Judge a ratio."""
    return Aim(sentence, f"{ratio:.2f}×", ratio <= most)
