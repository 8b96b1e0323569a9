"""How much one person may ask of the bot: a flood costs everybody else their answers."""

from __future__ import annotations

import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Final

import discord

from astromorty.errors import TooFast

# More than anybody types or presses on purpose; a script gets there in seconds.
MOST_USES: Final = 30
WINDOW: Final = 30.0


class Pace:
    """Counts what each person asks of this process, in windows of 30 s; only `count` changes the counts.

    Who manages the server sets it up with many presses and is not counted there.
    """

    def __init__(self) -> None:
        self._counts: Counter[int] = Counter()
        self._ends = 0.0

    def count(self, person: discord.Member | discord.User) -> None:
        """Count a command, a press or a form; raise `TooFast` where it is one too many."""
        if isinstance(person, discord.Member) and person.guild_permissions.manage_guild:
            return
        now = time.monotonic()
        if now >= self._ends:
            self._counts.clear()
            self._ends = now + WINDOW
        self._counts[person.id] += 1
        used = self._counts[person.id]
        if used > MOST_USES:
            again = discord.utils.format_dt(datetime.now(UTC) + timedelta(seconds=self._ends - now + 1), "R")
            raise TooFast(
                f"That was too much at once: I answer {MOST_USES} commands and presses in {WINDOW:.0f} seconds. "
                f"Try again {again}.",
                is_first=used == MOST_USES + 1,
            )
