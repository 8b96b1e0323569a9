"""The rank card: whatever members call themselves, it can be drawn, and nothing of it runs out of its place."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from astromorty.ui.rank_card import RankCard, text_of
from astromorty.ui.rank_card.picture import HEIGHT, WIDTH, draw
from astromorty.ui.rank_card.writing import drawable, line_picture

CARD = RankCard("Ada", "ada.l", level=3, rank=2, gained=50, needed=295, total=525)
INVISIBLE = ["", "   ", "\u3164", "\u200b\u200e\u202e", "\u0b95\u0bae\u0bbf", "\U000f0000"]


def pixels(card: RankCard, avatar: bytes | None = None) -> bytes:
    with Image.open(io.BytesIO(draw(card, avatar))) as picture:
        assert (picture.format, picture.size) == ("PNG", (WIDTH, HEIGHT))
        return picture.tobytes()


def square(colour: str) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (256, 256), colour).save(file, "PNG")
    return file.getvalue()


def test_the_same_card_is_the_same_picture():
    assert draw(CARD, None) == draw(CARD, None)


@pytest.mark.parametrize(
    "changed", [{"name": "Bob"}, {"level": 4}, {"rank": None}, {"gained": 60}, {"total": 9}, {"accent": 0x3BA55D}]
)
def test_everything_that_is_said_can_be_seen(changed: dict[str, object]):
    assert pixels(replace(CARD, **changed)) != pixels(CARD)  # pyright: ignore[reportArgumentType]  # any field


@pytest.mark.parametrize("name", INVISIBLE)
def test_the_username_stands_in_for_a_name_that_cannot_be_seen(name: str):
    assert pixels(replace(CARD, name=name)) == pixels(replace(CARD, name=CARD.username))


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("𝓐𝓭𝓪", "Ada"),
        ("Ⓐⓓⓐ", "Ada"),
        ("  Ada \n Lovelace ", "Ada Lovelace"),
        ("Ada\u202e\u2067adA", "AdaadA"),
        ("A\u0301\u0302\u0303\u0304\u0305\u0306", "Á\u0302\u0303\u0304"),
        ("Ada \u0b95", "Ada"),
        ("👨\u200d👩\u200d👧 ❤\ufe0f", "👨\u200d👩\u200d👧 ❤\ufe0f"),
    ],
)
def test_what_is_left_of_a_name(name: str, plain: str):
    assert drawable(name) == plain


def test_a_right_to_left_name_is_laid_out_from_the_right():
    picture = line_picture("محمد 🔥", "#ffffff", 600, 58)
    assert picture is not None
    left = picture.crop((0, 0, picture.width // 4, picture.height))
    red, _, blue, _ = left.convert("RGBa").reduce(left.size).getpixel((0, 0))  # type: ignore[misc]
    assert red > 2 * blue, "the flame, which was typed last, stands on the left"


@pytest.mark.parametrize("name", ["W" * 32, "漢" * 32, "﷽" * 32, "🏳️‍🌈" * 10, "g\u0323\u0324\u0325" * 32, "ﷺ"])
def test_no_name_leaves_its_place(name: str):
    picture = line_picture(drawable(name), "#ffffff", 608, 58)
    assert picture is not None
    assert picture.width <= 608
    assert picture.height <= 58


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=40))
def test_any_name_can_be_drawn(name: str):
    text = drawable(name)
    assert drawable(text) == text
    line_picture(text, "#ffffff", 608, 58)


@pytest.mark.parametrize("avatar", [b"", b"GIF89a", b"\x89PNG\r\n\x1a\n" + b"\0" * 50, square("red")[:200]])
def test_a_broken_avatar_is_an_initial(avatar: bytes):
    assert pixels(CARD, avatar) == pixels(CARD)


def test_an_enormous_avatar_is_an_initial():
    file = io.BytesIO()
    Image.new("1", (20_000, 20_000)).save(file, "PNG")
    assert pixels(CARD, file.getvalue()) == pixels(CARD)


def test_the_avatar_is_shown():
    with Image.open(io.BytesIO(draw(CARD, square("#ff0000")))) as picture:
        assert picture.getpixel((126, 130)) == (255, 0, 0, 255)


def test_the_text_says_the_same():
    assert text_of(CARD) == (
        "**Ada** · Level **3** · Rank **#2**\n`███░░░░░░░░░░░░░░░░░` 50 / 295 XP\n-# 525 XP in all"
    )
    assert text_of(replace(CARD, name="*a*")).startswith("**\\*a\\***")
