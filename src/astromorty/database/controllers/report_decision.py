"""Decisions about reports: the first one stands."""

from __future__ import annotations

from astromorty.database.controllers.base import BaseController
from astromorty.database.controllers.guild import known_guild
from astromorty.database.models import ReportDecision, ReportDecisionRow


class ReportDecisionController(BaseController[ReportDecision]):
    """Reads and writes `report_decision`."""

    row = ReportDecisionRow
    model = ReportDecision

    async def decide(self, guild_id: int, message_id: int, *, case_number: int | None) -> ReportDecision:
        """Write a decision in the open unit of work; raise `AlreadyExistsError` if there is one.

        While another one of the same report is being written, this waits for what becomes of that.
        """
        await self.database.writing_session().execute(known_guild(guild_id))
        return await self.create(guild_id=guild_id, message_id=message_id, case_number=case_number)
