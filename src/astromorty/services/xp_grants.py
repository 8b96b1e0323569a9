"""Experience for messages: thousands of small grants, a few statements."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy.exc import DataError, IntegrityError

from astromorty.database.controllers.level import LevelController
from astromorty.database.errors import XpLimitError
from astromorty.database.models import Level
from astromorty.services.group_commit import GroupCommit

Key = tuple[int, int]


class _Grants:
    """A batch of grants by (server, member)."""

    row_errors: tuple[type[Exception], ...] = (XpLimitError, IntegrityError, DataError)

    def __init__(self, levels: LevelController) -> None:
        self._levels = levels

    def combine(self, changes: Sequence[int]) -> int:
        return sum(changes)

    def results(self, result: Level, changes: Sequence[int]) -> Sequence[Level]:
        reached = result.xp - sum(changes)
        levels: list[Level] = []
        for amount in changes:
            reached += amount
            levels.append(result.model_copy(update={"xp": reached}))
        return levels

    async def write(self, changes: Mapping[Key, int]) -> Mapping[Key, Level]:
        return await self._levels.add_xp_to_many(changes)


class XpGrants:
    """Adds experience in groups: one statement for all grants of 50 ms or 500 members.

    Attributes:
        group: The groups, and how many there were.
    """

    def __init__(self, levels: LevelController) -> None:
        self.group = GroupCommit[Key, int, Level](_Grants(levels))

    async def grant(self, member_id: int, guild_id: int, amount: int) -> Level:
        """Add a positive amount and return what the member had right after it, once it is committed.

        Of several grants that are written together each gets its own running result, so that exactly one of them sees a
        level reached. Raises `XpLimitError` if the member would have more than can be counted.
        """
        if amount <= 0:
            raise ValueError("experience is granted in positive amounts")
        return await self.group.submit((guild_id, member_id), amount)

    async def close(self) -> None:
        """Write what is pending and accept no more."""
        await self.group.close()
