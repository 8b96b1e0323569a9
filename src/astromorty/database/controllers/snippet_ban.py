"""Members who may write no snippets."""

from __future__ import annotations

from astromorty.database.controllers.base import BaseController
from astromorty.database.controllers.guild import known_guild
from astromorty.database.models import SnippetBan, SnippetBanRow


class SnippetBanController(BaseController[SnippetBan]):
    """Reads and writes `snippet_ban`."""

    row = SnippetBanRow
    model = SnippetBan

    async def ban(self, guild_id: int, member_id: int, reason: str | None) -> SnippetBan:
        """Keep a member from writing snippets; of a member who is banned already the reason is replaced."""
        async with self.database.unit_of_work() as unit:
            await unit.session.execute(known_guild(guild_id))
            return await self.upsert(guild_id=guild_id, member_id=member_id, reason=reason)

    async def unban(self, guild_id: int, member_id: int) -> bool:
        """Let a member write snippets again; say whether they were kept from it."""
        async with self.database.unit_of_work():
            return await self.delete_by_id(guild_id, member_id)
