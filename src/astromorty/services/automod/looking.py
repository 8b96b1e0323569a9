"""How a message is held against one rule: without I/O, and in time linear in the message."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final

from astromorty.services.automod.kinds import (
    Attachments,
    Capitals,
    Emoji,
    Flood,
    Invites,
    Links,
    Mentions,
    Parameters,
    Pattern,
    Repeats,
    WordList,
)
from astromorty.services.automod.normal import LONGEST_TEXT, Normal, normal
from astromorty.services.automod.patterns import pattern_finder, word_finder
from astromorty.services.automod.windows import Windows

# Every repetition is of characters that what follows cannot begin with, or bounded: there is nothing to go back to.
INVITE: Final = re.compile(
    r"(?:d[il1]sc[o0]rd\.gg|d[il1]sc[o0]rd(?:app)?\.c[o0]m/[il1]nv[il1]te|d[il1]sc[o0]rd\.me)[/\s]{1,5}([\w-]{2,100})",
    re.IGNORECASE,
)
_LINK: Final = re.compile(r"\bhttps?://(?:[^\s/@<>]{1,100}@)?([^\s/:?#<>()\[\]]{1,253})", re.IGNORECASE)
_CUSTOM_EMOJI: Final = re.compile(r"<a?:\w{2,32}:\d{15,20}>")
_EMOJI: Final = re.compile("[\u2600-\u27bf\U0001f1e6-\U0001f1ff\U0001f300-\U0001faff]")


@dataclass(slots=True)
class Facts:
    """What the rules look at in a message.

    Attributes:
        guild_id: The server.
        author_id: Who wrote it.
        content: Its text.
        mentions: How many different members and roles it mentions.
        files: The names of its files.
        now: Seconds of a clock that never goes back.
        is_new: Whether it was just sent, and not edited: only then it counts among others.
    """

    guild_id: int
    author_id: int
    content: str
    mentions: int = 0
    files: Sequence[str] = ()
    now: float = 0.0
    is_new: bool = True
    _normal: Normal | None = field(default=None, init=False)

    @property
    def normal(self) -> Normal:
        """The text without evasions; found out when first asked for."""
        found = self._normal
        if found is None:
            found = self._normal = normal(self.content)
        return found


Look = Callable[[Facts], "str | None"]


def look_for(parameters: Parameters, rule: str, windows: Windows) -> Look:
    """Return what finds the part of a message that breaks a rule; None where nothing does."""
    match parameters:
        case Invites():
            return _invites
        case Links():
            return _links(parameters)
        case Mentions():
            return _mentions(parameters, rule, windows)
        case Repeats():
            return _repeats(parameters, rule, windows)
        case Flood():
            return _flood(parameters, rule, windows)
        case WordList(words=words):
            return _words(words)
        case Pattern(pattern=pattern):
            return _pattern(pattern)
        case _:
            return _looks(parameters)


def _looks(parameters: Parameters) -> Look:
    match parameters:
        case Capitals():
            return _capitals(parameters)
        case Emoji():
            return _emoji(parameters)
        case Attachments():
            return _attachments(parameters)
        case _:
            raise TypeError(f"no way to look for {type(parameters).__name__}")


def _invites(facts: Facts) -> str | None:
    shown = facts.normal.shown
    if "." not in shown:  # most messages; far faster than the expression finds out
        return None
    found = INVITE.search(shown)
    return None if found is None else found.group()


def _pattern(pattern: str) -> Look:
    find = pattern_finder(pattern)

    def look(facts: Facts) -> str | None:
        written, shown = facts.content[:LONGEST_TEXT], facts.normal.shown
        return find(written) or (find(shown) if shown != written else None)

    return look


def _words(words: Sequence[str]) -> Look:
    find = word_finder(words)

    def look(facts: Facts) -> str | None:
        text = facts.normal
        return find(text.folded) or (find(text.lowered) if text.lowered != text.folded else None)

    return look


def _links(parameters: Links) -> Look:
    def look(facts: Facts) -> str | None:
        shown = facts.normal.shown
        if "://" not in shown:  # as with invitations
            return None
        for match in _LINK.finditer(shown):
            host = match[1].lower().rstrip(".,!;'\"")
            listed = parameters.deny or parameters.allow
            is_listed = any(host == domain or host.endswith(f".{domain}") for domain in listed)
            if is_listed is bool(parameters.deny):
                return host
        return None

    return look


def _mentions(parameters: Mentions, rule: str, windows: Windows) -> Look:
    def look(facts: Facts) -> str | None:
        count = facts.mentions
        if parameters.seconds and count and facts.is_new:
            count = windows.add((facts.guild_id, facts.author_id, rule), facts.now, parameters.seconds, count)
        return f"{count} mentions" if count > parameters.most else None

    return look


def _repeats(parameters: Repeats, rule: str, windows: Windows) -> Look:
    times, seconds = parameters.times, parameters.seconds

    def look(facts: Facts) -> str | None:
        text = "".join(facts.normal.folded.split()) if facts.is_new else ""
        if not text:
            return None
        count = windows.add((facts.guild_id, facts.author_id, rule, hash(text)), facts.now, seconds)
        return f"the same {count} times in {seconds} s" if count >= times else None

    return look


def _flood(parameters: Flood, rule: str, windows: Windows) -> Look:
    most, seconds = parameters.messages, parameters.seconds

    def look(facts: Facts) -> str | None:
        if not facts.is_new:
            return None
        count = windows.add((facts.guild_id, facts.author_id, rule), facts.now, seconds)
        return f"{count} messages in {seconds} s" if count >= most else None

    return look


def _capitals(parameters: Capitals) -> Look:
    def look(facts: Facts) -> str | None:
        letters = upper = 0
        for sign in facts.content[:LONGEST_TEXT]:
            if sign.isupper():
                upper += 1
                letters += 1
            elif sign.islower():
                letters += 1
        if letters < parameters.letters or upper * 100 < parameters.percent * letters:
            return None
        return f"{upper * 100 // letters} % capital letters"

    return look


def _emoji(parameters: Emoji) -> Look:
    def look(facts: Facts) -> str | None:
        rest, count = _CUSTOM_EMOJI.subn("", facts.content[:LONGEST_TEXT])
        if not rest.isascii():
            count += len(_EMOJI.findall(rest))
        return f"{count} emoji" if count > parameters.most else None

    return look


def _attachments(parameters: Attachments) -> Look:
    def look(facts: Facts) -> str | None:
        for name in facts.files:
            ending = name.rpartition(".")[2].lower()
            if ending in parameters.deny or (parameters.allow and ending not in parameters.allow):
                return name
        return None

    return look
