"""The checks can fail: each is given a ledger and facts that do not fit together."""

from __future__ import annotations

import json
import math
from collections import Counter
from datetime import UTC, datetime

import pytest

from discord_sandbox.gateway.identify import IdentifyRecord
from discord_sandbox.gateway.session import DoubleSession
from soak.acts import Expected, judge
from soak.checks.answers import unanswered
from soak.checks.experience import experience
from soak.checks.gateway import Gap, served_twice, too_early, unserved, wrongly_held
from soak.checks.last_write import ANYTHING, last_writes
from soak.checks.leaks import KEPT_FILES, Rest, left_over, usual
from soak.checks.logs import UNSAVED, note_unsaved, unexplained
from soak.checks.memory import LEAST_SAMPLES, WARM_UP_SAMPLES, Sample, grown, memory_line
from soak.checks.once import as_numbered, each_once, without_gaps
from soak.checks.starboard import starboard
from soak.checks.tickets import StoredTicket, channels, closings, numbering, transcripts
from soak.ledger import Act, Ledger, Outcome, Written
from soak.windows import BUSY, Window, Windows

GUILD, MEMBER, XP = 1, 7, 20
DONE, REFUSED, UNKNOWN = Outcome.DONE, Outcome.REFUSED, Outcome.UNKNOWN


def act(value: object, sent: float, outcome: Outcome = DONE, *, key: str = "key", odd: bool = False) -> Act:
    return Act("kind", GUILD, key, value, sent, sent + 1, outcome, odd=odd)


@pytest.mark.parametrize(
    ("stored", "is_right"), [("second", True), ("first", False), ("unheard", True), (None, False), ("refused", False)]
)
def test_what_is_stored_is_the_last_acknowledged_write_or_one_of_unknown_fate(
    stored: str | None, is_right: bool
) -> None:
    acts = [act("first", 1), act("unheard", 3, UNKNOWN), act("second", 5), act("refused", 7, REFUSED)]
    violations = last_writes("kind", acts, {} if stored is None else {(GUILD, "key"): stored}, None)
    assert (violations == []) is is_right


def test_of_two_writes_at_the_same_time_either_may_be_the_last() -> None:
    acts = [act("one", 1.0), act("other", 1.5)]
    assert last_writes("kind", acts, {(GUILD, "key"): "one"}, None) == []
    assert last_writes("kind", [*acts, act("later", 9)], {(GUILD, "key"): "one"}, None) != []
    assert last_writes("kind", [act(ANYTHING, 1, UNKNOWN)], {(GUILD, "key"): "whatever"}, None) == []


@pytest.mark.parametrize(
    ("outcome", "count", "is_right"),
    [(DONE, 1, True), (DONE, 0, False), (DONE, 2, False), (UNKNOWN, 0, True), (UNKNOWN, 2, False), (REFUSED, 1, False)],
)
def test_what_was_acknowledged_is_there_once(outcome: Outcome, count: int, is_right: bool) -> None:
    assert (each_once("kind", [act(None, 1, outcome)], Counter({(GUILD, "key"): count})) == []) is is_right


def test_what_nobody_asked_for_is_not_there() -> None:
    assert each_once("kind", [], Counter({(GUILD, "key"): 1})) != []


def test_numbers_have_no_gap_come_once_and_are_those_that_were_told() -> None:
    assert without_gaps({GUILD: [2, 1, 3]}) == []
    assert without_gaps({GUILD: [1, 3]}) != []
    assert without_gaps({GUILD: [1, 2, 2]}) != []
    assert as_numbered([act(4, 1)], {(GUILD, "key"): 4}) == []
    assert as_numbered([act(4, 1)], {(GUILD, "key"): 5}) != []


@pytest.mark.parametrize(("xp", "is_right"), [(60, True), (80, True), (40, False), (100, False), (70, False)])
def test_experience_is_between_what_arrived_and_what_was_written(xp: int, is_right: bool) -> None:
    ledger = Ledger()
    for sent in (10.0, 11.0, 20.0, 30.0):
        ledger.wrote(Written(GUILD, MEMBER, sent))
    ledger.heard(GUILD, 12.0, 12.5)
    assert [message.heard for message in ledger.messages] == [12.5, 12.5, math.inf, math.inf]
    windows = Windows([Window("killed", 19.0, ended=21.0), Window("elsewhere", 9.0, frozenset({2}), ended=40.0)])
    assert (experience(ledger.messages, windows, {(GUILD, MEMBER): xp}, xp=XP, end=31.0) == []) is is_right


def test_a_message_that_was_heard_right_before_a_process_is_asked_to_end_is_due() -> None:
    messages = [Written(GUILD, MEMBER, 10.0, heard=10.4)]
    ended, killed = Window("ended", 10.5), Window("killed", 10.5, settle=0.5)
    assert experience(messages, Windows([ended]), {}, xp=XP, end=11) != []
    assert experience(messages, Windows([killed]), {}, xp=XP, end=11) == []


@pytest.mark.parametrize(("sent", "is_excused"), [(9.5, True), (15.0, True), (30.0, False)])
def test_a_command_may_go_unanswered_only_while_something_is_broken(sent: float, is_excused: bool) -> None:
    windows = Windows([Window("broken", 10.0, ended=20.0), Window("Redis", 25.0, excuses=False)])
    assert (unanswered([act(None, sent, UNKNOWN, odd=True)], windows) == []) is is_excused


@pytest.mark.parametrize(
    ("told", "outcome", "odd"),
    [
        ("It is now 5.", DONE, False),
        ("You may not.", REFUSED, False),
        ("The database does not answer just now.", UNKNOWN, True),
        ("The database does not answer just now. Nothing was done.", REFUSED, True),
        (None, UNKNOWN, True),
    ],
)
def test_an_answer_is_taken_by_its_word(told: str | None, outcome: Outcome, odd: bool) -> None:
    asked = act(None, 1, UNKNOWN)
    judge(asked, told, Expected(["is now"], ["may not"]))
    assert (asked.outcome, asked.odd) == (outcome, odd)


def test_an_error_in_the_log_is_explained_by_what_was_broken_then() -> None:
    def line(level: str, at: float) -> str:
        return json.dumps({"time": datetime.fromtimestamp(at, UTC).isoformat(), "level": level, "message": "so"})

    windows = Windows([Window("broken", 100.0, ended=110.0)])
    assert unexplained("one", [line("INFO", 50), line("ERROR", 105), ""], windows) == []
    assert unexplained("one", [line("ERROR", 50)], windows) != []
    assert unexplained("one", [line("CRITICAL", 105)], windows) != []
    assert unexplained("one", ["Traceback (most recent call last):"], windows) != []


def test_messages_that_count_for_nothing_are_explained_too() -> None:
    line = json.dumps({"time": datetime.fromtimestamp(105, UTC).isoformat(), "level": "WARNING", "message": UNSAVED})
    windows = Windows([Window("Postgres restarted", 100.0, ended=104.0)])
    assert note_unsaved("one", [line], windows) == []
    assert windows.may_lose(GUILD, 120.0, 121.0)
    assert note_unsaved("one", [line], Windows()) != []


def test_growth_is_told_from_noise_and_from_too_short_a_life() -> None:
    steady = [Sample(1000 + number % 3, 2) for number in range(LEAST_SAMPLES)]
    growing = [Sample(1000 + number, 2) for number in range(LEAST_SAMPLES)]
    assert grown({"steady": steady, "young": growing[:50]}, spared="steady") == []
    assert grown({"growing": growing}, spared=None) != []
    assert grown({"steady": steady, "young": growing[:50]}, spared="young") != []
    warming = [Sample(1100 + number, 4) for number in range(WARM_UP_SAMPLES)]
    more = [*warming, *([Sample(1200, 2)] * LEAST_SAMPLES)]
    assert grown({"took over": [*steady, *more], "late": [*steady, *more[:9]]}, spared="late") == []
    assert "NOT JUDGED" in memory_line({"young": growing[:50]})
    assert "NOT JUDGED" not in memory_line({"steady": steady, "young": growing[:50]})


def test_a_shard_has_one_holder_whose_sessions_begin_in_turn() -> None:
    assert wrongly_held({0: [0], 1: [1]}, 2) == []
    assert len(wrongly_held({0: [0, 1]}, 2)) == 2
    sessions = [IdentifyRecord(0, 0, 1.0, early=0.0), IdentifyRecord(0, 0, 2.0, early=4.0)]
    assert len(too_early(sessions, Windows([Window("killed", 0.0)]), epoch=100.0)) == 1
    assert too_early(sessions, Windows([Window(BUSY, 99.0, ended=101.0)]), epoch=100.0) == []


def test_a_shard_is_served_all_along_and_twice_only_after_its_holder_stood_still() -> None:
    windows = Windows([Window("killed", 100.0, ended=110.0), Window("stopped", 200.0, twice=True, ended=230.0)])
    assert unserved([Gap(0, 101.0, 109.0), Gap(1, 112.0, 112.4)], windows) == []
    assert unserved([Gap(0, 50.0, 50.2)], windows) != []
    twice = [DoubleSession(0, datetime.fromtimestamp(at, UTC)) for at in (105.0, 220.0)]
    assert len(served_twice(twice, windows)) == 1


def test_a_task_or_a_connection_more_than_before_is_left_over() -> None:
    before = usual([Rest(20, 2, 25), Rest(18, 2, 25), Rest(18, 3, 28)])
    assert before == Rest(18, 2, 25)
    assert left_over(before, {"one": Rest(18, 2, 40)}) == []
    for has in (Rest(19, 2, 25), Rest(18, 3, 25), Rest(18, 2, 25 + KEPT_FILES + 1), None):
        assert left_over(before, {"one": has}) != []


def ticket(number: int, state: str, channel: int | None, reason: str | None = None) -> StoredTicket:
    return StoredTicket(GUILD, number, f"subject-{number}", state, channel, reason)


def test_each_ticket_has_a_channel_and_is_as_it_was_said_to_be() -> None:
    stored = [ticket(1, "open", 11), ticket(2, "closed", 12, "end")]
    assert channels(stored, [11, 12]) == []
    assert channels(stored, [11]) != []
    assert channels(stored, [11, 12, 13]) != []
    assert channels([ticket(1, "opening", None)], []) != []
    closing = Act("closing", GUILD, 12, "end", 1, 2, DONE)
    assert closings(stored, [closing]) == []
    assert closings(stored, []) != []
    assert closings([ticket(2, "open", 12)], [closing]) != []
    assert numbering({GUILD: [1, 3]}, {GUILD: [2]}) == []
    assert numbering({GUILD: [1, 3]}, {}) != []


def test_a_closed_tickets_transcript_is_kept_once_and_whole() -> None:
    stored = [ticket(1, "open", 11), ticket(2, "closed", 12, "end")]
    assert transcripts(stored, {(GUILD, 2): ["so: hello, bye"]}, {12: ["hello", "bye"]}) == []
    assert transcripts(stored, {(GUILD, 2): ["so: hello"]}, {12: ["hello", "bye"]}) != []
    assert transcripts(stored, {(GUILD, 2): ["so", "so"]}, {}) != []
    assert transcripts(stored, {(GUILD, 1): ["so"], (GUILD, 2): ["so"]}, {}) != []
    assert transcripts(stored, {}, {}) != []


def test_the_starboard_shows_each_message_with_enough_stars_once() -> None:
    stars = {(GUILD, 1): 2, (GUILD, 2): 1}
    assert starboard(stars, {(GUILD, 1): [2]}, threshold=2) == []
    for shown in ({}, {(GUILD, 1): [3]}, {(GUILD, 1): [2, 2]}, {(GUILD, 1): [2], (GUILD, 2): [1]}):
        assert starboard(stars, shown, threshold=2) != []
    assert starboard({}, {(GUILD, 9): [2]}, threshold=2) != []
