"""Time zones as people name them."""

from collections import Counter
from collections.abc import Callable
from functools import cache
from zoneinfo import available_timezones

from rapidfuzz import fuzz, process, utils

from astromorty.errors import InvalidInput
from astromorty.services.guild_settings.kinds import SUGGESTIONS

# Of 100, for a zone to be offered in place of what was typed.
MINIMUM_SIMILARITY = 65

COMMON_TIMEZONES = (
    "UTC",
    "America/Los_Angeles",
    "America/Denver",
    "America/Chicago",
    "America/New_York",
    "America/Sao_Paulo",
    "Europe/London",
    "Europe/Berlin",
    "Europe/Istanbul",
    "Africa/Johannesburg",
    "Asia/Dubai",
    "Asia/Kolkata",
    "Asia/Shanghai",
    "Asia/Tokyo",
    "Australia/Sydney",
)


@cache
def _zones() -> dict[str, str]:
    """Map what people type to each IANA zone: its whole name, and its city where only one zone has it."""
    names = sorted(available_timezones())
    cities = Counter(map(_city, names))
    whole = {_searchable(name): name for name in names}
    return {_city(name): name for name in names if cities[_city(name)] == 1} | whole


def _city(name: str) -> str:
    return _searchable(name.rpartition("/")[2])


def _searchable(text: str) -> str:
    return utils.default_process(text.replace("_", " ").replace("/", " "))


def parse_timezone(text: str) -> str:
    """Return the IANA zone that `text` names, by whole name or city; raise InvalidInput with the closest."""
    wanted, zones = _searchable(text), _zones()
    if wanted in zones:
        return zones[wanted]
    close = _similar_timezones(text, fuzz.ratio)[:3]
    hint = (
        f"did you mean {' or '.join(f'`{name}`' for name in close)}?" if close else "try for example `Europe/Berlin`."
    )
    raise InvalidInput(f"There is no time zone of that name; {hint}")


def suggest_timezones(text: str) -> list[str]:
    """Return up to 25 zones that resemble what has been typed so far, the most similar first."""
    return _similar_timezones(text, fuzz.WRatio) if text.strip() else list(COMMON_TIMEZONES)


def _similar_timezones(text: str, scorer: Callable[..., float]) -> list[str]:
    """Return zones that resemble `text`, the most similar first; a zone found by both of its names is given once."""
    zones = _zones()
    matches = process.extract(
        _searchable(text), zones.keys(), scorer=scorer, limit=SUGGESTIONS, score_cutoff=MINIMUM_SIMILARITY
    )
    return list(dict.fromkeys(zones[found] for found, _, _ in matches))
