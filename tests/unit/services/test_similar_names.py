import pytest

from astromorty.services.similar_names import matching_names, similar_names

NAMES = ("hello", "help-me", "rules", "say-hello", "the-rules", "welcome")


@pytest.mark.parametrize(
    ("typed", "found"),
    [("", list(NAMES)), ("HE", ["hello", "help-me", "say-hello", "the-rules"]), ("rules", ["rules", "the-rules"])],
)
def test_names_that_begin_so_come_before_those_that_contain_it(typed: str, found: list[str]) -> None:
    assert matching_names(NAMES, typed, 25) == found


def test_no_more_names_are_offered_than_asked_for() -> None:
    assert matching_names(NAMES, "", 2) == ["hello", "help-me"]
    assert matching_names(NAMES, "e", 3) == ["hello", "help-me", "rules"]


def test_a_misspelt_name_is_recognised() -> None:
    assert similar_names(NAMES, "welcmoe") == ["welcome"]
    assert similar_names(NAMES, "HELO") == ["hello", "say-hello"]
    assert similar_names(NAMES, "something else") == []
