"""The cases that there are: found, listed, counted and changed."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from astromorty.database.controllers.moderation_case import CaseFilter, KindCount, ModerationCaseController
from astromorty.database.engine import Database
from astromorty.database.models import Case
from astromorty.database.models.moderation_case import Kind
from astromorty.errors import Conflict, InvalidInput, Refusal
from astromorty.services.cases.kinds import CASE_KINDS
from astromorty.services.cases.measure import checked_reason
from astromorty.services.cases.timers import LOG_AFTER, CaseTimers
from astromorty.services.timers import Timers


@dataclass(frozen=True, slots=True)
class CaseStats:
    """A server's cases in numbers: by kind, and who opened the most."""

    kinds: tuple[KindCount, ...]
    moderators: tuple[tuple[int, int], ...]


class CaseRegister:
    """Servers' cases as they were recorded; every change has the log follow."""

    def __init__(self, database: Database, timers: Timers) -> None:
        self._database = database
        self._cases = ModerationCaseController(database)
        self._timers = CaseTimers(timers)

    async def get(self, guild_id: int, number: int) -> Case | None:
        """Return a case, or None."""
        return await self._cases.get(guild_id, number)

    async def find(self, guild_id: int, number: int) -> Case:
        """Return a case; raise `InvalidInput`."""
        case = await self.get(guild_id, number) if 0 < number < 2**31 else None
        if case is None:
            raise InvalidInput(f"There is no case {number} in this server. `case list` shows the newest.")
        return case

    async def list(
        self,
        guild_id: int,
        *,
        member_id: int | None = None,
        kind: Kind | None = None,
        moderator_id: int | None = None,
        before: int | None = None,
        limit: int,
    ) -> tuple[Case, ...]:
        """Return cases that meet all conditions, the newest first, from the one whose number is below `before`."""
        of = CaseFilter(member_id, moderator_id, () if kind is None else (kind,))
        return await self._cases.newest(guild_id, of, before=before, limit=limit)

    async def count(
        self,
        guild_id: int,
        *,
        member_id: int | None = None,
        kind: Kind | None = None,
        moderator_id: int | None = None,
    ) -> int:
        """Return how many cases `list` would find."""
        of = CaseFilter(member_id, moderator_id, () if kind is None else (kind,))
        return await self._cases.count_of(guild_id, of)

    async def open_measure(self, guild_id: int, member_id: int, kind: Kind) -> Case | None:
        """Return the case of a measure that a member is still under, or None; the newest if there are several."""
        of = CaseFilter(member_id=member_id, kinds=(kind,), is_open=True)
        running = await self._cases.newest(guild_id, of, limit=1)
        return running[0] if running else None

    async def edit_reason(self, seen: Case, reason: str | None) -> Case:
        """Give a case another reason, or none; raise `InvalidInput`, or `Conflict` if it was changed since `seen`."""
        reason = checked_reason(reason)
        return await self._change(
            lambda: self._cases.change(seen.guild_id, seen.number, seen=seen.version, reason=reason),
            Conflict(
                f"Somebody else changed case {seen.number} meanwhile, so nothing was saved. `case view {seen.number}` "
                "shows it as it is now."
            ),
        )

    async def close(self, seen: Case) -> Case:
        """Close a case that a moderator is done with; raise `InvalidInput` for one that is closed, or still runs."""
        lifted_by = CASE_KINDS[seen.kind].lifted_by
        if seen.is_open and lifted_by is not None:
            raise InvalidInput(
                f"What case {seen.number} is about still holds. `{lifted_by}` ends it and closes the case."
            )
        return await self._change(
            lambda: self._cases.close(seen.guild_id, seen.number),
            InvalidInput(f"Case {seen.number} is closed already. `case reopen {seen.number}` opens it again."),
        )

    async def reopen(self, seen: Case) -> Case:
        """Open a case again; raise `InvalidInput` for one that is open, or whose measure is over."""
        if not seen.is_open and CASE_KINDS[seen.kind].lifted_by is not None:
            raise InvalidInput(f"What case {seen.number} is about is over. `{seen.kind}` opens a new case.")
        return await self._change(
            lambda: self._cases.reopen(seen.guild_id, seen.number),
            InvalidInput(f"Case {seen.number} is open. `case close {seen.number}` closes it."),
        )

    async def _change(self, change: Callable[[], Awaitable[Case | None]], otherwise: Refusal) -> Case:
        """Change a case and have the log show it, should this process not come to that; raise `otherwise`."""
        async with self._database.unit_of_work():
            changed = await change()
            if changed is not None:
                await self._timers.set_log(changed, after=LOG_AFTER)
                return changed
        raise otherwise

    async def note_entry(self, case: Case, *, channel_id: int, message_id: int) -> None:
        """Remember where the log shows a case."""
        await self._cases.note_entry(case.guild_id, case.number, channel_id=channel_id, message_id=message_id)

    async def is_shown(self, case: Case) -> bool:
        """Note that the log shows a case, or has nowhere to show it; False if it was changed since it was read."""
        async with self._database.unit_of_work():
            version = await self._cases.locked_version(case.guild_id, case.number)
            if version is not None and version != case.version:
                return False
            await self._timers.cancel_log(case)
            return True

    async def stats(self, guild_id: int) -> CaseStats:
        """Return a server's cases in numbers."""
        return CaseStats(await self._cases.kind_counts(guild_id), await self._cases.busiest_moderators(guild_id))
