"""Cases: each measure is written down before Discord is asked, and becomes a numbered case when Discord has done it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, Final

from loguru import logger

from astromorty.database.controllers.case_intent import CaseIntentController
from astromorty.database.controllers.moderation_case import CaseFilter
from astromorty.database.engine import Database
from astromorty.database.errors import DatabaseUnavailableError
from astromorty.database.models import Case, Intent
from astromorty.database.models.moderation_case import Kind
from astromorty.services.background import BackgroundTasks
from astromorty.services.cases.due import DueCases, EndMeasure, Reconcile, ShowCase
from astromorty.services.cases.kinds import CASE_KINDS
from astromorty.services.cases.measure import NewMeasure
from astromorty.services.cases.register import CaseRegister
from astromorty.services.cases.timers import LOG_AFTER, RECONCILE_AFTER
from astromorty.services.timers import Timers

# A member is under one measure of a sort at a time; more than that many were written past the bot.
MOST_REPLACED: Final = 50
# How often a database that was away is asked whether it takes a case that it is owed, in seconds.
TRY_EVERY: Final = 1.0

Also = Callable[[Case], Awaitable[object]]


class Cases(CaseRegister):
    """Servers' cases, from the intent to the end of what they are about."""

    def __init__(self, database: Database, timers: Timers) -> None:
        super().__init__(database, timers)
        self._intents = CaseIntentController(database)
        self._due = DueCases(self, timers)
        self._owed = BackgroundTasks()

    def reconcile_with(self, kind: Kind, reconcile: Reconcile) -> None:
        """Let `reconcile` find out what came of a measure whose process died, or did not hear Discord's answer.

        It is awaited with the intent, in any process, and asks Discord by REST whether the measure took place. True
        makes it a case, False drops it; None drops it too, and the log says that nobody can know. It raises `TryLater`
        while Discord does not tell.
        """
        self._due.reconcilers[kind] = reconcile

    def end_with(self, kind: Kind, end: EndMeasure) -> None:
        """Let `end` undo a measure whose time is over; the case is closed afterwards.

        It is awaited with the case, in any process, maybe again after a failure. What ends by itself at Discord needs
        none: its case is only closed.
        """
        self._due.enders[kind] = end

    def show_with(self, show: ShowCase) -> None:
        """Let `show` bring a server's log up to date with a case that changed without a moderator's command."""
        self._due.show = show

    async def open(self, measure: NewMeasure) -> Intent:
        """Write down what Discord is about to be asked for.

        `record` or `drop` must follow; where neither does, the measure is reconciled after two minutes. Raises
        `InvalidInput` for a reason that is too long.
        """
        async with self._database.unit_of_work():
            intent = await self._intents.open(**measure.values())
            await self._timers.set_reconciliation(intent)
            return intent

    async def record(self, intent: Intent, *, also: Also | None = None) -> Case:
        """Make a numbered case of what Discord has done; once, however often this is called.

        Cases of the same member that it takes the place of are closed. `also` is awaited with the new case in the same
        transaction; not if the intent has become a case already.
        """
        async with self._database.unit_of_work():
            if not await self._take(intent):
                recorded = await self._cases.of_intent(intent.id)
                if recorded is not None:
                    return recorded
            return await self._write_taken(intent, also)

    async def record_late(self, intent: Intent, *, also: Also | None = None) -> None:
        """Record what was left unfinished, unless it came to an end meanwhile; the log shows it at once."""
        async with self._database.unit_of_work():
            if await self._take(intent):
                await self._timers.set_log(await self._write_taken(intent, also))

    def record_soon(self, intent: Intent, *, also: Also | None = None) -> None:
        """Record what Discord has done as soon as the database answers; `also` as in `record`.

        Two minutes later, or when this process ends, it is left to the reconciliation. That cannot tell any more once a
        moderator has acted anew.
        """
        self._owed.start(self._record_soon(intent, also), name=f"record intent {intent.id}")

    async def record_owed(self, *, seconds: float) -> None:
        """Record for up to so many seconds what is owed."""
        await self._owed.close(seconds=seconds)

    async def _record_soon(self, intent: Intent, also: Also | None) -> None:
        try:
            async with asyncio.timeout(RECONCILE_AFTER.total_seconds()):
                while not await self._is_recorded(intent, also):  # noqa: ASYNC110 - another server does it
                    await asyncio.sleep(TRY_EVERY)
        except TimeoutError:
            logger.info("The case of intent {} is left to the reconciliation", intent.id)
        except Exception:  # the edge of the task: the reconciliation is left
            logger.exception("A case could not be recorded late")

    async def _is_recorded(self, intent: Intent, also: Also | None) -> bool:
        try:
            await self.record_late(intent, also=also)
        except DatabaseUnavailableError:
            return False
        return True

    async def drop(self, intent: Intent) -> None:
        """Forget what Discord refused."""
        async with self._database.unit_of_work():
            await self._take(intent)

    async def _take(self, intent: Intent) -> bool:
        taken = await self._intents.take(intent.id)
        await self._timers.cancel_reconciliation(intent)
        return taken is not None

    async def _write_taken(self, intent: Intent, also: Also | None) -> Case:
        return await self._write({**intent.model_dump(exclude={"id"}), "intent_id": intent.id}, also)

    async def record_now(self, measure: NewMeasure, *, also: Also | None = None) -> Case:
        """Make a numbered case of what Discord is not asked for; `also` as in `record`. Raises `InvalidInput`."""
        async with self._database.unit_of_work():
            return await self._write(measure.values(), also)

    async def intent(self, intent_id: int) -> Intent | None:
        """Return an intent that is neither recorded nor dropped yet, or None."""
        return await self._intents.get_by_id(intent_id)

    async def close_ended(self, case: Case) -> None:
        """Close a case whose measure is over, and have the log show that."""
        async with self._database.unit_of_work():
            if await self._cases.close(case.guild_id, case.number) is not None:
                await self._timers.set_log(case)

    async def show_again(self, case: Case) -> None:
        """Have the log show a case as it is by now, in the unit of work of what changed."""
        await self._timers.set_log(case)

    async def _write(self, values: dict[str, Any], also: Also | None) -> Case:
        case = await self._cases.number(**values)
        if case.expires_at is not None:
            await self._timers.set_end(case, case.expires_at)
        await self._timers.set_log(case, after=LOG_AFTER)
        await self._close_replaced(case)
        if also is not None:
            await also(case)
        return case

    async def _close_replaced(self, case: Case) -> None:
        ends = CASE_KINDS[case.kind].ends
        if not ends:
            return
        of = CaseFilter(member_id=case.member_id, kinds=ends, is_open=True)
        for former in await self._cases.newest(case.guild_id, of, before=case.number, limit=MOST_REPLACED):
            await self._cases.close(former.guild_id, former.number)
            await self._timers.cancel_end(former)
            await self._timers.set_log(former)
