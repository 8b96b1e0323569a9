"""Sticky messages: what a server may have."""

from __future__ import annotations

from collections.abc import Collection

from astromorty.database.controllers.sticky import StickyController
from astromorty.database.engine import Database
from astromorty.database.errors import TooManyRowsError
from astromorty.database.models import StickyMessage
from astromorty.errors import InvalidInput
from astromorty.services.warming import warm_guilds


class Stickies:
    """Sets and removes sticky messages; where they stand is the business of who posts them."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.table = StickyController(database)

    async def warm(self, guild_ids: Collection[int]) -> int:
        """Load where sticky messages are in these servers, within 30 s; return how many cache entries were filled."""
        return await warm_guilds(self.table.cache, guild_ids, self.table.preload)

    async def set(self, guild_id: int, channel_id: int, text: str, author_id: int | None) -> StickyMessage:
        """Let a channel have this one, instead of the one it has; raises `InvalidInput` for the 51st of a server."""
        try:
            async with self._database.unit_of_work():
                return await self.table.set(guild_id, channel_id, text, author_id)
        except TooManyRowsError as error:
            raise InvalidInput(
                f"There are {error.most} sticky messages already, as many as there may be. `sticky remove` makes room."
            ) from None

    async def remove(self, guild_id: int, channel_id: int) -> StickyMessage | None:
        """Let a channel have none any more; return the one that it had."""
        async with self._database.unit_of_work():
            return await self.table.remove(guild_id, channel_id)
