"""What happens to cases without a moderator: intents that nobody finished, measures whose time is over."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from loguru import logger

from astromorty.database.models import Case, DueTimer, Intent
from astromorty.database.models.moderation_case import Kind
from astromorty.services.cases.kinds import CASE_KINDS
from astromorty.services.cases.timers import END, INTENT, LOG, case_of
from astromorty.services.timers import Timers, TryLater

if TYPE_CHECKING:
    from astromorty.services.cases.service import Cases

Reconcile = Callable[[Intent], Awaitable[bool | None]]
EndMeasure = Callable[[Case], Awaitable[None]]
ShowCase = Callable[[Case], Awaitable[None]]


class DueCases:
    """Handles the timers of cases, with what other parts of the bot know about Discord."""

    def __init__(self, cases: Cases, timers: Timers) -> None:
        self.reconcilers: dict[Kind, Reconcile] = {}
        self.enders: dict[Kind, EndMeasure] = {}
        self.show: ShowCase | None = None
        self._cases = cases
        timers.handle(INTENT, self._reconcile, given_up=self._give_up_intent)
        timers.handle(END, self._end, given_up=self._give_up_end)
        timers.handle(LOG, self._show)

    async def _reconcile(self, due: DueTimer) -> None:
        intent = await self._intent(due)
        if intent is None:
            return
        reconcile = self.reconcilers.get(intent.kind)
        if reconcile is None:
            raise TryLater(f"nobody can tell what came of a {intent.kind}")
        took_place = await reconcile(intent)
        if took_place:
            await self._cases.record_late(intent)
            return
        if took_place is None:
            logger.warning("Nobody can know whether a {} of member {} took place", intent.kind, intent.member_id)
        await self._cases.drop(intent)

    async def _give_up_intent(self, due: DueTimer, reason: str) -> None:
        intent = await self._intent(due)
        if intent is not None:
            logger.error("What came of a {} of member {} stays unknown: {}", intent.kind, intent.member_id, reason)
            await self._cases.drop(intent)

    async def _intent(self, due: DueTimer) -> Intent | None:
        assert due.key is not None
        return await self._cases.intent(int(due.key))

    async def _end(self, due: DueTimer) -> None:
        case = await self._cases.get(*case_of(due))
        if case is None or not case.is_open:
            return
        end = self.enders.get(case.kind)
        if end is not None:
            await end(case)
        elif not CASE_KINDS[case.kind].ends_at_discord:
            raise TryLater(f"nobody can end a {case.kind}")
        await self._cases.close_ended(case)

    async def _give_up_end(self, due: DueTimer, reason: str) -> None:
        """Leave the case open; its entry says that somebody has to end by hand what it is about."""
        case = await self._cases.get(*case_of(due))
        if case is not None and case.is_open:
            logger.error("A {} of member {} could not be ended: {}", case.kind, case.member_id, reason)
            await self._cases.show_again(case)

    async def _show(self, due: DueTimer) -> None:
        case = await self._cases.get(*case_of(due))
        if case is not None and self.show is not None:
            await self.show(case)
