"""Marks, reasons and notices, without a Discord."""

from datetime import UTC, datetime, timedelta

import pytest

from astromorty.errors import InvalidInput
from astromorty.services.afk.nickname_mark import Marking, marking
from astromorty.services.afk.notice_limit import NoticeLimit
from astromorty.services.afk.reason import parse_reason

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
FAMILY = "👨\u200d👩\u200d👧"


@pytest.mark.parametrize(
    ("nickname", "display_name", "marked"),
    [
        (None, "mia", "[AFK] mia"),
        ("Mimi", "Mimi", "[AFK] Mimi"),
        ("x" * 32, "x" * 32, "[AFK] " + "x" * 26),
        ("ж" * 32, "ж" * 32, "[AFK] " + "ж" * 26),
        ("x" * 25 + " y", "x" * 25 + " y", "[AFK] " + "x" * 25),
        ("x" * 21 + FAMILY, "x" * 21 + FAMILY, "[AFK] " + "x" * 21 + FAMILY),
        ("x" * 22 + FAMILY, "x" * 22 + FAMILY, "[AFK] " + "x" * 22),
        ("x" * 25 + "e\u0301", "x" * 25 + "e\u0301", "[AFK] " + "x" * 25),
        ("x" * 25 + "🇩🇪", "x" * 25 + "🇩🇪", "[AFK] " + "x" * 25),
        ("x" + "\u0301" * 31, "x" + "\u0301" * 31, "[AFK]"),
    ],
)
def test_a_mark_fits_into_discords_limit(nickname: str | None, display_name: str, marked: str):
    assert marking(nickname, display_name) == Marking(nickname, marked)
    assert len(marked) <= 32


@pytest.mark.parametrize("name", ["[AFK] mia", "[afk]mia", "[AFK]"])
def test_a_mark_is_never_stacked(name: str):
    assert marking(name, name) is None
    assert marking(None, name) is None


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        (None, None),
        ("  ", None),
        (" out for\n\tlunch ", "out for lunch"),
        ("cafe\u0301", "café"),
        ("\u202eabc\u2066", "abc"),
        ("a\x00b", "a b"),
        (FAMILY, FAMILY),
        ("x" * 100, "x" * 100),
    ],
)
def test_a_reason_is_one_visible_line(typed: str | None, reason: str | None):
    assert parse_reason(typed) == reason


def test_a_reason_that_is_too_long_is_refused():
    with pytest.raises(InvalidInput, match="at most 100 characters, yours has 101"):
        parse_reason("x" * 101)


def test_a_channel_is_told_once_in_thirty_seconds_about_each_member():
    limit = NoticeLimit()
    assert limit.due(1, [7, 8], NOON) == [7, 8]
    assert limit.due(1, [7, 9], NOON + timedelta(seconds=29)) == [9]
    assert limit.due(2, [7], NOON + timedelta(seconds=29)) == [7]
    assert limit.due(1, [7, 9], NOON + timedelta(seconds=30)) == [7]


def test_past_notices_are_not_kept_for_ever():
    limit = NoticeLimit()
    for number in range(3000):
        limit.due(number, [7], NOON + timedelta(seconds=number))
    assert len(vars(limit)["_told"]) < 1100
