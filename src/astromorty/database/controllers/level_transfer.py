"""Members' experience by the thousand, for files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Final

from sqlalchemy import BigInteger, TextClause, select, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.sql.expression import bindparam

from astromorty.database.controllers.base import BaseController
from astromorty.database.controllers.guild import known_guild
from astromorty.database.models import Level, LevelRow
from astromorty.database.models.level import XP_LIMIT

Standing = tuple[int, int]
"""A member and their experience."""


class ImportMode(Enum):
    """What becomes of the experience that members have already."""

    REPLACE = "replace"
    """They have what is given; members who are not named keep what they have."""
    ADD = "add"
    """They have what is given on top, at most `XP_LIMIT` in all."""


@dataclass(frozen=True, slots=True)
class Counts:
    """How many members had no experience, had another, and had the same already."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(self.new + other.new, self.changed + other.changed, self.unchanged + other.unchanged)


# What a member has afterwards; `level` is the row that is there, `{given}` what comes.
AFTER: Final = {
    ImportMode.REPLACE: "{given}.xp",
    ImportMode.ADD: f"least(level.xp + {{given}}.xp, {XP_LIMIT})",
}
COMPARE: Final = """
    SELECT
        count(*) FILTER (WHERE level.xp IS NULL) AS new, count(*) FILTER (WHERE {after} <> level.xp) AS changed
    FROM unnest(:members, :amounts) AS given (member_id, xp)
    LEFT JOIN level ON level.guild_id = :guild AND level.member_id = given.member_id
"""
# The rows come sorted by member, as those of grants do: the two wait for each other instead of locking each other out.
WRITE: Final = """
    WITH written AS (
        INSERT INTO level (guild_id, member_id, xp)
        SELECT :guild, member_id, xp FROM unnest(:members, :amounts) AS given (member_id, xp)
        ON CONFLICT (guild_id, member_id) DO UPDATE SET xp = {after} WHERE level.xp <> {after}
        RETURNING xmax = 0 AS is_new
    )
    SELECT count(*) FILTER (WHERE is_new) AS new, count(*) FILTER (WHERE NOT is_new) AS changed FROM written
"""


def _statement(template: str, given: str, mode: ImportMode) -> TextClause:
    arrays = (bindparam(name, type_=ARRAY(BigInteger)) for name in ("members", "amounts"))
    guild = bindparam("guild", type_=BigInteger)
    return text(template.format(after=AFTER[mode].format(given=given))).bindparams(guild, *arrays)


COMPARISONS: Final = {
    mode: _statement(COMPARE, "given", mode).columns(new=BigInteger, changed=BigInteger) for mode in ImportMode
}
WRITES: Final = {mode: _statement(WRITE, "excluded", mode) for mode in ImportMode}


class LevelTransferController(BaseController[Level]):
    """Reads and writes `level` many members at a time."""

    row = LevelRow
    model = Level

    async def compare(self, guild_id: int, standings: Sequence[Standing], mode: ImportMode) -> Counts:
        """Return what `write` would do."""
        values = _values(guild_id, standings)
        async with self.database.session() as session:
            new, changed = (await session.execute(COMPARISONS[mode], values)).one()
        return Counts(new, changed, len(standings) - new - changed)

    async def write(self, guild_id: int, standings: Sequence[Standing], mode: ImportMode) -> Counts:
        """Write standings, sorted by member and each member once, in one statement; return what it did.

        Needs an open unit of work.
        """
        session = self.database.writing_session()
        await session.execute(known_guild(guild_id))
        new, changed = (await session.execute(WRITES[mode], _values(guild_id, standings))).one()
        return Counts(new, changed, len(standings) - new - changed)

    async def standings(self, guild_id: int, *, after: int = 0, limit: int = 1000) -> tuple[Standing, ...]:
        """Return members of a server with their experience, sorted by member, from the one following `after`."""
        level = self._table.c
        query = (
            select(level.member_id, level.xp)
            .where(level.guild_id == guild_id, level.member_id > after)
            .order_by(level.member_id)
            .limit(limit)
        )
        async with self.database.session() as session:
            return tuple((member_id, xp) for member_id, xp in await session.execute(query))


def _values(guild_id: int, standings: Sequence[Standing]) -> dict[str, object]:
    return {
        "guild": guild_id,
        "members": [member_id for member_id, _ in standings],
        "amounts": [xp for _, xp in standings],
    }
