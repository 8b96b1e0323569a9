"""What rules find in texts, however they are written, and that hostile ones cost no more than others."""

import re
from time import thread_time
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from astromorty.database.models.automod import AutomodRule, AutomodRules, RuleKind
from astromorty.errors import InvalidInput
from astromorty.services.automod.compiled import ReadyRules
from astromorty.services.automod.limits import MOST_DELETIONS, Deletion, Limits
from astromorty.services.automod.looking import Facts
from astromorty.services.automod.looks import Looks
from astromorty.services.automod.normal import LONGEST_NORMAL, normal
from astromorty.services.automod.windows import MOST_EVENTS, Windows
from astromorty.services.automod.writing import parse_settings


def rule(kind: RuleKind, settings: str = "", name: str = "rule") -> AutomodRule:
    return AutomodRule.of(name=name, kind=kind, **parse_settings(kind, settings))


def found(kind: RuleKind, settings: str, *texts: str, **facts: Any) -> list[str | None]:
    """Return what a rule finds in each of some messages of a member, one second after the other."""
    rules = ReadyRules(AutomodRules(rules=(rule(kind, settings),)), Looks(Windows()))
    return [
        next((each.part for each in rules.broken_by(Facts(1, 2, text, now=float(now), **facts), ())), None)
        for now, text in enumerate(texts)
    ]


@pytest.mark.parametrize(
    "text",
    ["badword", "BADWORD!", "Ꮟаⅾw\u200bо||r||d", "b\u0301a\u0308d**wo**rd", "ｂａｄｗｏｒｄ", "𝒷𝒶𝒹word", "b4dw0rd"],
)
def test_a_word_is_found_however_it_is_written(text: str) -> None:
    assert found("words", "words=badword", f"you {text} you") == ["badword"]


def test_a_word_is_whole_unless_an_asterisk_says_otherwise() -> None:
    texts = ("badword", "badwords", "nobadword")
    assert found("words", "words=badword", *texts) == ["badword", None, None]
    assert found("words", "words=badword*", *texts) == ["badword", "badword", None]
    assert found("words", "words=*badword*", *texts) == ["badword"] * 3


@pytest.mark.parametrize(("word", "text"), [("нога", "НОГА"), ("НОГА", "нога"), ("σοφία", "ΣΟΦΙΑ"), ("bad", "ВАԀ")])
def test_a_word_of_any_alphabet_is_found_in_capitals(word: str, text: str) -> None:
    assert found("words", f"words={word}", text) != [None]


def test_links_are_allowed_or_denied_with_what_is_below_them() -> None:
    texts = ("https://a.example.org/x", "http://example.com", "see example.net")
    assert found("links", "allow=example.org", *texts) == [None, "example.com", None]
    assert found("links", "deny=example.org", *texts) == ["a.example.org", None, None]
    assert found("links", "deny=example.org", "https://notexample.org") == [None]


def test_what_is_repeated_counts_by_its_look_and_within_its_time() -> None:
    assert found("repeats", "times=3 seconds=10", "buy this", "BUY  this", "bυy this")[2] is not None
    assert found("repeats", "times=3 seconds=2", "a1", "b2", "a1", "c3", "a1") == [None] * 5
    assert found("flood", "messages=3 seconds=10", "a", "b", "c", is_new=False) == [None] * 3


def test_other_kinds() -> None:
    assert found("invites", "", "join dіscord.gg/AbC") == ["discord.gg/AbC"]
    assert found("mentions", "most=2", "hi", mentions=3) == ["3 mentions"]
    assert found("capitals", "", "HELLO EVERYBODY HERE", "Hello Everybody Here") == ["100 % capital letters", None]
    assert found("emoji", "most=1", "😀<:a_b:123456789012345678>", "😀") == ["2 emoji", None]
    assert found("attachments", "deny=.EXE", "", files=("a.exe",)) == ["a.exe"]


@pytest.mark.parametrize("pattern", ["(?=a)", r"(a)\1", "(", "a*", "((a{100}){100}){100}", "x" * 301])
def test_a_pattern_that_cannot_be_used_is_refused_in_a_sentence(pattern: str) -> None:
    with pytest.raises(InvalidInput, match="pattern"):
        rule("pattern", f"pattern={pattern}")


@pytest.mark.parametrize("settings", ["most", "most=0", "best=3", "action=ban", "timeout=1y", "escalate=1", "dryrun=x"])
def test_settings_that_make_no_sense_are_refused(settings: str) -> None:
    with pytest.raises(InvalidInput):
        rule("mentions", settings)


@given(st.text(max_size=4000))
def test_no_text_grows_beyond_its_bound_or_keeps_what_is_invisible(text: str) -> None:
    shown = normal(text).shown
    assert len(shown) <= LONGEST_NORMAL
    assert re.search("[\u200b-\u200f\u202a-\u202e\ufe0f|*~`]", shown) is None


@given(st.text(st.characters(max_codepoint=127), max_size=200))
def test_ascii_is_read_as_any_other_text(text: str) -> None:
    assert normal(f"{text}e") == normal(f"{text}é"), "which takes the way of all alphabets"


def test_windows_and_limits_are_bounded() -> None:
    windows = Windows(most_keys=3)
    assert [windows.add(key, 0.0, 10.0) for key in range(10)] == [1] * 10
    assert len(windows) == 3
    assert windows.add(9, 1.0, 10.0) == 2
    assert MOST_DELETIONS < MOST_EVENTS
    limits = Limits()
    told = [limits.deletion(1, float(number) / 10) for number in range(MOST_DELETIONS + 3)]
    assert told == [Deletion.ALLOWED] * MOST_DELETIONS + [Deletion.STOPPED] + [Deletion.REFUSED] * 2
    # Who never pauses is punished again, and a channel that is never quiet is cleaned again.
    assert [now for now in range(25) if limits.may_punish(1, 2, float(now))] == [0, 10, 20]
    busy = [limits.deletion(2, float(number)) for number in range(120)]
    assert busy.count(Deletion.ALLOWED) == 2 * MOST_DELETIONS
    assert busy.count(Deletion.STOPPED) == 2


HOSTILE_PATTERNS = ("(a+)+$", "(a|a)*b", "(.*a){12}", "^(([a-z])+.)+[A-Z]([a-z])+$", "(x+x+)+y")


@pytest.mark.parametrize(
    "part", ["a", "ab ", "a@", "https://", "http://a@", "discord.gg/ ", "||**", "<:a", "a\u0301", "\u200b"]
)
def test_the_work_is_linear_in_the_message(part: str) -> None:
    source = [rule("pattern", f"pattern={pattern}", f"p{number}") for number, pattern in enumerate(HOSTILE_PATTERNS)]
    source += [rule(kind, "", kind) for kind in ("invites", "links", "repeats", "emoji", "capitals")]
    source.append(rule("words", "words=*ab*,bad*,http", "words"))
    rules = ReadyRules(AutomodRules(rules=tuple(source)), Looks(Windows()))

    def least(length: int) -> float:
        """Return the least of some times that the processor takes for a text of a length."""
        text, times = (part * length)[: length - 1] + "!", list[float]()
        for _ in range(7):
            began = thread_time()
            rules.broken_by(Facts(1, 2, text), ())
            times.append(thread_time() - began)
        return min(times)

    least(4000)
    # Eight times the length would take 64 times as long if the work were quadratic.
    assert least(4000) <= 24 * least(500)


def test_a_message_that_breaks_one_rule_counts_for_the_others() -> None:
    source = (rule("words", "words=bad action=delete-timeout", "a"), rule("flood", "messages=3 seconds=10", "b"))
    rules = ReadyRules(AutomodRules(rules=source), Looks(Windows()))
    broken = [[each.ready.rule.name for each in rules.broken_by(Facts(1, 2, "bad", now=now), ())] for now in range(3)]
    assert broken == [["a"], ["a"], ["a", "b"]]


def test_a_rule_of_a_later_version_is_left_out_and_the_others_hold() -> None:
    later = AutomodRule("later", cast("RuleKind", "smells"), "{}")
    rules = ReadyRules(AutomodRules(rules=(later, rule("invites"))), Looks(Windows()))
    assert [ready.rule.kind for ready in rules.rules] == ["invites"]


def test_what_servers_have_alike_is_compiled_once_and_counted_by_server() -> None:
    looks = Looks(Windows())
    one, other = (ReadyRules(AutomodRules(rules=(rule("repeats", "times=2"),)), looks) for _ in range(2))
    assert one.rules[0].compiled is other.rules[0].compiled
    for guild_id, rules in ((1, one), (2, other)):
        assert not rules.broken_by(Facts(guild_id, 7, "hello"), ())
    assert one.broken_by(Facts(1, 7, "hello"), ())
