"""The timers of cases: what came of an intent, the end of a measure, and what the log still has to show."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final

from astromorty.database.models import Case, DueTimer, Intent
from astromorty.services.timers import Timers

INTENT: Final = "case_intent"
END: Final = "case_end"
LOG: Final = "case_log"

# How long a process may take from the intent to the case before Discord is asked what came of it; Discord's answer to
# the measure itself is waited for much shorter.
RECONCILE_AFTER: Final = timedelta(minutes=2)
# How long a process may take from the case to its entry in the log; well within the minutes for which Discord knows a
# message by its nonce.
LOG_AFTER: Final = timedelta(minutes=1)


class CaseTimers:
    """Sets and cancels timers in the unit of work of what they are about.

    They name no member: who has their data erased is not released from a measure by that.
    """

    def __init__(self, timers: Timers) -> None:
        self._timers = timers

    async def set_reconciliation(self, intent: Intent) -> None:
        """Have it found out what came of an intent, unless somebody takes it before."""
        at = datetime.now(UTC) + RECONCILE_AFTER
        await self._timers.schedule(INTENT, at, {}, guild_id=intent.guild_id, member_id=None, key=str(intent.id))

    async def cancel_reconciliation(self, intent: Intent) -> None:
        """Leave an intent at that."""
        await self._timers.cancel(INTENT, str(intent.id))

    async def set_end(self, case: Case, at: datetime) -> None:
        """End a case's measure at a time."""
        await self._timers.schedule(END, at, {}, guild_id=case.guild_id, member_id=None, key=key_of(case))

    async def cancel_end(self, case: Case) -> None:
        """Leave the end of a case's measure to others."""
        await self._timers.cancel(END, key_of(case))

    async def set_log(self, case: Case, *, after: timedelta = timedelta(0)) -> None:
        """Have the log show a case as it is then."""
        at = datetime.now(UTC) + after
        await self._timers.schedule(LOG, at, {}, guild_id=case.guild_id, member_id=None, key=key_of(case))

    async def cancel_log(self, case: Case) -> None:
        """Note that the log shows a case already."""
        await self._timers.cancel(LOG, key_of(case))


def key_of(case: Case) -> str:
    """Return what names a case among the timers of a kind."""
    return f"{case.guild_id}:{case.number}"


def case_of(due: DueTimer) -> tuple[int, int]:
    """Return the server and the number of the case that a timer is about."""
    assert due.key is not None
    guild_id, number = due.key.split(":")
    return int(guild_id), int(number)
