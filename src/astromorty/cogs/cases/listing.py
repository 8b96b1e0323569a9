"""A server's cases, a page at a time."""

from typing import TypedDict

from astromorty.cogs.cases.words import listed
from astromorty.database.models.moderation_case import Kind
from astromorty.services.cases import Cases
from astromorty.ui.pages import Page

PER_PAGE = 10


class Wanted(TypedDict):
    """Which cases are to be listed; None stands for all."""

    member_id: int | None
    kind: Kind | None
    moderator_id: int | None


class CaseListing:
    """Loads pages, each from the number on at which the one before it ended: cases that come in meanwhile move none."""

    def __init__(self, cases: Cases, guild_id: int, wanted: Wanted, count: int) -> None:
        self._cases = cases
        self._guild_id = guild_id
        self._wanted = wanted
        self._pages = max(1, -(-count // PER_PAGE))
        # Below which number each page begins, as far as they were looked at.
        self._begin: list[int | None] = [None]

    async def load(self, number: int) -> Page:
        """Return a page, or the nearest that can be told from those that were looked at."""
        number = min(max(number, 0), len(self._begin) - 1, self._pages - 1)
        found = await self._cases.list(self._guild_id, **self._wanted, before=self._begin[number], limit=PER_PAGE)
        if found and number + 1 == len(self._begin):
            self._begin.append(found[-1].number)
        return Page("\n".join(map(listed, found)) or "There is nothing.", number, self._pages)
