"""Roles that members get by themselves."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import Table, delete, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from astromorty.database.controllers.guild import known_guild, locked_guild
from astromorty.database.engine import Database
from astromorty.database.errors import TooManyRowsError
from astromorty.database.models import AutoroleRow, GivenRoles, StatusRoleRow
from astromorty.database.models.base import table_of
from astromorty.services.cache.decorators import cache_invalidate, cached

# Of each of the two kinds, in a server: every one is a request to Discord for each member.
MOST_ROLES: Final = 10

ON_JOIN, BY_STATUS = table_of(AutoroleRow), table_of(StatusRoleRow)


class GivenRoleController:
    """Reads all of a server's as one snapshot, and changes one at a time."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.cache = database.cache

    @cached("given_roles")
    async def get(self, guild_id: int) -> GivenRoles:
        """Return what a server gives, by role."""
        async with self.database.session() as session:
            joins = select(ON_JOIN.c.role_id, ON_JOIN.c.for_bots).where(ON_JOIN.c.guild_id == guild_id)
            texts = select(BY_STATUS.c.role_id, BY_STATUS.c.text).where(BY_STATUS.c.guild_id == guild_id)
            on_join = await session.execute(joins.order_by(ON_JOIN.c.role_id))
            by_status = await session.execute(texts.order_by(BY_STATUS.c.role_id))
        return GivenRoles(on_join=tuple(map(tuple, on_join)), by_status=tuple(map(tuple, by_status)))

    @cache_invalidate("given_roles")
    async def give_on_join(self, guild_id: int, role_id: int, *, for_bots: bool) -> None:
        """Have a role given to members or bots that join. Raises `TooManyRowsError`."""
        await self._put(ON_JOIN, guild_id, role_id, for_bots=for_bots)

    @cache_invalidate("given_roles")
    async def give_by_status(self, guild_id: int, role_id: int, text: str) -> None:
        """Have a role given for a text in the status. Raises `TooManyRowsError`."""
        await self._put(BY_STATUS, guild_id, role_id, text=text)

    @cache_invalidate("given_roles")
    async def remove_on_join(self, guild_id: int, role_id: int) -> bool:
        """Have a role given no more to who joins; say whether it was."""
        return await self._remove(ON_JOIN, guild_id, role_id)

    @cache_invalidate("given_roles")
    async def remove_by_status(self, guild_id: int, role_id: int) -> bool:
        """Have a role given no more for a status; say whether it was."""
        return await self._remove(BY_STATUS, guild_id, role_id)

    @cache_invalidate("given_roles")
    async def forget_role(self, guild_id: int, role_id: int) -> None:
        """Let nothing be said of a role that is gone."""
        for table in (ON_JOIN, BY_STATUS):
            await self._remove(table, guild_id, role_id)

    @cache_invalidate("given_roles")
    async def replace(self, guild_id: int, given: GivenRoles) -> None:
        """Put others in the place of all."""
        session = await self._alone(guild_id)
        for table in (ON_JOIN, BY_STATUS):
            await session.execute(delete(table).where(table.c.guild_id == guild_id))
        joins = [{"guild_id": guild_id, "role_id": role_id, "for_bots": bots} for role_id, bots in given.on_join]
        texts = [{"guild_id": guild_id, "role_id": role_id, "text": text} for role_id, text in given.by_status]
        for table, rows in ((ON_JOIN, joins), (BY_STATUS, texts)):
            if rows:
                await session.execute(insert(table), rows)

    async def _put(self, table: Table, guild_id: int, role_id: int, **values: Any) -> None:
        session = await self._alone(guild_id)
        others = (table.c.guild_id == guild_id) & (table.c.role_id != role_id)
        held = select(func.count()).select_from(table).where(others)
        if (await session.execute(held)).scalar_one() >= MOST_ROLES:
            raise TooManyRowsError(table.name, MOST_ROLES)
        statement = insert(table).values(guild_id=guild_id, role_id=role_id, **values)
        keys = [table.c.guild_id, table.c.role_id]
        await session.execute(statement.on_conflict_do_update(index_elements=keys, set_=values))

    async def _alone(self, guild_id: int) -> AsyncSession:
        """Take turns with whoever else adds a role in this server, until the unit of work ends."""
        session = self.database.writing_session()
        await session.execute(known_guild(guild_id))
        await session.execute(locked_guild(guild_id))
        return session

    async def _remove(self, table: Table, guild_id: int, role_id: int) -> bool:
        same = (table.c.guild_id == guild_id) & (table.c.role_id == role_id)
        removed = delete(table).where(same).returning(table.c.role_id)
        return (await self.database.writing_session().execute(removed)).first() is not None
