"""Natural language to a time, or a refusal: what was not understood as a whole is not guessed at.

dateparser drops words that it does not know (`tomorrow 25:00` is tomorrow to it, `in 2 hours 5` is in 2 hours), so what
it returns is believed only if each word makes a difference.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from astromorty.errors import InvalidInput
from astromorty.services.times.duration import LETTERS, length_of
from astromorty.services.times.local import Meant, on_the_clock

if TYPE_CHECKING:
    from dateparser.date import DateData

LONGEST_WHEN: Final = 60
# `when` at the beginning of a sentence is looked for in so many of its words.
MOST_WORDS: Final = 6
FARTHEST: Final = timedelta(days=366 * 10)
# What was said to begin in the past may have begun long ago, but not before Discord did.
EARLIEST: Final = datetime(2015, 1, 1, tzinfo=UTC)
# What a date without a time of day means.
MORNING_HOUR: Final = 9
EXAMPLES: Final = "Try `1h30m`, `tomorrow 9am`, `next friday 18:00` or `2030-12-24 18:00`."

# Words that need not make a difference: they join others, or only confirm what is meant anyway.
_FILLERS: Final = frozenset({"at", "on", "in", "the", "of", "and", "next", "this", "coming"})
_ISO: Final = re.compile(r"\d{4}-\d{1,2}-\d{1,2}\b.*")
_BARE_HOUR: Final = re.compile(r"\bat (\d{1,2})(?=$| (?!(?:am|pm|:)))")
_SLASHED: Final = re.compile(r"\b(\d{1,2})/(\d{1,2})\b")
_NUMBERS_ONLY: Final = re.compile(r"(?:in )?\d+")
_SPACED_HALF: Final = re.compile(r"(?<=\d) (?=[ap]m\b)")


def parse_when(text: str, zone: ZoneInfo, now: datetime) -> Meant:
    """Return the future time that `text` says to somebody in `zone` at `now`.

    Durations in days and weeks keep the time of day, shorter ones are counted in hours and minutes. A date without a
    time means 9 in the morning. Takes milliseconds, and a second for the first one: call it in a thread.

    Raises `InvalidInput`.
    """
    meant = parse_moment(text, zone, now)
    if meant.at <= now:
        raise InvalidInput(f"<t:{int(meant.at.timestamp())}:F> is in the past. {EXAMPLES}")
    return meant


def parse_moment(text: str, zone: ZoneInfo, now: datetime) -> Meant:
    """Return the time that `text` says, as `parse_when` does, also one that is past. Raises `InvalidInput`."""
    phrase = " ".join(text.lower().split())
    if len(phrase) > LONGEST_WHEN:
        raise InvalidInput(f"A time has at most {LONGEST_WHEN} characters. {EXAMPLES}")
    meant = _understand(phrase, zone, now)
    if meant is None:
        raise InvalidInput(f"I do not understand that time. {EXAMPLES}")
    if meant.at - now > FARTHEST:
        raise InvalidInput("That is more than ten years away; choose a nearer time.")
    if meant.at < EARLIEST:
        raise InvalidInput("That is before 2015, when Discord began; choose a later time.")
    return meant


def split_when(sentence: str, zone: ZoneInfo, now: datetime) -> tuple[str, str]:
    """Split `tomorrow 9am water the plants` into the longest time at its beginning and the rest.

    Raises `InvalidInput` when it does not begin with a time, or nothing follows it.
    """
    count = _words_of_when(sentence.lower().split()[:MOST_WORDS], zone, now)
    rest = sentence.split(maxsplit=count)[count:]
    if not rest:
        raise InvalidInput("Say what to remind of after the time: `tomorrow 9am water the plants`.")
    return " ".join(sentence.split()[:count]), rest[0].strip()


def _words_of_when(words: list[str], zone: ZoneInfo, now: datetime) -> int:
    """Return how many of the first words are a time; raise `InvalidInput` when none are."""
    phrases = {count: " ".join(words[:count]) for count in range(len(words), 0, -1)}
    candidates = {
        n: phrase for n, phrase in phrases.items() if len(phrase) <= LONGEST_WHEN and words[n - 1] not in _FILLERS
    }
    # A duration is exact: what follows it is not made part of it (`2h May party`).
    for understand in (_duration, _understand):
        for count, phrase in candidates.items():
            if understand(phrase, zone, now) is not None:
                return count
    raise InvalidInput(f"I do not understand that time. {EXAMPLES} Quotation marks say where it ends.")


def _understand(phrase: str, zone: ZoneInfo, now: datetime) -> Meant | None:
    local = now.astimezone(zone).replace(tzinfo=None, microsecond=0, fold=0)
    try:
        return _duration(phrase, zone, now) or _iso(phrase, zone) or _natural(phrase, zone, local)
    except (ValueError, OverflowError):  # a year that there is none of
        return None


def _duration(phrase: str, zone: ZoneInfo, now: datetime) -> Meant | None:
    wanted = phrase.removeprefix("in ")
    length = length_of(wanted)
    if not length:
        return None
    if all(unit[0] in "dw" for unit in LETTERS.findall(wanted) if unit not in ("a", "an", "and")):
        return on_the_clock(now.astimezone(zone).replace(tzinfo=None, microsecond=0) + length, zone)
    at = (now + length).astimezone(UTC).replace(microsecond=0)
    return Meant(at, at.astimezone(zone).replace(tzinfo=None))


def _iso(phrase: str, zone: ZoneInfo) -> Meant | None:
    if not _ISO.fullmatch(phrase):
        return None
    at = datetime.fromisoformat(phrase.upper())
    if len(phrase) <= len("2030-12-24"):
        at = at.replace(hour=MORNING_HOUR)
    return _placed(at, zone)


def _natural(phrase: str, zone: ZoneInfo, local: datetime) -> Meant | None:
    if _ISO.match(phrase) or _NUMBERS_ONLY.fullmatch(phrase):
        return None
    if (
        (slashed := _SLASHED.search(phrase))
        and max(int(slashed[1]), int(slashed[2])) <= 12
        and slashed[1] != slashed[2]
    ):
        raise InvalidInput(f"`{slashed[0]}` may be two dates. Write the month as a word, or the date as `2030-12-24`.")
    phrase = _BARE_HOUR.sub(r"at \1:00", _SPACED_HALF.sub("", phrase)).replace("noon", "12:00")
    found = _parse(phrase, local)
    at = found.date_obj
    if at is None or (" " not in phrase and found.period in ("week", "month", "year")):
        return None
    if not all(_matters(word, phrase, at, local) for word in set(phrase.replace(",", " ").split())):
        return None
    if found.period == "day" and at.time() == datetime.min.time():
        at = at.replace(hour=MORNING_HOUR)
    return _placed(at, zone)


def _placed(at: datetime, zone: ZoneInfo) -> Meant:
    if at.tzinfo is None:
        return on_the_clock(at, zone)
    return Meant(at.astimezone(UTC), at.astimezone(zone).replace(tzinfo=None))


def _matters(word: str, phrase: str, at: datetime, local: datetime) -> bool:
    """Say whether the phrase would mean something else without a word, now or at some other time.

    `tomorrow` in `tomorrow 9am` makes no difference in the afternoon, only in the morning.
    """
    if word in _FILLERS or word in (str(at.year), f"{at:%A}".lower(), f"{at:%a}".lower()):
        return True
    others = " ".join(other for other in phrase.replace(",", " ").split() if other != word)
    if not others:
        return True
    early = (local + timedelta(days=3)).replace(hour=0, minute=1)
    late = (local + timedelta(days=11)).replace(hour=23, minute=59)
    return any(_parse(phrase, base).date_obj != _parse(others, base).date_obj for base in (local, early, late))


@lru_cache(maxsize=256)
def _parse(phrase: str, local: datetime) -> DateData:
    # It takes a third of a second to import, which no start should wait for.
    from dateparser.date import DateDataParser

    parser = DateDataParser(
        languages=["en"],
        settings={
            "RELATIVE_BASE": local,
            "PREFER_DATES_FROM": "future",
            "DATE_ORDER": "DMY" if "." in phrase else "MDY",
            "PARSERS": ["relative-time", "absolute-time"],
            "RETURN_TIME_AS_PERIOD": True,
        },
    )
    return parser.get_date_data(phrase)
