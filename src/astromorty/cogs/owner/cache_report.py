"""The cache's counters and contents, as an operator reads them."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from discord.utils import format_dt

from astromorty.ui.cards import code

if TYPE_CHECKING:
    from astromorty.services.cache.inspection import Held, Inspection

_SHOWN_CHARACTERS = 300


def is_pattern(text: str) -> bool:
    """Tell a glob pattern from a key."""
    return any(wildcard in text for wildcard in "*?[")


def stats_lines(stats: Mapping[str, Mapping[str, int | float]]) -> list[str]:
    """Return a line for each type that was used."""
    lines = [_type_line(name, counts) for name, counts in stats.items() if any(counts.values())]
    return lines or ["Nothing was asked of it yet."]


def _type_line(name: str, counts: Mapping[str, int | float]) -> str:
    hits = counts["local_hits"] + counts["redis_hits"]
    asked = hits + counts["misses"]
    share = f"{100 * hits / asked:.1f} % of {asked:,} reads from the cache" if asked else "no reads"
    return (
        f"**{code(name)}** {share} · {counts['local_hits']:,} here, {counts['redis_hits']:,} in Redis · "
        f"{counts['negative_hits']:,} known to be absent · {counts['fills_rejected']:,} fills rejected · "
        f"{counts['lease_waits']:,} waits · {counts['invalidations']:,} invalidated · {counts['local_entries']:,} held"
    )


def inspection_lines(found: "Inspection") -> tuple[str, ...]:
    """Return what each tier holds, in words."""
    here = f"**In this process** {_held(found.here)}"
    return (here,) if found.redis is None else (here, f"**In Redis** {_held(found.redis)}")


def _held(held: "Held") -> str:
    text = held.state.value
    if held.seconds:
        text += (
            f" · version {held.version} · ends {format_dt(datetime.now(UTC) + timedelta(seconds=held.seconds), 'R')}"
        )
    if held.size:
        text += f" · {held.size:,} bytes"
    return text if held.value is None else f"{text}\n{code(repr(held.value)[:_SHOWN_CHARACTERS])}"
