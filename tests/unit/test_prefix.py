import string
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from astromorty.prefix import DEFAULT_PREFIX, InvalidPrefix, validate_prefix

VISIBLE = string.ascii_letters + string.digits + "!?$%&*+-.,:;=~^|äßé漢字🦊"
plain = st.text(alphabet=VISIBLE, max_size=10)
white_space = st.sampled_from([chr(code) for code in range(0x3001) if chr(code).isspace()])
unseen = st.one_of(
    st.characters(categories=["Cc", "Cf", "Co", "Cn", "Cs"]).filter(lambda character: not character.isspace()),
    st.sampled_from("\u115f\u1160\u3164\uffa0\u2800\u034f"),
)


def insert(text: str, character: str, position: int) -> str:
    at = position % (len(text) + 1)
    return text[:at] + character + text[at:]


@given(plain.filter(bool))
def test_one_to_ten_visible_characters_are_a_prefix(text: str):
    assert validate_prefix(text) == unicodedata.normalize("NFC", text)


@given(st.text(max_size=14))
def test_an_accepted_prefix_obeys_every_rule(text: str):
    try:
        prefix = validate_prefix(text)
    except InvalidPrefix:
        return
    assert 1 <= len(prefix) <= 10
    assert unicodedata.is_normalized("NFC", prefix)
    assert not any(character.isspace() or unicodedata.category(character) in {"Cc", "Cf"} for character in prefix)
    assert "`" not in prefix
    assert prefix[0] not in "/@<"
    assert validate_prefix(prefix) == prefix


@given(st.text(alphabet=VISIBLE, min_size=11, max_size=40))
def test_more_than_ten_characters_are_refused_with_their_number(text: str):
    with pytest.raises(InvalidPrefix, match=f"at most 10 characters and this one has {len(text)}"):
        validate_prefix(text)


@given(st.text(alphabet=VISIBLE, max_size=9), white_space, st.integers(0, 9))
def test_white_space_is_refused_anywhere(text: str, space: str, position: int):
    with pytest.raises(InvalidPrefix, match="white space"):
        validate_prefix(insert(text, space, position))


@given(st.text(alphabet=VISIBLE, max_size=9), st.integers(0, 9))
def test_a_back_tick_is_refused_anywhere(text: str, position: int):
    with pytest.raises(InvalidPrefix, match="back-tick"):
        validate_prefix(insert(text, "`", position))


@given(st.text(alphabet=VISIBLE, max_size=9), unseen, st.integers(0, 9))
def test_control_and_invisible_characters_are_refused_anywhere(text: str, character: str, position: int):
    with pytest.raises(InvalidPrefix, match="control or invisible"):
        validate_prefix(insert(text, character, position))


@given(st.sampled_from("/@<"), st.text(alphabet=VISIBLE, max_size=9))
def test_discords_own_beginnings_are_refused(start: str, rest: str):
    with pytest.raises(InvalidPrefix, match="must not start with"):
        validate_prefix(start + rest)


def test_an_empty_prefix_is_refused():
    with pytest.raises(InvalidPrefix, match="at least one character"):
        validate_prefix("")


def test_length_counts_after_normalisation():
    assert validate_prefix("e\u0301" * 10) == "é" * 10


def test_an_emoji_with_its_variation_selector_is_a_prefix_but_the_selector_alone_is_not():
    assert validate_prefix("⚙\ufe0f") == "⚙\ufe0f"
    with pytest.raises(InvalidPrefix, match="invisible"):
        validate_prefix("\ufe0f")


def test_the_built_in_prefix_obeys_its_own_rule():
    assert validate_prefix(DEFAULT_PREFIX) == "$"
