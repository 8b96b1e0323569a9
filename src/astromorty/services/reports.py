"""Members' reports: each is decided once, whoever presses at the same time, and in whichever process."""

from __future__ import annotations

from astromorty.database.controllers.report_decision import ReportDecisionController
from astromorty.database.engine import Database
from astromorty.database.errors import AlreadyExistsError
from astromorty.database.models import Case, ReportDecision
from astromorty.errors import Conflict
from astromorty.services.cases import Cases, NewMeasure


class DecidedError(Conflict):
    """A report was decided before.

    Attributes:
        case_number: The case that was opened; None where the report was dismissed.
    """

    def __init__(self, case_number: int | None) -> None:
        what = "dismissed it" if case_number is None else f"opened case {case_number:,} from it"
        super().__init__(f"Somebody was faster: a moderator {what}. Nothing was changed.")
        self.case_number = case_number


class Reports:
    """Decisions about reports, each named by its message in the server's channel for reports."""

    def __init__(self, database: Database, cases: Cases) -> None:
        self._database = database
        self._decisions = ReportDecisionController(database)
        self._cases = cases

    async def expect_undecided(self, guild_id: int, message_id: int) -> None:
        """Raise `DecidedError` if a report was decided."""
        decision = await self._decisions.get_by_id(guild_id, message_id)
        if decision is not None:
            raise DecidedError(decision.case_number)

    async def open_case(self, message_id: int, measure: NewMeasure) -> Case:
        """Open a case from a report; both are written or neither. Raises `DecidedError` and `InvalidInput`."""

        async def decide(case: Case) -> ReportDecision:
            return await self._decisions.decide(measure.guild_id, message_id, case_number=case.number)

        try:
            return await self._cases.record_now(measure, also=decide)
        except AlreadyExistsError:
            await self.expect_undecided(measure.guild_id, message_id)
            raise

    async def dismiss(self, guild_id: int, message_id: int) -> None:
        """Let a report be. Raises `DecidedError`."""
        try:
            async with self._database.unit_of_work():
                await self._decisions.decide(guild_id, message_id, case_number=None)
        except AlreadyExistsError:
            await self.expect_undecided(guild_id, message_id)
            raise
