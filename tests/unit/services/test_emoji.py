"""What counts as one emoji, and where one can be shown."""

import pytest

from astromorty.errors import InvalidInput
from astromorty.services.emoji import parse_emoji, usable_emoji

OWN = "<a:dance:381963689470984203>"
FAMILY = "\U0001f468\U0001f3fb\u200d\u2764\ufe0f\u200d\U0001f48b\u200d\U0001f468\U0001f3ff"


@pytest.mark.parametrize(
    "emoji", ["🌹", "❤️", "1️⃣", "🇳🇿", FAMILY, "🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f"]
)
def test_one_emoji_is_taken_as_it_is(emoji: str) -> None:
    assert parse_emoji(f" {emoji} ") == emoji
    assert len(emoji) <= 80, "columns hold so much"


@pytest.mark.parametrize(
    "text", ["", "rose", "🌹🌹", "rose:1", "\u200d", "\u200d".join("🌹" * 7), "🏴" + "\U000e0067" * 90]
)
def test_none_and_more_than_one_are_refused(text: str) -> None:
    with pytest.raises(InvalidInput, match="That is no emoji"):
        parse_emoji(text)


def test_an_emoji_of_another_server_is_refused() -> None:
    assert usable_emoji(OWN, lambda _: "dance") == OWN
    with pytest.raises(InvalidInput, match="This server has no such emoji"):
        usable_emoji(OWN, lambda _: None)
