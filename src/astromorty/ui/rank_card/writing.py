"""Names as pictures, whatever script they are in.

The layout is resvg's: shaping, right to left, coloured emoji. Pillow's own needs a system library for the second. One
font has all the glyphs: resvg falls back to others only where these join no characters that the first keeps apart.
"""

from __future__ import annotations

import io
import unicodedata
from typing import Final
from xml.sax.saxutils import escape

import resvg_py
from PIL import Image

from astromorty.ui.rank_card.fonts import FAMILY, FONT, coverage

# A display name has at most 32 characters; each may carry marks.
_MOST_CHARACTERS: Final = 64
# More marks on one letter than any language needs are there to cover their surroundings.
_MOST_MARKS: Final = 3
_ZERO_WIDTH_JOINER: Final = "\u200d"
# They shape what stands beside them and need no glyph: joiners, choice of text or emoji, tags of regional flags.
_SHAPING: Final = frozenset(("\u200c", _ZERO_WIDTH_JOINER, "\ufe0e", "\ufe0f", *map(chr, range(0xE0020, 0xE0080))))
# Isolates the name, with the direction of its first letter.
_FIRST_STRONG_ISOLATE, _POP_ISOLATE = "\u2068", "\u2069"
_ELLIPSIS: Final = "…"

_EM: Final = 40
# Twice as long as the longest line of ideographs; a fourth of the size is enough to see where ink is.
_FIELD: Final = (32 * _EM * 2, 4 * _EM)
_BASELINE: Final = 2 * _EM
_LOOK: Final = 0.25
# What an ordinary line takes above and below its baseline; all names then stand on the same one.
_ASCENT, _DESCENT = int(0.95 * _EM), int(0.3 * _EM)
# What is smaller, beside an ordinary line, cannot be read in a chat any more.
_SMALLEST: Final = 0.55

Box = tuple[int, int, int, int]


def drawable(text: str) -> str:
    """Return what of `text` can be drawn in one line: no controls, direction marks, piled up accents, foreign signs."""
    kept: list[str] = []
    marks = 0
    for character in map(_plain, unicodedata.normalize("NFC", " ".join(text.split()))):
        if character in _SHAPING:
            kept.append(character)
        elif all(ord(part) in coverage() for part in character) and unicodedata.category(character[0])[0] != "C":
            marks = marks + 1 if unicodedata.category(character[0]) in ("Mn", "Me") else 0
            if marks <= _MOST_MARKS:
                kept.append(character)
    return "".join(kept)[:_MOST_CHARACTERS].strip()


def line_picture(text: str, colour: str, width: int, height: int) -> Image.Image | None:
    """Return a drawable text as a picture of at most that size in pixels; None if nothing of it can be seen.

    An ordinary line gets the whole height. A long one is smaller, and cut where it would become too small to read.
    """
    body = _body(text, colour)
    box = _ink(body)
    if box is None:
        return None
    scale = height / (_ASCENT + _DESCENT)
    longest = width / (scale * _SMALLEST)
    while box[2] - box[0] > longest and len(text) > 2:
        text = _shortened(text, int(len(text) * longest / (box[2] - box[0])) - 1)
        body = _body(text, colour)
        box = _ink(body) or box
    scale = min(width / (box[2] - box[0]), height / (box[3] - box[1]))
    drawn = _render(body, box, scale)
    left, _, right, _ = drawn.getchannel("A").getbbox() or (0, 0, *drawn.size)
    return drawn.crop((left, 0, right, drawn.height))


def _plain(character: str) -> str:
    """Return the letter behind one that is only dressed up, such as 𝓐 or Ⓐ."""
    if unicodedata.decomposition(character).startswith(("<font>", "<circle>")):
        return unicodedata.normalize("NFKC", character)
    return character


def _shortened(text: str, most: int) -> str:
    """Cut text to `most` characters, not between what is drawn as one."""
    while 0 < most < len(text) and (
        unicodedata.category(text[most])[0] == "M" or _ZERO_WIDTH_JOINER in text[most - 1 : most + 1]
    ):
        most -= 1
    return text[: max(most, 1)].rstrip() + _ELLIPSIS


def _body(text: str, colour: str) -> str:
    return (
        f'<text x="{_EM}" y="{_BASELINE}" font-family="{FAMILY}" font-size="{_EM}" fill="{colour}">'
        f"{escape(_FIRST_STRONG_ISOLATE + text + _POP_ISOLATE)}</text>"
    )


def _ink(body: str) -> Box | None:
    """Return where in the field there is something to see, and at least an ordinary line's height."""
    box = _render(body, (0, 0, *_FIELD), _LOOK).getchannel("A").getbbox()
    if box is None:
        return None
    margin = round(1 / _LOOK)
    left, top, right, bottom = (round(edge / _LOOK) for edge in box)
    top, bottom = min(top - margin, _BASELINE - _ASCENT), max(bottom + margin, _BASELINE + _DESCENT)
    return left - margin, top, right + margin, bottom


def _render(body: str, box: Box, scale: float) -> Image.Image:
    """Draw a part of the field; its cost goes with the number of pixels."""
    left, top, right, bottom = box
    width, height = max(int((right - left) * scale), 1), max(int((bottom - top) * scale), 1)
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
        f'viewBox="{left} {top} {right - left} {bottom - top}">{body}</svg>'
    )
    drawn = resvg_py.svg_to_bytes(svg_string=svg, skip_system_fonts=True, font_files=[str(FONT)])
    return Image.open(io.BytesIO(bytes(drawn))).convert("RGBA")
