from datetime import timedelta

import pytest

from astromorty.errors import InvalidInput
from astromorty.services.times.duration import in_words, length_of, parse_duration


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("90s", timedelta(seconds=90)),
        ("1h30m", timedelta(minutes=90)),
        ("2 Days and 1 hour", timedelta(days=2, hours=1)),
        ("an hour", timedelta(hours=1)),
        ("1w", timedelta(days=7)),
    ],
)
def test_durations_as_people_write_them(text: str, length: timedelta) -> None:
    assert parse_duration(text) == length


@pytest.mark.parametrize("text", ["", "10", "soon", "-5m", "0s", "1:30", "5 apples", "9" * 30 + "w"])
def test_what_is_no_duration_is_refused_with_examples(text: str) -> None:
    with pytest.raises(InvalidInput, match="Try `30m`"):
        parse_duration(text)


@pytest.mark.parametrize(
    ("length", "words"),
    [
        (timedelta(0), "0 seconds"),
        (timedelta(seconds=1), "1 second"),
        (timedelta(days=1, hours=2, seconds=5), "1 day 2 hours 5 seconds"),
        (timedelta(hours=6), "6 hours"),
    ],
)
def test_a_length_is_written_to_the_second(length: timedelta, words: str) -> None:
    assert in_words(length) == words
    assert length_of(words) == length
