"""Small pictures without an imaging library: a mirrored pattern in one colour, like a forge's default avatars."""

import colorsys
import hashlib
import struct
import zlib
from functools import lru_cache

CELLS = 8
SIGNATURE = b"\x89PNG\r\n\x1a\n"
_PALETTE_IMAGE = 3
Colour = tuple[int, int, int]


@lru_cache(maxsize=256)
def draw_picture(seed: str, size: int, colour: Colour | None = None) -> bytes:
    """Draw a square PNG of `size` pixels whose pattern depends on the seed alone, as does the colour unless given."""
    digest = hashlib.sha256(seed.encode()).digest()
    background = colour or _colour_of(digest)
    foreground = tuple(channel + (255 - channel) * 3 // 4 for channel in background)
    row_bits = [_mirrored(digest[row]) for row in range(CELLS)]
    lines = [
        b"\0" + bytes(row_bits[y * CELLS // size][x * CELLS // size] for x in range(size))
        for y in _rows_drawn_once(size)
    ]
    heights = _row_heights(size)
    raw = b"".join(line * height for line, height in zip(lines, heights, strict=True))
    header = struct.pack(">IIBBBBB", size, size, 8, _PALETTE_IMAGE, 0, 0, 0)
    palette = bytes((*background, *foreground))
    parts = ((b"IHDR", header), (b"PLTE", palette), (b"IDAT", zlib.compress(raw, 6)), (b"IEND", b""))
    return SIGNATURE + b"".join(_chunk(name, data) for name, data in parts)


def _colour_of(digest: bytes) -> Colour:
    red, green, blue = colorsys.hsv_to_rgb(digest[-1] / 256, 0.6, 0.7)
    return int(red * 255), int(green * 255), int(blue * 255)


def _mirrored(bits: int) -> list[int]:
    half = [bits >> position & 1 for position in range(CELLS // 2)]
    return half + half[::-1]


def _rows_drawn_once(size: int) -> list[int]:
    """Return one pixel row for each row of cells: all within it look the same."""
    return sorted({row * CELLS // size: row for row in range(size)}.values())


def _row_heights(size: int) -> list[int]:
    rows = [row * CELLS // size for row in range(size)]
    return [rows.count(cell) for cell in dict.fromkeys(rows)]


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
