"""Members' own voice rooms."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import ColumnElement, delete, update
from sqlalchemy.exc import IntegrityError

from astromorty.database.controllers.base import BaseController
from astromorty.database.controllers.guild import known_guild
from astromorty.database.errors import AlreadyExistsError
from astromorty.database.models import TempRoom, TempRoomRow


class TempRoomController(BaseController[TempRoom]):
    """Reads and writes `temp_room`."""

    row = TempRoomRow
    model = TempRoom

    async def of_owner(self, guild_id: int, owner_id: int) -> TempRoom | None:
        """Return a member's room in a server, or None."""
        return await self.get_by_id(guild_id, owner_id)

    async def of_channel(self, channel_id: int) -> TempRoom | None:
        """Return the room that a channel is, or None."""
        return next(iter(await self.list(self._table.c.channel_id == channel_id)), None)

    async def of_guilds(self, guild_ids: Collection[int]) -> tuple[TempRoom, ...]:
        """Return all rooms of these servers."""
        return await self.list(self._of_guilds(guild_ids))

    async def intend(self, guild_id: int, owner_id: int) -> TempRoom:
        """Record in the open unit of work that a room is to be made; raise `AlreadyExistsError` if there is one."""
        await self.database.writing_session().execute(known_guild(guild_id))
        return await self.create(guild_id=guild_id, owner_id=owner_id)

    async def made(self, room: TempRoom, channel_id: int) -> bool:
        """Record the channel of a room; say whether it was still wanted."""
        async with self.database.unit_of_work():
            return await self._change(room, channel_id=channel_id) is not None

    async def hand_over(self, room: TempRoom, owner_id: int) -> TempRoom | None:
        """Give a room to another member and return it; None if it is not its owner's any more.

        Raises `AlreadyExistsError` where that member has a room.
        """
        try:
            async with self.database.unit_of_work():
                return await self._change(room, owner_id=owner_id)
        except IntegrityError as error:
            raise AlreadyExistsError(self._table.name, [room.guild_id, owner_id]) from error

    async def forget(self, room: TempRoom) -> bool:
        """Delete a room's row in the open unit of work; say whether it was there."""
        statement = delete(self._table).where(*self._same(room)).returning(self._table.c.owner_id)
        return (await self.database.writing_session().execute(statement)).first() is not None

    async def _change(self, room: TempRoom, **values: object) -> TempRoom | None:
        return await self._row(update(self._table).where(*self._same(room)).values(**values).returning(self._table))

    def _same(self, room: TempRoom) -> tuple[ColumnElement[bool], ...]:
        """Return the conditions that a row is this room's, and not that of a later one of the same owner."""
        return self._is((room.guild_id, room.owner_id)), self._table.c.made_at == room.made_at
