"""Members in jail, and the roles they are to get back."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from sqlalchemy import text

from astromorty.database.controllers.base import BaseController
from astromorty.database.controllers.guild import known_guild
from astromorty.database.models import Jailed, JailRow

# Who is put into jail again gets back at the release what was taken each time.
STORE: Final = text("""
    INSERT INTO jail (guild_id, member_id, jail_role_id, role_ids)
    VALUES (:guild_id, :member_id, :jail_role_id, :role_ids)
    ON CONFLICT (guild_id, member_id) DO UPDATE SET
        jail_role_id = excluded.jail_role_id,
        role_ids = ARRAY(SELECT DISTINCT unnest(jail.role_ids || excluded.role_ids) AS id ORDER BY id)
""")
FORGET_UNLESS_IN_FORCE: Final = text("""
    DELETE FROM jail WHERE guild_id = :guild_id AND member_id = :member_id AND NOT EXISTS (
        SELECT FROM moderation_case
        WHERE guild_id = :guild_id AND member_id = :member_id AND kind = 'jail' AND closed_at IS NULL
    )
""")


class JailController(BaseController[Jailed]):
    """Reads and writes `jail`."""

    row = JailRow
    model = Jailed

    async def find(self, guild_id: int, member_id: int) -> Jailed | None:
        """Return a member who is in jail, or about to be, or None."""
        return await self.get_by_id(guild_id, member_id)

    async def of_guilds(self, guild_ids: Collection[int]) -> tuple[Jailed, ...]:
        """Return who is in jail in these servers."""
        return await self.list(self._of_guilds(guild_ids))

    async def store(self, guild_id: int, member_id: int, *, jail_role_id: int, role_ids: Collection[int]) -> None:
        """Remember the roles that a member is about to lose, besides those remembered already."""
        async with self.database.unit_of_work() as unit:
            await unit.session.execute(known_guild(guild_id))
            values = {"jail_role_id": jail_role_id, "role_ids": sorted(role_ids)}
            await unit.session.execute(STORE, {"guild_id": guild_id, "member_id": member_id, **values})

    async def forget(self, guild_id: int, member_id: int) -> bool:
        """Forget a member who was released; say whether there was something to forget."""
        async with self.database.unit_of_work():
            return await self.delete_by_id(guild_id, member_id)

    async def forget_unless_in_force(self, guild_id: int, member_id: int) -> None:
        """Forget what was stored for a jail that came to nothing; one that is in force keeps it."""
        async with self.database.unit_of_work() as unit:
            await unit.session.execute(FORGET_UNLESS_IN_FORCE, {"guild_id": guild_id, "member_id": member_id})
