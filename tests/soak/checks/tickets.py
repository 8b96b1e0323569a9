"""Each ticket has its channel, and of each closed one a transcript is kept once, with all that was written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from soak.ledger import Act, Outcome


@dataclass(frozen=True, slots=True)
class StoredTicket:
    """What the database says of one."""

    guild: int
    number: int
    subject: str
    state: str
    channel: int | None
    reason: str | None

    def __str__(self) -> str:
        return f"ticket {self.number} of {self.guild} ({self.state})"


def channels(stored: Iterable[StoredTicket], there: Iterable[int]) -> list[str]:
    """Find tickets without a channel, and channels without a ticket."""
    of = {each.channel: each for each in stored}
    present = set(there)
    violations = [f"{each} is not opened to the end" for each in of.values() if each.state == "opening"]
    violations += [f"{each} has no channel" for channel, each in of.items() if channel not in present]
    return violations + [f"channel {channel} belongs to no ticket" for channel in present if channel not in of]


def closings(stored: Iterable[StoredTicket], acts: Iterable[Act]) -> list[str]:
    """Find tickets that are not closed though somebody was told so, or were closed by nobody, or with other words."""
    asked: dict[int | None, list[Act]] = {}
    for act in acts:
        asked.setdefault(act.key if isinstance(act.key, int) else None, []).append(act)
    violations: list[str] = []
    for each in stored:
        able = [act for act in asked.get(each.channel, []) if act.outcome is not Outcome.REFUSED]
        told = [act for act in able if act.outcome is Outcome.DONE]
        if each.state == "closed" and each.reason not in [act.value for act in able]:
            violations.append(f"{each} is closed because of {each.reason!r}: {[str(act) for act in able]}")
        if told and each.state != "closed":
            violations.append(f"{each} is not closed: {told[-1]}")
    return violations


def transcripts(
    stored: Iterable[StoredTicket], kept: Mapping[tuple[int, int], Sequence[str]], said: Mapping[int, Sequence[str]]
) -> list[str]:
    """Compare the transcripts with the closed tickets, by server and number, and with what was written in them."""
    violations: list[str] = []
    for each in stored:
        texts = kept.get((each.guild, each.number), ())
        if len(texts) != (each.state == "closed"):
            violations.append(f"{each} has {len(texts)} transcripts")
        for text in texts:
            missing = [line for line in said.get(each.channel or 0, ()) if line not in text]
            violations += [f"the transcript of {each} lacks {missing}"] if missing else []
    return violations


def numbering(numbers: Mapping[int, Sequence[int]], free: Mapping[int, Sequence[int]]) -> list[str]:
    """Check that the numbers of each server's tickets, and those that the next ones take, have no gap."""
    return [
        f"tickets of {guild} are numbered {sorted(found)}, free are {sorted(free.get(guild, ()))}"
        for guild, found in numbers.items()
        if sorted([*found, *free.get(guild, ())]) != list(range(1, len(found) + len(free.get(guild, ())) + 1))
    ]
