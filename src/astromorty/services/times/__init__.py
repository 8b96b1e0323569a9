"""Times as people say them, on the clocks of their zone."""

from astromorty.services.times.local import Meant, on_the_clock
from astromorty.services.times.recurrence import Rule, find_rule, next_time, suggest_rules
from astromorty.services.times.when import parse_moment, parse_when, split_when

__all__ = [
    "Meant",
    "Rule",
    "find_rule",
    "next_time",
    "on_the_clock",
    "parse_moment",
    "parse_when",
    "split_when",
    "suggest_rules",
]
