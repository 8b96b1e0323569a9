import pytest
from hypothesis import given
from hypothesis import strategies as st

from astromorty.errors import InvalidInput
from astromorty.services.snippets.content import Occasion, cut, fill_in, parse_content

HERE = Occasion(user="<@1>", server="Garden", channel="<#2>", args="one  two")


def test_each_placeholder_stands_for_its_value() -> None:
    assert fill_in("{user} {server} {channel} {args} {1}{2}{3}{9}", HERE) == "<@1> Garden <#2> one  two onetwo"


@pytest.mark.parametrize("text", ["{0}", "{10}", "{USER}", "{ user }", "{user.id}", "{}", "{{", "}", "%(user)s", "\\1"])
def test_nothing_else_is_evaluated(text: str) -> None:
    assert fill_in(text, HERE) == text


@given(st.text(alphabet="{}user1args \\", max_size=40), st.text(alphabet="{}user1args \\", max_size=40))
def test_what_a_placeholder_stands_for_is_not_looked_at_again(before: str, args: str) -> None:
    marked = Occasion(user="U", server="S", channel="C", args=args)
    # With arguments that hold no placeholders, and these put in their place afterwards, the result is the same.
    inert = Occasion(user="U", server="S", channel="C", args="\x01")
    content = before.replace("{1}", "")
    assert fill_in(content, marked) == fill_in(content, inert).replace("\x01", args)


@given(st.text(alphabet="`x\n", max_size=30), st.integers(1900, 2100))
def test_a_text_always_fits_a_message_and_leaves_no_code_block_open(start: str, length: int) -> None:
    for text in (start + "x" * length, start + "`" * length, start + "```x" * (length // 4)):
        sent = cut(text)
        assert len(sent) <= 2000
        if len(text) > 2000:
            assert sent.count("```") % 2 == 0
            assert text.startswith(sent.removesuffix("\n```").removesuffix("…"))


def test_a_text_that_fits_is_left_alone() -> None:
    assert cut("```" + "🎉" * 1997) == "```" + "🎉" * 1997


@pytest.mark.parametrize("text", ["", " \n\t", "x" * 2001])
def test_what_cannot_be_sent_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput):
        parse_content(text)


def test_white_space_around_a_text_goes_and_within_it_stays() -> None:
    assert parse_content("  a\n\n  b \n") == "a\n\n  b"
