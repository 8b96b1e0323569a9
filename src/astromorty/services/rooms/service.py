"""Which rooms there are, and when each is to be looked at again."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime, timedelta
from typing import Final

from astromorty.database.controllers.temp_room import TempRoomController
from astromorty.database.engine import Database
from astromorty.database.errors import AlreadyExistsError
from astromorty.database.models import TempRoom
from astromorty.errors import Conflict, Refusal
from astromorty.services.timers import Timers

CHECK: Final = "room_check"
# By then a room is made and its owner is in it, or neither will come about.
SETTLED_AFTER: Final = timedelta(minutes=2)


class Rooms:
    """Members' own rooms: recorded before they are made, forgotten after they are deleted.

    Whatever becomes of the processes in between, a timer has each room looked at.
    """

    def __init__(self, database: Database, timers: Timers) -> None:
        self._database = database
        self._timers = timers
        self._rooms = TempRoomController(database)
        # Channels known to be rooms, and the servers of which no other is one: what makes a server's rooms is the
        # process that has its shard, and it looks at all of them when it gets it.
        self._channels: set[int] = set()
        self._looked_at: set[int] = set()

    async def of_owner(self, guild_id: int, owner_id: int) -> TempRoom | None:
        """Return a member's room in a server, or None."""
        return self._noted(await self._rooms.of_owner(guild_id, owner_id))

    async def of_channel(self, channel_id: int) -> TempRoom | None:
        """Return the room that a channel is, or None."""
        return self._noted(await self._rooms.of_channel(channel_id))

    async def emptied(self, guild_id: int, channel_id: int) -> TempRoom | None:
        """Return the room that a channel is, or None: for a channel that is none, without asking the database."""
        if guild_id not in self._looked_at:
            await self.of_guilds([guild_id])
        return await self._rooms.of_channel(channel_id) if channel_id in self._channels else None

    async def of_guilds(self, guild_ids: Collection[int]) -> tuple[TempRoom, ...]:
        """Return all rooms of these servers."""
        self._looked_at.difference_update(guild_ids)
        found = await self._rooms.of_guilds(guild_ids)
        self._channels.update(room.channel_id for room in found if room.channel_id is not None)
        self._looked_at.update(guild_ids)
        return found

    def _noted(self, room: TempRoom | None) -> TempRoom | None:
        # Also one that a process made which had lost the server's shard by then.
        if room is not None and room.channel_id is not None:
            self._channels.add(room.channel_id)
        return room

    async def intend(self, guild_id: int, owner_id: int) -> TempRoom | None:
        """Record that a room is about to be made; None if the member has one, or another process is making it."""
        try:
            async with self._database.unit_of_work():
                room = await self._rooms.intend(guild_id, owner_id)
                await self._schedule(guild_id, owner_id, SETTLED_AFTER)
                return room
        except AlreadyExistsError:
            return None

    async def made(self, room: TempRoom, channel_id: int) -> bool:
        """Record the channel of a room; False if nobody wants it any more."""
        self._channels.add(channel_id)
        return await self._rooms.made(room, channel_id)

    async def look_again(self, guild_id: int, owner_id: int, after: timedelta) -> None:
        """Have a room looked at later, in whichever process."""
        async with self._database.unit_of_work():
            await self._schedule(guild_id, owner_id, after)

    async def forget(self, room: TempRoom) -> None:
        """Forget a room whose channel is gone."""
        async with self._database.unit_of_work():
            if await self._rooms.forget(room):
                await self._timers.cancel(CHECK, _key(room.guild_id, room.owner_id))
        self._channels.discard(room.channel_id or 0)

    async def hand_over(self, room: TempRoom, owner_id: int) -> TempRoom:
        """Give a room to another member and return it; raise `Refusal` if they have one, `Conflict` if too late."""
        try:
            given = await self._rooms.hand_over(room, owner_id)
        except AlreadyExistsError:
            raise Refusal(f"<@{owner_id}> has another room, and nobody has two at once.") from None
        if given is None:
            raise Conflict("Somebody else got this room meanwhile. Nothing was changed.")
        return given

    async def _schedule(self, guild_id: int, owner_id: int, after: timedelta) -> None:
        await self._timers.schedule(
            CHECK,
            datetime.now(UTC) + after,
            {"guild_id": str(guild_id), "owner_id": str(owner_id)},
            guild_id=guild_id,
            member_id=owner_id,
            key=_key(guild_id, owner_id),
        )


def _key(guild_id: int, owner_id: int) -> str:
    return f"{guild_id}:{owner_id}"
