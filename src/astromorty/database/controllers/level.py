"""Members' experience."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from sqlalchemy import BigInteger, delete, func, select, text, update
from sqlalchemy.dialects.postgresql import ARRAY, insert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.sql.expression import bindparam

from astromorty.database.constraints import broken_constraint
from astromorty.database.controllers.base import BaseController
from astromorty.database.controllers.guild import known_guild
from astromorty.database.errors import XpLimitError
from astromorty.database.models import Level, LevelRow
from astromorty.database.models.level import XP_LIMIT
from astromorty.services.cache.decorators import Written, cache_invalidate, cached, write_through
from astromorty.services.cache.strategies import get_strategy
from astromorty.services.cache.transactions import Replacement, current_transaction

LEVELS: Final = get_strategy("levels")

# The rows come sorted: two batches lock what they share in one order. xmax is 0 only in a row that was inserted.
GRANT: Final = text("""
    WITH granted AS (
        SELECT * FROM unnest(:guilds, :members, :amounts) AS granted (guild_id, member_id, amount)
    ), known_guild AS (
        INSERT INTO guild (guild_id) SELECT DISTINCT guild_id FROM granted ON CONFLICT DO NOTHING
    )
    INSERT INTO level (guild_id, member_id, xp) SELECT guild_id, member_id, amount FROM granted
    ON CONFLICT (guild_id, member_id) DO UPDATE SET xp = level.xp + excluded.xp
    RETURNING guild_id, member_id, xp, version, xmax <> 0 AS updated
""").bindparams(*(bindparam(name, type_=ARRAY(BigInteger)) for name in ("guilds", "members", "amounts")))


class LevelController(BaseController[Level]):
    """Reads and writes `level`; a member without a row has no experience yet."""

    row = LevelRow
    model = Level

    @cached("levels")
    async def get(self, member_id: int, guild_id: int) -> Level | None:
        """Return a member's experience in a server, or None."""
        return await self.get_by_id(guild_id, member_id)

    async def add_xp(self, member_id: int, guild_id: int, amount: int) -> Level:
        """Add a positive amount in one statement; return what the member has now.

        Messages' experience goes through `XpGrants`, which adds that of many members at once.
        """
        return (await self.add_xp_to_many({(guild_id, member_id): amount}))[guild_id, member_id]

    async def add_xp_to_many(self, amounts: Mapping[tuple[int, int], int]) -> dict[tuple[int, int], Level]:
        """Add positive amounts by (server, member) in one statement; return what each has now.

        Returns once it is committed. Another process may serve the former value for about a millisecond more: nobody's
        experience is worth waiting for its acknowledgement. Raises `XpLimitError`, and adds nothing, if one of them
        would have more than `XP_LIMIT`.
        """
        if any(amount <= 0 for amount in amounts.values()):
            raise ValueError("experience is added in positive amounts")
        keys = sorted(amounts)
        values = {
            "guilds": [guild_id for guild_id, _ in keys],
            "members": [member_id for _, member_id in keys],
            "amounts": [amounts[key] for key in keys],
        }
        alone = current_transaction() is None
        async with self.database.unit_of_work() as unit:
            try:
                rows = (await unit.session.execute(GRANT, values)).all()
            except IntegrityError as error:
                if broken_constraint(error) != "ck_level_xp":
                    raise
                raise XpLimitError(f"nobody can have more than {XP_LIMIT} XP") from error
            unit.owed.wait = not alone
            levels: dict[tuple[int, int], Level] = {}
            for guild_id, member_id, xp, version, updated in rows:
                level = Level(guild_id=guild_id, member_id=member_id, xp=xp, version=version)
                levels[guild_id, member_id] = level
                if updated:
                    unit.owed.replace(Replacement(LEVELS, (member_id, guild_id), level, version))
            return levels

    async def take_xp(self, member_id: int, guild_id: int, amount: int) -> Level | None:
        """Take a positive amount, at most what there is; return what is left, or None if the member has no row."""
        if amount <= 0:
            raise ValueError("experience is taken in positive amounts")
        return await self._take(member_id, guild_id, amount)

    @write_through("levels")
    async def _take(self, member_id: int, guild_id: int, amount: int) -> Written[Level | None]:
        statement = (
            update(self._table)
            .where(self._is((guild_id, member_id)))
            .values(xp=func.greatest(self._table.c.xp - amount, 0))
            .returning(self._table)
        )
        level = await self._row(statement)
        return Written(level, level.version if level else 0, updated=level is not None)

    @write_through("levels")
    async def set_xp(self, member_id: int, guild_id: int, xp: int) -> Written[Level]:
        """Set a member's experience; creates the row. Raises `ValueError` (pydantic's) when out of range."""
        checked = Level.model_validate({"guild_id": guild_id, "member_id": member_id, "xp": xp})
        guild = known_guild(guild_id).cte("known_guild")
        statement = (
            insert(self._table)
            .values(guild_id=guild_id, member_id=member_id, xp=checked.xp, version=0)
            .on_conflict_do_update(index_elements=["guild_id", "member_id"], set_={"xp": checked.xp})
            .returning(self._table, text("xmax <> 0 AS updated"))
            .add_cte(guild)
        )
        row = (await self.database.writing_session().execute(statement)).mappings().one()
        level = Level.model_validate({name: row[name] for name in Level.model_fields})
        return Written(level, level.version, updated=row["updated"])

    @cache_invalidate("levels")
    async def reset(self, member_id: int, guild_id: int) -> bool:
        """Forget a member's experience; say whether there was any."""
        return await self.delete_by_id(guild_id, member_id)

    async def reset_guild(self, guild_id: int) -> dict[int, int]:
        """Forget the experience of everyone in a server; return what each member had."""
        async with self.database.unit_of_work() as unit:
            table = self._table
            deleted = delete(table).where(table.c.guild_id == guild_id).returning(table.c.member_id, table.c.xp)
            return {row.member_id: row.xp for row in await unit.session.execute(deleted)}

    async def rank(self, member_id: int, guild_id: int) -> int | None:
        """Return a member's place in the server, 1 for the first; equals share a place. None without experience."""
        own = select(self._table.c.xp).where(self._is((guild_id, member_id))).scalar_subquery()
        ahead = select(func.count()).where(self._table.c.guild_id == guild_id, self._table.c.xp > own)
        async with self.database.session() as session:
            found = (await session.execute(select(own, ahead.scalar_subquery()))).one()
        return None if found[0] is None else found[1] + 1

    async def ranked(self, guild_id: int) -> int:
        """Return how many members of a server have a place in it."""
        return await self.count(self._table.c.guild_id == guild_id)

    async def members_after(self, guild_id: int, member_id: int, *, least: int, limit: int) -> tuple[Level, ...]:
        """Return the next members of a server by their ID who have at least so much experience."""
        of_guild = self._table.c.guild_id == guild_id
        return await self.list(of_guild, self._table.c.xp >= least, limit=limit, after=(guild_id, member_id))

    async def leaderboard(self, guild_id: int, *, limit: int = 10, offset: int = 0) -> tuple[Level, ...]:
        """Return the members of a server with the most experience, the first first."""
        query = (
            select(self._table)
            .where(self._table.c.guild_id == guild_id)
            .order_by(self._table.c.xp.desc(), self._table.c.member_id)
            .limit(limit)
            .offset(offset)
        )
        return await self._rows(query)
