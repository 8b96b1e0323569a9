"""Values that an option offers while it is typed."""

from collections.abc import Iterable
from itertools import islice

from discord.app_commands import Choice

from astromorty.services.guild_settings.kinds import SUGGESTIONS


def choices(values: Iterable[str]) -> list[Choice[str]]:
    """Return the first 25 values as they are, which is all that Discord shows."""
    return [Choice(name=value, value=value) for value in islice(values, SUGGESTIONS)]
