"""A rank card as a PNG. Nothing here waits for anything; it belongs into a thread."""

from __future__ import annotations

import io
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from PIL import Image, ImageDraw, ImageFont

from astromorty.ui.rank_card.card import RankCard
from astromorty.ui.rank_card.fonts import FONT
from astromorty.ui.rank_card.writing import drawable, line_picture

# Discord shows it half as wide, so that it is sharp on dense screens too.
WIDTH, HEIGHT = 900, 260
_RADIUS: Final = 28
_TOP, _BOTTOM = (0x2B, 0x2D, 0x38), (0x1C, 0x1D, 0x25)
_WHITE, _GREY, _TROUGH = "#ffffff", "#a9adbb", "#3b3e4b"
_AVATAR: Final = (36, 40, 180)  # left, top, size
_RING: Final = 5
_LEFT, _RIGHT = 252, WIDTH - 40
_NAME_HEIGHT: Final = 58
_BAR: Final = (_LEFT, 196, _RIGHT, 226)
# Shapes are drawn this much larger and then reduced: Pillow's own edges are not smooth.
_FINER: Final = 4
# Discord's avatars are 256 pixels wide as we ask for them.
_MOST_AVATAR_PIXELS: Final = 1024


def draw(card: RankCard, avatar: bytes | None) -> bytes:
    """Return the card as a PNG; an initial stands in for an avatar that is missing or no picture."""
    canvas = _background().copy()
    accent = _readable(card.accent)
    shown, name = next(_names(card), ("", None))
    _draw_avatar(canvas, shown, avatar, accent)
    _draw_standing(canvas, card, accent)
    if name is not None:
        canvas.alpha_composite(name, (_LEFT, 94 + (_NAME_HEIGHT - name.height) // 2))
    _draw_progress(canvas, card, accent)
    out = io.BytesIO()
    # Higher levels take twice as long, and make what is mostly a photograph hardly smaller.
    canvas.save(out, "PNG", compress_level=1)
    return out.getvalue()


def _names(card: RankCard) -> Iterator[tuple[str, Image.Image]]:
    """Yield the member's names that can be seen, the preferred one first, each with its picture."""
    for text in map(drawable, (card.name, card.username)):
        picture = line_picture(text, _WHITE, _RIGHT - _LEFT, _NAME_HEIGHT)
        if picture is not None:
            yield text, picture


def _draw_avatar(canvas: Image.Image, name: str, avatar: bytes | None, accent: tuple[int, int, int]) -> None:
    left, top, size = _AVATAR
    outer = size + 2 * _RING
    canvas.paste(accent, (left - _RING, top - _RING), _disc(outer))
    face = _opened(avatar, size) if avatar is not None else None
    if face is None:
        face = Image.new("RGBA", (size, size), tuple(part // 3 for part in accent))
        initial = next((letter.upper() for letter in name if letter.isalnum()), "?")
        letter = line_picture(initial, _WHITE, size // 2, size * 2 // 3)
        if letter is not None:
            face.alpha_composite(letter, ((size - letter.width) // 2, (size - letter.height) // 2))
    canvas.paste(face, (left, top), _disc(size))


def _opened(avatar: bytes, size: int) -> Image.Image | None:
    """Return an avatar as a square; None if it is no picture, or a suspiciously large one."""
    try:
        with Image.open(io.BytesIO(avatar), formats=("PNG", "JPEG", "WEBP", "GIF")) as opened:
            if max(opened.size) > _MOST_AVATAR_PIXELS:
                return None
            face = _resized(opened.convert("RGBA"), size, size)
    except (Image.DecompressionBombError, OSError, SyntaxError, ValueError):  # what Pillow raises for broken files
        return None
    ground = Image.new("RGBA", face.size, _BOTTOM)
    ground.alpha_composite(face)
    return ground


def _draw_standing(canvas: Image.Image, card: RankCard, accent: tuple[int, int, int]) -> None:
    """Write level and rank to the left and all experience to the right of one line."""
    pen = ImageDraw.Draw(canvas)
    baseline, x = 82, float(_LEFT)
    standing = (("LEVEL ", 24, _GREY), (f"{card.level:,}", 44, accent), ("RANK ", 24, _GREY), (card.place, 44, _WHITE))
    for text, size, colour in standing:
        pen.text((x, baseline), text, font=_font(size), fill=colour, anchor="ls")
        x += pen.textlength(text, font=_font(size)) + (0 if size == 24 else 28)
    pen.text((_RIGHT, baseline), f"{card.total:,} XP", font=_font(24), fill=_GREY, anchor="rs")


def _draw_progress(canvas: Image.Image, card: RankCard, accent: tuple[int, int, int]) -> None:
    pen = ImageDraw.Draw(canvas)
    numbers = f"{card.gained:,} / {card.needed:,} XP"
    pen.text((_RIGHT, 182), numbers, font=_font(24), fill=_WHITE, anchor="rs")
    pen.text((_LEFT, 182), f"@{drawable(card.username)}", font=_font(24), fill=_GREY, anchor="ls")
    left, top, right, bottom = _BAR
    size = (right - left, bottom - top)
    canvas.paste(_TROUGH, (left, top), _pill(size, size[0]))
    if card.gained > 0:
        # Never narrower than its rounded ends.
        canvas.paste(accent, (left, top), _pill(size, max(round(size[0] * card.progress), size[1])))


def _pill(size: tuple[int, int], filled: int) -> Image.Image:
    mask = Image.new("L", (size[0] * _FINER, size[1] * _FINER))
    box = (0, 0, filled * _FINER - 1, size[1] * _FINER - 1)
    ImageDraw.Draw(mask).rounded_rectangle(box, radius=size[1] * _FINER // 2, fill=255)
    return mask.reduce(_FINER)


@lru_cache
def _disc(size: int) -> Image.Image:
    mask = Image.new("L", (size * _FINER, size * _FINER))
    ImageDraw.Draw(mask).ellipse((0, 0, size * _FINER - 1, size * _FINER - 1), fill=255)
    return mask.reduce(_FINER)


@lru_cache
def _background() -> Image.Image:
    """Return the empty card: a gradient with rounded, transparent corners."""
    mask = Image.new("L", (WIDTH * _FINER, HEIGHT * _FINER))
    box = (0, 0, WIDTH * _FINER - 1, HEIGHT * _FINER - 1)
    ImageDraw.Draw(mask).rounded_rectangle(box, radius=_RADIUS * _FINER, fill=255)
    shade = _resized(Image.linear_gradient("L"), WIDTH, HEIGHT)
    card = Image.composite(
        Image.new("RGB", (WIDTH, HEIGHT), _BOTTOM), Image.new("RGB", (WIDTH, HEIGHT), _TOP), shade
    ).convert("RGBA")
    card.putalpha(mask.reduce(_FINER))
    return card


def _resized(picture: Image.Image, width: int, height: int) -> Image.Image:
    # Its annotation names numpy's arrays, and numpy is not there.
    return picture.resize((width, height), Image.Resampling.LANCZOS)  # pyright: ignore[reportUnknownMemberType]


@lru_cache
def _font(size: int) -> ImageFont.FreeTypeFont:
    # The basic layout is the same on every machine; it is for digits and plain letters only.
    return ImageFont.truetype(FONT, size, layout_engine=ImageFont.Layout.BASIC)


def _readable(accent: int) -> tuple[int, int, int]:
    """Return a colour, lightened as far as it takes to stand out from the dark ground."""
    red, green, blue = accent >> 16 & 0xFF, accent >> 8 & 0xFF, accent & 0xFF
    luma = (299 * red + 587 * green + 114 * blue) // 1000  # ITU-R BT.601
    lift = max(0, 130 - luma)
    return min(red + lift, 255), min(green + lift, 255), min(blue + lift, 255)
