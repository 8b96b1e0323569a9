"""The bundled font, and what it can draw."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Final, cast

from fontTools.ttLib import TTFont  # pyright: ignore[reportMissingTypeStubs]  # it has none

FONT: Final = Path(__file__).parent / "fonts" / "RankCardSans.ttf"
FAMILY: Final = "Rank Card Sans"


@lru_cache(maxsize=1)
def coverage() -> frozenset[int]:
    """Return the characters that the font has; reading them takes some milliseconds."""
    with TTFont(FONT, lazy=True) as font:
        return frozenset(cast("dict[int, str]", font.getBestCmap()))
