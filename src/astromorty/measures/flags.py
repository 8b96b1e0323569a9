"""What may stand behind a measure: the reason, and flags; as slash commands they are options."""

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Self

from discord.ext import commands

from astromorty.database.models.moderation_case import LONGEST_REASON
from astromorty.services.times.duration import length_of

# https://discord.com/developers/docs/resources/guild#create-guild-ban
LONGEST_PURGE = timedelta(days=7)
REASON = "Why, for the case and the audit log"
SILENT = "Whether to send no direct message"
PURGE = "How far back to delete their messages: 0 to 7d; none if left out"
# Not optional: what discord.py cannot convert to an optional type, it takes for left out.
Reason = commands.Range[str, 1, LONGEST_REASON]
_SILENT = re.compile(r"(?<!\S)-silent(?!\S)", re.IGNORECASE)
TOO_LONG = f"A reason has at most {LONGEST_REASON} characters."
_WRONG = {
    "reason": TOO_LONG,
    "silent": "Flags stand at the end, behind the reason: `@member spam -silent`.",
    "purge": "`purge` is `0` to `7d`, such as `12h` or `1d`, and stands at the end: `@member spam -purge 1d`.",
}


@dataclass(frozen=True, slots=True)
class PurgeLength:
    """How far back a banned member's messages are deleted, in seconds."""

    seconds: int

    @classmethod
    async def convert(cls, _ctx: commands.Context[Any], argument: str) -> Self:
        """Read `0`, `12h` or `7d`; a number alone is of days. Raises `BadArgument`."""
        phrase = argument.strip().lower()
        length = timedelta(days=int(phrase)) if phrase in set("01234567") else length_of(phrase)
        if length is None or length > LONGEST_PURGE:
            raise commands.BadArgument(_WRONG["purge"])
        return cls(int(length.total_seconds()))


def _reason() -> Any:
    """Build the flag that all that stands before the other flags belongs to."""
    return commands.flag(default="", positional=True, description=REASON)


class MeasureFlags(commands.FlagConverter, prefix="-", delimiter=" ", case_insensitive=True):
    """A reason, and `-silent` behind it."""

    reason: Reason = _reason()
    silent: bool = commands.flag(default=False, description=SILENT)

    @classmethod
    def parse_flags(cls, argument: str, *, ignore_extra: bool = True) -> dict[str, list[str]]:
        """Let `-silent` stand alone, and a flag without its value be noticed at the end: discord.py wants a space."""
        return super().parse_flags(f"{_SILENT.sub('-silent yes', argument)} ", ignore_extra=ignore_extra)

    @classmethod
    async def convert(cls, ctx: commands.Context[Any], argument: str) -> Self:
        """Read what stands behind the members; raise `BadArgument` with a sentence on the flag that is wrong."""
        try:
            return await super().convert(ctx, argument)
        except (commands.BadFlagArgument, commands.MissingFlagArgument) as error:
            raise commands.BadArgument(_WRONG[error.flag.name]) from error


class BanFlags(MeasureFlags):
    """As for any measure, and `-purge`."""

    reason: Reason = _reason()  # again: what is positional is not inherited
    purge: PurgeLength = commands.flag(default=PurgeLength(0), description=PURGE)
