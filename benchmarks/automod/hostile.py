"""Messages that somebody writes who wants to evade rules, or to make looking at them slow."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import cycle, islice
from random import Random
from typing import Final

WORDS: Final = ("badword", "rotten", "scam", "nitro", "giveaway", "hello", "everybody", "discord.gg/abcdef", "fr33")
LOOKALIKES: Final = {
    "a": "аɑａ𝒂",
    "b": "ЬᏏｂ",
    "c": "сϲｃ",
    "d": "ԁⅾｄ",
    "e": "еҽｅ",
    "i": "іıｉ",
    "o": "оοσｏ",
    "r": "гｒ",
    "s": "ѕｓ",
}
INVISIBLE: Final = "\u200b\u200c\u200d\u2060\ufeff\u00ad\u034f"
MARKUP: Final = ("||", "**", "__", "~~", "`", "*", "_", "\\", "> ")
LONGEST: Final = 4000


def words(random: Random, length: int) -> str:
    """Write plain words."""
    return " ".join(random.choice(WORDS) for _ in range(length // 4))[:length]


def homoglyphs(random: Random, length: int) -> str:
    """Write words in letters of other alphabets."""
    return "".join(random.choice(LOOKALIKES.get(sign, sign)) for sign in words(random, length))


def invisible(random: Random, length: int) -> str:
    """Put what has no picture between all letters."""
    return "".join(sign + random.choice(INVISIBLE) for sign in words(random, length))[:length]


def accents(random: Random, length: int) -> str:
    """Heap marks on one letter: putting them into their order is what Unicode's normal forms spend their time on."""
    return "a" + "".join(chr(random.randrange(0x300, 0x36F)) for _ in range(length - 1))


def markup(random: Random, length: int) -> str:
    """Nest bold, spoilers and code that are never closed."""
    return "".join(random.choice(MARKUP) + random.choice("bad") for _ in range(length))[:length]


def any_signs(random: Random, length: int) -> str:
    """Write characters of all of Unicode."""
    return "".join(
        chr(random.choice((random.randrange(32, 0xD800), random.randrange(0xE000, 0x1FFFF)))) for _ in range(length)
    )


def growing(random: Random, length: int) -> str:
    """Write one character that stands for eighteen."""
    return "\ufdfa" * (length - 1) + random.choice("ab")


def exploding(random: Random, length: int) -> str:
    """Write what makes an engine that goes back try every way to split it."""
    part = random.choice(("a", "ab", "aA", "0", " \t", "a.", "-_"))
    return "".join(islice(cycle(part), length - 1)) + "!"


def almost(random: Random, length: int) -> str:
    """Begin links, invitations and emoji again and again, and end none."""
    part = random.choice(
        ("https://", "http://a@", "discord.gg/ ", "discordapp.com/invite", "<a:aa:12345678901", "<:", "@")
    )
    return "".join(islice(cycle(part), length))


HOSTILE: Final[Mapping[str, Callable[[Random, int], str]]] = {
    "plain words": words,
    "letters of other alphabets": homoglyphs,
    "invisible characters": invisible,
    "heaped accents": accents,
    "nested markup": markup,
    "any character of Unicode": any_signs,
    "characters that stand for eighteen": growing,
    "strings that explode backtracking engines": exploding,
    "links, invitations and emoji that never end": almost,
}
