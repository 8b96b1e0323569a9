"""Values to choose from: in a list, or offered while an option is typed."""

from collections.abc import Iterable
from itertools import islice
from typing import Final

from discord.app_commands import Choice

from astromorty.services.guild_settings.kinds import SUGGESTIONS

# Discord takes no more options in one select: https://discord.com/developers/docs/components/reference#string-select
MOST_OFFERED: Final = 25


def choices(values: Iterable[str]) -> list[Choice[str]]:
    """Return the first 25 values as they are, which is all that Discord shows."""
    return [Choice(name=value, value=value) for value in islice(values, SUGGESTIONS)]
