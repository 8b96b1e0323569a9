"""Nicknames that the bot marked and has to give back."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import ColumnElement, delete, exists, update

from astromorty.database.controllers.base import BaseController
from astromorty.database.models import AfkNickname, AfkNicknameRow, AfkRow
from astromorty.database.models.base import table_of
from astromorty.database.models.level import ROW_VERSION


class AfkNicknameController(BaseController[AfkNickname]):
    """Reads and writes `afk_nickname`: recorded before Discord is asked for the mark, forgotten after it was undone."""

    row = AfkNicknameRow
    model = AfkNickname

    async def record(self, member_id: int, guild_id: int, *, original: str | None, marked: str) -> AfkNickname:
        """Record what to give back, in place of what was recorded before; the server must be known."""
        return await self.upsert(
            guild_id=guild_id,
            member_id=member_id,
            original=original,
            marked=marked,
            recording=ROW_VERSION.next_value(),
        )

    async def correct(self, recorded: AfkNickname, marked: str) -> None:
        """Note that Discord wrote the mark otherwise than it was asked to."""
        async with self.database.unit_of_work() as unit:
            await unit.session.execute(update(self._table).where(*self._unchanged(recorded)).values(marked=marked))

    async def forget(self, recorded: AfkNickname) -> None:
        """Forget a record, unless the member's nickname was marked anew since it was read."""
        async with self.database.unit_of_work() as unit:
            await unit.session.execute(delete(self._table).where(*self._unchanged(recorded)))

    async def left_behind(self, guild_ids: Collection[int]) -> tuple[AfkNickname, ...]:
        """Return the nicknames in these servers that members who are back still have to get."""
        return await self.list(self._of_guilds(guild_ids), self._is_back())

    async def left_behind_of(self, member_id: int) -> tuple[AfkNickname, ...]:
        """Return the nicknames that a member who is back still has to get, in all servers."""
        return await self.list(self._table.c.member_id == member_id, self._is_back())

    def _is_back(self) -> ColumnElement[bool]:
        afk, columns = table_of(AfkRow).c, self._table.c
        return ~exists().where(afk.guild_id == columns.guild_id, afk.member_id == columns.member_id)

    def _unchanged(self, recorded: AfkNickname) -> tuple[ColumnElement[bool], ...]:
        columns = self._table.c
        return self._is((recorded.guild_id, recorded.member_id)), columns.recording == recorded.recording
