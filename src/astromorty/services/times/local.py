"""From what a clock on the wall shows to a moment: twice a year that is not one to one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class Meant:
    """A moment that was understood, and what should be said about it, if anything.

    Attributes:
        at: The moment, in UTC.
        local: What the clocks of the zone show then, without the zone; where they skip it, what they should have shown.
        note: A sentence where the clocks change; else empty.
    """

    at: datetime
    local: datetime
    note: str = ""


def on_the_clock(local: datetime, zone: ZoneInfo) -> Meant:
    """Return when the clocks of `zone` show `local`, which has no zone of its own.

    A time that the clocks skip in spring is taken as the one that comes as long after the change: 02:30 is 03:30. One
    that they show twice in autumn is taken as the first.
    """
    first, second = local.replace(tzinfo=zone, fold=0), local.replace(tzinfo=zone, fold=1)
    at = first.astimezone(UTC)
    shown = at.astimezone(zone).replace(tzinfo=None)
    if shown != local:
        return Meant(at, local, f"The clocks skip {local:%H:%M} on that day; {shown:%H:%M} is meant.")
    if first.utcoffset() != second.utcoffset():
        return Meant(at, local, f"The clocks show {local:%H:%M} twice on that day; the first time is meant.")
    return Meant(at, local)
