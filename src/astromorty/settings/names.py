"""Tell a misspelt setting from a variable that is meant for another program."""

from collections.abc import Sequence
from typing import Final

from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

DELIMITER: Final = "__"

# How alike (0 to 100) a name with `__` must be to one of ours to count as a typing error and not as foreign.
_TYPO_SCORE: Final = 85
# The same (0 to 1) for a name without: one wrong, missing, superfluous or exchanged letter in nine.
_ALIKE: Final = 0.88
# Words that other programs begin their variables with as well; Kubernetes makes some of any service of that name.
_COMMON_GROUPS: Final = ("CACHE__", "DATABASE__", "HTTP__", "SENTRY__")
_OF_OTHERS: Final = frozenset({"DATABASE_URI", "LOGFORMAT", "LOGLEVEL"})


def complain_about_name(name: str, names: Sequence[str], *, in_own_file: bool) -> str | None:
    """Return what is wrong with a name that is no setting; None for a foreign one.

    Args:
        name: The variable's name in upper case, not among `names`.
        names: All of ours.
        in_own_file: Whether it stands in the bot's own `.env`, where other programs' names are not to be expected.
    """
    groups = {known.partition(DELIMITER)[0] + DELIMITER for known in names if DELIMITER in known}
    if name.startswith(tuple(groups)):
        best = process.extractOne(name, names, scorer=fuzz.ratio, score_cutoff=60)
        advice = f"did you mean {best[0]}?" if best else "`astromorty config schema` lists all settings."
        return f"{name}: there is no such setting; {advice}"
    meant = _meant_by(name, names, in_own_file=in_own_file)
    return f"{name}: there is no such setting; did you mean {meant}?" if meant else None


def _meant_by(name: str, names: Sequence[str], *, in_own_file: bool) -> str | None:
    """Return which of ours a name outside our groups was meant to be."""
    if DELIMITER in name:
        best = process.extractOne(name, names, scorer=fuzz.ratio, score_cutoff=_TYPO_SCORE)
    else:
        expected = names if in_own_file else [known for known in names if not known.startswith(_COMMON_GROUPS)]
        best = process.extractOne(name, expected, scorer=OSA.normalized_similarity, score_cutoff=_ALIKE)
    if best is None or (name in _OF_OTHERS and not in_own_file):
        return None
    return best[0]
