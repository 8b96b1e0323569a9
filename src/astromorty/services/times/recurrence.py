"""What can repeat: a few rules of the calendar, counted on the clocks of a zone."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final, Literal
from zoneinfo import ZoneInfo

from dateutil.rrule import DAILY, MONTHLY, WEEKLY, YEARLY, rrule

from astromorty.errors import InvalidInput
from astromorty.services.times.local import Meant, on_the_clock

WEEKDAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_UNITS: Final[Mapping[str, Literal[0, 1, 2, 3]]] = {"day": DAILY, "week": WEEKLY, "month": MONTHLY, "year": YEARLY}
_OFFERED: Final = ("day", "weekday", *WEEKDAYS, "week", "2 weeks", "month", "3 months", "year")
_COUNTED: Final = re.compile(r"(?:(\d{1,3}) )?(day|week|month|year)s?")
_WORKING: Final = (0, 1, 2, 3, 4)


@dataclass(frozen=True, slots=True)
class Rule:
    """What repeats, by its canonical name: `day`, `weekday`, `friday`, `2 weeks`, `month` …"""

    name: str

    def times(self, first: datetime) -> rrule:
        """Return the times that repeat, as the clocks on the wall show them, from `first` on.

        A month without the day (31, or 29 February) takes its last one: counted from the end, the last of those days up
        to it that there are.
        """
        if self.name == "weekday":
            return rrule(WEEKLY, dtstart=first, byweekday=_WORKING)
        if self.name in WEEKDAYS:
            return rrule(WEEKLY, dtstart=first, byweekday=WEEKDAYS.index(self.name))
        count, unit = _counted(self.name)
        if unit in ("day", "week") or first.day <= 28:
            return rrule(_UNITS[unit], dtstart=first, interval=count)
        days = range(28, first.day + 1)
        month = first.month if unit == "year" else None
        return rrule(_UNITS[unit], dtstart=first, interval=count, bymonth=month, bymonthday=days, bysetpos=-1)


def find_rule(text: str) -> Rule:
    """Return the rule that `text` names; raise InvalidInput with what there is."""
    name = " ".join(text.lower().split()).removeprefix("every ")
    if name in ("weekday", *WEEKDAYS):
        return Rule(name)
    if name.rstrip("s") in WEEKDAYS:
        return Rule(name.rstrip("s"))
    if (found := _COUNTED.fullmatch(name)) and int(found[1] or 1) > 0:
        count = int(found[1] or 1)
        return Rule(found[2] if count == 1 else f"{count} {found[2]}s")
    raise InvalidInput(
        "There is no such rule. Choose `day`, `weekday`, `monday` … `sunday`, `week`, `month`, `year`, or `2 weeks`."
    )


def suggest_rules(text: str) -> list[str]:
    """Return the usual rules that contain what has been typed so far, and the typed one where it is a rule."""
    typed = text.lower().strip()
    offered = [name for name in _OFFERED if typed in name]
    try:
        return list(dict.fromkeys([find_rule(typed).name, *offered]))
    except InvalidInput:
        return offered


def next_time(rule: Rule, first: datetime, zone: ZoneInfo, after: datetime) -> Meant:
    """Return the rule's first time after a moment.

    `first` is on the clocks of `zone`, which stay what they are when the offset changes: 9:00 remains 9:00.
    """
    times = rule.times(first)
    local = after.astimezone(zone).replace(tzinfo=None)
    while True:
        found = times.after(local)
        if found is None:
            raise InvalidInput("That would be after the year 9999.")
        meant = on_the_clock(found, zone)
        # Where the clocks go back, a later time on the wall may be an earlier moment.
        if meant.at > after.astimezone(UTC):
            return meant
        local = found


def _counted(name: str) -> tuple[int, str]:
    found = _COUNTED.fullmatch(name)
    if found is None:
        raise ValueError(f"{name!r} is no rule")
    return int(found[1] or 1), found[2]
