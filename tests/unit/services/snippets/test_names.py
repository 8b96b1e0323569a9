import pytest
from hypothesis import given
from hypothesis import strategies as st

from astromorty.errors import InvalidInput
from astromorty.services.snippets.names import contains, parse_name


@pytest.mark.parametrize(("typed", "name"), [("Rules", "rules"), (" a-1 ", "a-1"), ("X" * 32, "x" * 32)])
def test_a_name_is_stored_in_small_letters(typed: str, name: str) -> None:
    assert parse_name(typed) == name


@pytest.mark.parametrize("typed", ["", " ", "a b", "a_b", "ä", "a.b", "x" * 33, "a\nb", "ａ", "a\u200bb", "@everyone"])
def test_what_is_no_name_is_refused_with_an_example(typed: str) -> None:
    with pytest.raises(InvalidInput, match="such as `read-the-rules`"):
        parse_name(typed)


@given(st.sets(st.from_regex(r"[a-z0-9-]{1,4}", fullmatch=True)), st.text(max_size=4))
def test_the_names_contain_what_they_contain(names: set[str], name: str) -> None:
    assert contains(sorted(names), name) == (name in names)
