"""Ranks by number and by name."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final

from astromorty.database.models import Rank, Rule
from astromorty.database.models.permission import HIGHEST_RANK, LONGEST_RANK_NAME
from astromorty.errors import InvalidInput

# What `ranks init` begins with.
FIRST_RANKS: Final[Mapping[int, str]] = MappingProxyType(
    dict(
        enumerate(
            (
                "Member",
                "Regular",
                "Trusted Member",
                "Helper",
                "Junior Moderator",
                "Moderator",
                "Senior Moderator",
                "Head Moderator",
                "Administrator",
                "Head Administrator",
                "Server Owner",
            )
        )
    )
)
# What stands beside ranks wherever one is asked for.
RESERVED: Final = ("everyone", "nobody", "default")


def parse_rank_name(text: str) -> str:
    """Return a rank's name as it is stored; raise InvalidInput with what is allowed."""
    name = " ".join(unicodedata.normalize("NFC", text).split())
    if not 1 <= len(name) <= LONGEST_RANK_NAME:
        raise InvalidInput(f"A rank's name has 1 to {LONGEST_RANK_NAME} characters, such as `Moderator`.")
    if "`" in name or any(unicodedata.category(character) in {"Cc", "Cs", "Cn"} for character in name):
        raise InvalidInput("A rank's name has no back-ticks and no control characters; try `Moderator`.")
    if name.isdecimal() or name.casefold() in RESERVED:
        raise InvalidInput(
            f"A rank is not called a number, {', '.join(map(repr, RESERVED))}, which mean something else; "
            "try `Moderator`."
        )
    return name


def find_rank(text: str, ranks: Sequence[Rank]) -> Rank:
    """Return the rank of a number or a name; raise InvalidInput if there is none, or more than one."""
    typed = " ".join(unicodedata.normalize("NFC", text).split()).casefold()
    found = [each for each in ranks if typed in {str(each.rank), each.name.casefold()}]
    if len(found) == 1:
        return found[0]
    if found:
        numbers = " and ".join(str(each.rank) for each in found)
        raise InvalidInput(f"Several ranks are called so; choose by the number: {numbers}.")
    if not ranks:
        raise InvalidInput("This server has no ranks yet; `ranks init` makes eleven, `ranks create` makes one.")
    raise InvalidInput(
        f"There is no such rank; choose one by its name or number, 0 to {HIGHEST_RANK}, such as `{ranks[0].name}`."
    )


def parse_rule(command: str, text: str, ranks: Sequence[Rank]) -> Rule | None:
    """Return the rule for `command` that was typed: a rank, `everyone` or `nobody`; None for `default`.

    Raises InvalidInput with what is allowed.
    """
    typed = text.strip().casefold()
    if typed == "default":
        return None
    if typed == "everyone":
        return Rule(command, "everyone", None)
    if typed == "nobody":
        return Rule(command, "nobody", None)
    try:
        return Rule(command, "rank", find_rank(text, ranks).rank)
    except InvalidInput as error:
        raise InvalidInput(f"{error} `everyone`, `nobody` and `default` are allowed too.") from None
