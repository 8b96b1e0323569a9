"""What is being asked of Discord; each intent is taken by one, who makes a case of it or drops it."""

from __future__ import annotations

from sqlalchemy import delete

from astromorty.database.controllers.base import BaseController
from astromorty.database.controllers.guild import known_guild
from astromorty.database.models import CaseIntentRow, Intent


class CaseIntentController(BaseController[Intent]):
    """Reads and writes `case_intent`. All writes need an open unit of work, which sets or cancels the timer too."""

    row = CaseIntentRow
    model = Intent

    async def open(self, guild_id: int, **values: object) -> Intent:
        """Write an intent."""
        await self.database.writing_session().execute(known_guild(guild_id))
        return await self.create(guild_id=guild_id, **values)

    async def take(self, intent_id: int) -> Intent | None:
        """Delete an intent and return it; None if somebody else took it. Who comes second waits for the first."""
        return await self._row(delete(self._table).where(self._is((intent_id,))).returning(self._table))
