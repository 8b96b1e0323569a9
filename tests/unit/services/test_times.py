"""What people say about time, on clocks that change."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from astromorty.errors import InvalidInput
from astromorty.services.times import Rule, find_rule, next_time, on_the_clock, parse_moment, parse_when, split_when

BERLIN = ZoneInfo("Europe/Berlin")
# A Wednesday, 14:30 in Berlin.
NOW = datetime(2026, 11, 25, 13, 30, tzinfo=UTC)


def understood(text: str, now: datetime = NOW, zone: ZoneInfo = BERLIN) -> str:
    return f"{parse_when(text, zone, now).local:%Y-%m-%d %H:%M}"


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("1h30m", "2026-11-25 16:00"),
        ("in 2 hours", "2026-11-25 16:30"),
        ("an hour", "2026-11-25 15:30"),
        ("1 hour and 30 minutes", "2026-11-25 16:00"),
        ("1w", "2026-12-02 14:30"),
        ("3 months", "2027-02-25 14:30"),
        ("tomorrow", "2026-11-26 14:30"),
        ("Tomorrow  9AM", "2026-11-26 09:00"),
        ("9 am tomorrow", "2026-11-26 09:00"),
        ("tomorrow at 9", "2026-11-26 09:00"),
        ("tomorrow at noon", "2026-11-26 12:00"),
        ("today 18:00", "2026-11-25 18:00"),
        ("9:00", "2026-11-26 09:00"),
        ("friday", "2026-11-27 09:00"),
        ("next friday 18:00", "2026-11-27 18:00"),
        ("friday 27 november", "2026-11-27 09:00"),
        ("1st december 9am", "2026-12-01 09:00"),
        ("24 december 2026 6pm", "2026-12-24 18:00"),
        ("24.12.2026 18:00", "2026-12-24 18:00"),
        ("01.12.2026", "2026-12-01 09:00"),
        ("12/24/2026", "2026-12-24 09:00"),
        ("2026-12-24", "2026-12-24 09:00"),
        ("2026-12-24 00:00", "2026-12-24 00:00"),
        ("2026-12-24T18:00Z", "2026-12-24 19:00"),
    ],
)
def test_what_is_understood(text: str, meant: str) -> None:
    assert understood(text) == meant


@pytest.mark.parametrize(
    "text",
    [
        "",
        "banana",
        "5",
        "in 10",
        "0900",
        "may",
        "tomorrow 25:00",
        "in 2 hours 5",
        "tomorrow 9am at home",
        "friday 28 november",  # a Saturday
        "2026-13-01",
        "31 february",
        "99999999999 days",
        "1" * 61,
    ],
)
def test_what_is_not_understood_as_a_whole_is_refused_with_examples(text: str) -> None:
    with pytest.raises(InvalidInput, match=r"Try `1h30m`"):
        parse_when(text, BERLIN, NOW)


@pytest.mark.parametrize("text", ["yesterday", "now", "2020-01-01", "2 hours ago"])
def test_the_past_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput, match="in the past"):
        parse_when(text, BERLIN, NOW)


def test_a_date_that_may_be_two_is_refused() -> None:
    with pytest.raises(InvalidInput, match="may be two dates"):
        parse_when("01/02/2027", BERLIN, NOW)


def test_ten_years_are_enough() -> None:
    with pytest.raises(InvalidInput, match="ten years"):
        parse_when("in 500 years", BERLIN, NOW)


def test_what_began_long_ago_is_understood_back_to_the_beginning_of_discord() -> None:
    later = NOW.replace(year=NOW.year + 30)
    assert parse_moment("2015-01-02 12:00", BERLIN, later).at == datetime(2015, 1, 2, 11, tzinfo=UTC)
    with pytest.raises(InvalidInput, match="before 2015"):
        parse_moment("0001-01-01", BERLIN, NOW)


@pytest.mark.parametrize(
    ("sentence", "when", "what"),
    [
        ("tomorrow 9am take out the trash", "tomorrow 9am", "take out the trash"),
        ("2h May party", "2h", "May party"),
        ("in a week on holiday", "in a week", "on holiday"),
        ("next friday at 3pm call Bob at 5", "next friday at 3pm", "call Bob at 5"),
        ("10 minutes check\nthe oven", "10 minutes", "check\nthe oven"),
        ("tomorrow do 3 things in 2 hours", "tomorrow", "do 3 things in 2 hours"),
    ],
)
def test_a_sentence_begins_with_its_time(sentence: str, when: str, what: str) -> None:
    assert split_when(sentence, BERLIN, NOW) == (when, what)


@pytest.mark.parametrize(("sentence", "wrong"), [("take out the trash", "understand"), ("tomorrow 9am", "Say what")])
def test_a_sentence_without_a_time_or_a_text_is_refused(sentence: str, wrong: str) -> None:
    with pytest.raises(InvalidInput, match=wrong):
        split_when(sentence, BERLIN, NOW)


# Each zone's clocks go forward and back in 2027: the hour that is skipped, the hour that is shown twice.
CHANGES = {
    "Europe/Berlin": (datetime(2027, 3, 28, 2, 30), datetime(2027, 10, 31, 2, 30), timedelta(hours=1)),  # noqa: DTZ001
    "America/New_York": (datetime(2027, 3, 14, 2, 30), datetime(2027, 11, 7, 1, 30), timedelta(hours=1)),  # noqa: DTZ001
    # Half an hour, and spring is in October.
    "Australia/Lord_Howe": (datetime(2027, 10, 3, 2, 15), datetime(2027, 4, 4, 1, 45), timedelta(minutes=30)),  # noqa: DTZ001
}
in_each_zone = pytest.mark.parametrize(
    ("zone", "skipped", "twice", "by"),
    [(ZoneInfo(name), *change) for name, change in CHANGES.items()],
    ids=list(CHANGES),
)


@in_each_zone
def test_a_time_that_the_clocks_skip_is_the_one_as_long_after_and_it_is_said(
    zone: ZoneInfo, skipped: datetime, twice: datetime, by: timedelta
) -> None:
    del twice
    before = (skipped - timedelta(days=1)).replace(tzinfo=zone).astimezone(UTC)
    meant = parse_when(f"tomorrow {skipped:%H:%M}", zone, before)
    assert meant.at.astimezone(zone).replace(tzinfo=None) == skipped + by
    assert meant.note == f"The clocks skip {skipped:%H:%M} on that day; {skipped + by:%H:%M} is meant."


@in_each_zone
def test_a_time_that_comes_twice_is_the_first_and_it_is_said(
    zone: ZoneInfo, skipped: datetime, twice: datetime, by: timedelta
) -> None:
    del skipped
    before = (twice - timedelta(days=1)).replace(tzinfo=zone).astimezone(UTC)
    meant = parse_when(f"{twice:%Y-%m-%d %H:%M}", zone, before)
    assert (meant.at + by).astimezone(zone).replace(tzinfo=None) == meant.local == twice
    assert meant.note == f"The clocks show {twice:%H:%M} twice on that day; the first time is meant."


@in_each_zone
def test_hours_are_counted_and_days_keep_the_time_of_day_over_a_change(
    zone: ZoneInfo, skipped: datetime, twice: datetime, by: timedelta
) -> None:
    for change, hour_more in ((skipped, by), (twice, -by)):
        evening = on_the_clock((change - timedelta(days=1)).replace(hour=20, minute=0), zone)
        assert parse_when("24h", zone, evening.at).at - evening.at == timedelta(hours=24)
        day_later = parse_when("1 day", zone, evening.at)
        assert day_later.local == evening.local + timedelta(days=1)
        assert day_later.at - evening.at == timedelta(days=1) - hour_more


@in_each_zone
def test_what_repeats_daily_stays_at_its_time_over_both_changes(
    zone: ZoneInfo, skipped: datetime, twice: datetime, by: timedelta
) -> None:
    for change in (skipped, twice):
        first = (change - timedelta(days=3)).replace(hour=9, minute=0)
        at, shown = on_the_clock(first, zone).at, list[datetime]()
        for _ in range(6):
            meant = next_time(Rule("day"), first, zone, at)
            shown.append(meant.local)
            at = meant.at
        assert shown == [first + timedelta(days=n) for n in range(1, 7)]
    at = on_the_clock(skipped - timedelta(days=1), zone).at
    meant = next_time(Rule("day"), skipped - timedelta(days=5), zone, at)
    assert meant.at.astimezone(zone).replace(tzinfo=None) == skipped + by
    assert meant.note
    # A rule that begins on the very day goes on at the time that was said.
    for first in (skipped - timedelta(days=5), meant.local):
        following = next_time(Rule("day"), first, zone, meant.at)
        assert following.at.astimezone(zone).replace(tzinfo=None) == skipped + timedelta(days=1)


@in_each_zone
def test_what_repeats_daily_comes_once_on_the_day_that_has_its_time_twice(
    zone: ZoneInfo, skipped: datetime, twice: datetime, by: timedelta
) -> None:
    del skipped
    first = twice - timedelta(days=5)
    meant = next_time(Rule("day"), first, zone, on_the_clock(twice - timedelta(days=1), zone).at)
    assert meant.local == twice
    for after in (meant.at, meant.at + by, meant.at + by - timedelta(seconds=1)):
        assert next_time(Rule("day"), first, zone, after).local == twice + timedelta(days=1)


@pytest.mark.parametrize(
    ("rule", "first", "following"),
    [
        ("weekday", "2026-11-27", ["2026-11-30", "2026-12-01"]),
        ("friday", "2026-11-27", ["2026-12-04", "2026-12-11"]),
        ("2 weeks", "2026-11-27", ["2026-12-11", "2026-12-25"]),
        ("month", "2026-12-01", ["2027-01-01", "2027-02-01"]),
        ("month", "2026-12-31", ["2027-01-31", "2027-02-28", "2027-03-31", "2027-04-30"]),
        ("month", "2027-01-30", ["2027-02-28", "2027-03-30"]),
        ("year", "2028-02-29", ["2029-02-28", "2030-02-28", "2031-02-28", "2032-02-29"]),
        ("3 days", "2026-11-27", ["2026-11-30", "2026-12-03"]),
    ],
)
def test_what_repeats(rule: str, first: str, following: list[str]) -> None:
    begin = datetime.fromisoformat(f"{first} 09:00")
    at = on_the_clock(begin, BERLIN).at
    for day in following:
        meant = next_time(find_rule(rule), begin, BERLIN, at)
        assert f"{meant.local:%Y-%m-%d %H:%M}" == f"{day} 09:00"
        at = meant.at


def test_times_that_were_missed_are_not_made_up_for() -> None:
    begin = datetime.fromisoformat("2026-01-01 09:00")
    assert f"{next_time(Rule('day'), begin, BERLIN, NOW).local:%m-%d %H:%M}" == "11-26 09:00"


@pytest.mark.parametrize(
    ("typed", "rule"), [("every Monday", "monday"), ("Fridays", "friday"), ("1 week", "week"), ("2 week", "2 weeks")]
)
def test_rules_as_people_type_them(typed: str, rule: str) -> None:
    assert find_rule(typed) == Rule(rule)


@pytest.mark.parametrize("typed", ["", "banana", "0 days", "hour", "every", "1000 days"])
def test_what_is_no_rule_is_refused_with_what_is(typed: str) -> None:
    with pytest.raises(InvalidInput, match="`weekday`"):
        find_rule(typed)
