"""What a moderator reads of a measure, of one member or of several."""

from collections.abc import Sequence

from discord import app_commands, ui

from astromorty.measures.measure import Ending, Outcome
from astromorty.ui.cards import Tone, card
from astromorty.ui.choices import choices
from astromorty.ui.times import moment

_MARKS = {Ending.RECORDED: "✅", Ending.REFUSED: "❌"}
_DOUBTFUL = "⚠️"
_CERTAIN = (Ending.RECORDED, Ending.OWED, Ending.UNRECORDED)
_TONES = {"✅": Tone.SUCCESS, "❌": Tone.ERROR, _DOUBTFUL: Tone.WARNING}
# Twenty lines have to fit the 4,000 characters of an answer.
LONGEST_LINE = 180


def offered(lengths: Sequence[str], typed: str) -> list[app_commands.Choice[str]]:
    """Offer the lengths of time that begin as typed; any other may be typed, too."""
    return choices([length for length in lengths if length.startswith(typed.strip().lower())])


def result_card(results: Sequence[tuple[str, Outcome]], heading: str, warnings: Sequence[str] = ()) -> ui.LayoutView:
    """Build the answer: a sentence for one member; of several, a line for each.

    Args:
        results: Whom it was about, as shown, and what became of it.
        heading: What stands above several.
        warnings: What stands below.
    """
    lines = [_line(who, outcome) for who, outcome in results]
    marks = {line[0] for line in lines}
    tone = _TONES[next(iter(marks))] if len(marks) == 1 else Tone.WARNING
    if len(lines) == 1:
        return card(None, " ".join(lines[0]), *warnings, tone=tone)
    done = sum(outcome.ending in _CERTAIN for _, outcome in results)
    text = "\n".join(_shortened(" ".join(line)) for line in lines)
    return card(f"{heading} · {done} of {len(lines)}", text, *warnings, tone=tone)


def _line(who: str, outcome: Outcome) -> tuple[str, str]:
    mark = _MARKS.get(outcome.ending, _DOUBTFUL)
    if outcome.ending is Ending.REFUSED:
        return mark, f"{who}: {' '.join(outcome.notes)}"
    until = f" until {moment(outcome.until)}" if outcome.until is not None else ""
    sentence = outcome.ending.value.format(verb=f"{outcome.kind.verb}{until}")
    if outcome.case is not None:
        sentence += f" · case {outcome.case.number}{'.' if outcome.notes else ''}"
    return mark, " ".join((f"{who}: {sentence}", *outcome.notes))


def _shortened(line: str) -> str:
    return line if len(line) <= LONGEST_LINE else f"{line[: LONGEST_LINE - 1]}…"
