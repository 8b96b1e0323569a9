"""The two matchers that are written in C: linear in the text, whatever is looked for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib import import_module
from typing import Any, Final

from astromorty.errors import InvalidInput
from astromorty.services.automod.normal import normal

# Of a compiled pattern; one that needs more is refused. https://github.com/google/re2/blob/main/re2/re2.h, max_mem
MOST_MEMORY: Final = 1 << 20

# Neither has stubs; what is used of them stands in this file alone.
_RE2: Final[Any] = import_module("re2")
_AHO_CORASICK: Final[Any] = import_module("ahocorasick")

Find = Callable[[str], str | None]


def pattern_finder(pattern: str) -> Find:
    """Return what finds the first match of an RE2 pattern, in any case; raise `InvalidInput` for one that is none."""
    options = _RE2.Options()
    options.max_mem = MOST_MEMORY
    options.log_errors = False
    options.case_sensitive = False
    # Nobody asks for groups; to find them RE2 would leave its automaton for what takes many times as long.
    options.never_capture = True
    try:
        compiled = _RE2.compile(pattern, options)
    except _RE2.error as error:
        raise InvalidInput(
            f"That pattern cannot be used ({_why(error)}). Patterns are RE2's: no look-around and no back-references, "
            r"such as `free\s+nitro`."
        ) from None
    if compiled.search("") is not None:
        raise InvalidInput("That pattern matches every message, also an empty one. Say more of what you look for.")

    def find(text: str) -> str | None:
        # In a string the package would find out at which of its characters a match begins and ends.
        match = compiled.search(text.encode(errors="replace"))
        return None if match is None else match.group().decode(errors="replace")

    return find


def _why(error: Exception) -> str:
    reason = error.args[0] if error.args else "unknown"
    text = reason.decode(errors="replace") if isinstance(reason, bytes) else str(reason)
    return text.replace("`", "'")[:100]


def word_finder(words: Sequence[str]) -> Find:
    """Return what finds the first of some words in a folded text.

    A `*` before or behind a word lets it be the end or the beginning of a longer one.
    """
    automaton = _AHO_CORASICK.Automaton()
    for word in words:
        opens, closes = word.startswith("*"), word.endswith("*")
        for looked_for in {folded_word(word), normal(word.strip("*")).lowered.strip()} - {""}:
            # The same letters may stand in the list in several ways: the widest holds.
            before = automaton.get(looked_for, (looked_for, False, False))
            automaton.add_word(looked_for, (looked_for, opens or before[1], closes or before[2]))
    automaton.make_automaton()

    def find(text: str) -> str | None:
        for end, (word, opens, closes) in automaton.iter(text):
            start = end - len(word) + 1
            begins = opens or start == 0 or not text[start - 1].isalnum()
            if begins and (closes or end + 1 == len(text) or not text[end + 1].isalnum()):
                return word
        return None

    return find


def folded_word(word: str) -> str:
    """Return a word of a list as a folded text has it, without its asterisks; nothing if there is nothing to find."""
    return normal(word.strip("*")).folded.strip()
