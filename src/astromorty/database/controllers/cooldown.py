"""How often members of a server may use its commands."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from typing import Final

from astromorty.database.controllers.base import BaseController, preload_of_guilds
from astromorty.database.controllers.guild import known_guild, locked_guild
from astromorty.database.errors import TooManyRowsError
from astromorty.database.models import CommandCooldown, CommandCooldownRow
from astromorty.database.models.cooldown import Per
from astromorty.services.cache.decorators import cache_invalidate, cached

# All of a server's are read together.
MOST_COOLDOWNS: Final = 100


class CooldownController(BaseController[CommandCooldown]):
    """Reads and writes `command_cooldown`."""

    row = CommandCooldownRow
    model = CommandCooldown

    @cached("command_cooldowns")
    async def of_guild(self, guild_id: int) -> tuple[CommandCooldown, ...]:
        """Return a server's cooldowns by name; asked at every command, it costs no I/O where it is known."""
        return await self.list(self._table.c.guild_id == guild_id)

    async def preload(self, guild_ids: Collection[int]) -> int:
        """Load the cooldowns of many servers in one statement; return how many cache entries were filled."""
        return await preload_of_guilds(self.cache, "command_cooldowns", guild_ids, self._of_each, ())

    async def _of_each(self, guild_ids: Collection[int]) -> dict[int, tuple[CommandCooldown, ...]]:
        found: defaultdict[int, tuple[CommandCooldown, ...]] = defaultdict(tuple)
        for each in await self.list(self._of_guilds(guild_ids)):
            found[each.guild_id] += (each,)
        return found

    @cache_invalidate("command_cooldowns")
    async def set(self, guild_id: int, command: str, *, uses: int, seconds: int, per: Per) -> CommandCooldown:
        """Let a command be used so often in so many seconds. Raises `TooManyRowsError`; needs a unit of work."""
        await self.database.writing_session().execute(known_guild(guild_id))
        await self.database.writing_session().execute(locked_guild(guild_id))
        columns = self._table.c
        if await self.count(columns.guild_id == guild_id, columns.command != command) >= MOST_COOLDOWNS:
            raise TooManyRowsError(self._table.name, MOST_COOLDOWNS)
        return await self.upsert(guild_id=guild_id, command=command, uses=uses, seconds=seconds, per=per)

    @cache_invalidate("command_cooldowns")
    async def reset(self, guild_id: int, command: str) -> bool:
        """Take a command's cooldown away; say whether there was one. Needs a unit of work."""
        return await self.delete_by_id(guild_id, command)
