"""Announcements: what a server may have, and what becomes of one. Each has one timer, under its number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from astromorty.database.controllers.announcement import AnnouncementController
from astromorty.database.engine import Database
from astromorty.database.errors import TooManyRowsError
from astromorty.database.models import Announcement, DueTimer
from astromorty.errors import Conflict, InvalidInput
from astromorty.services.timers import Timers
from astromorty.services.times import Meant, Rule, next_time

KIND: Final = "announcement"
# One that is later than this is posted no more: news of yesterday confuse.
LATEST: Final = timedelta(hours=1)
_HIGHEST: Final = 2**63 - 1  # Postgres' bigint


@dataclass(frozen=True, slots=True)
class Draft:
    """What is to be announced, where and by whom; `pings` says whether what it mentions is notified."""

    guild_id: int
    channel_id: int
    author_id: int
    text: str
    pings: bool


@dataclass(frozen=True, slots=True)
class Plan:
    """When something is announced.

    Attributes:
        meant: Its time, or the first one of those that repeat.
        zone: The IANA zone by whose clocks that is.
        rule: What repeats; None for once.
        is_paused: Whether it waits until somebody resumes it.
        problem: What is to be known about it, in a sentence.
    """

    meant: Meant
    zone: str
    rule: Rule | None = None
    is_paused: bool = False
    problem: str | None = None


class Announcements:
    """Makes, changes and ends announcements; everything that is due goes through `timers`."""

    def __init__(self, database: Database, timers: Timers) -> None:
        self._database = database
        self._timers = timers
        self._table = AnnouncementController(database)

    async def of_guild(self, guild_id: int) -> tuple[Announcement, ...]:
        """Return a server's announcements, the next first and paused ones last."""
        return await self._table.of_guild(guild_id)

    async def find(self, guild_id: int, number: int) -> Announcement:
        """Return a server's announcement; raises `InvalidInput`."""
        found = await self._table.find(guild_id, number) if 0 < number <= _HIGHEST else None
        if found is None:
            raise InvalidInput(f"There is no announcement number {number}. `announce list` shows those there are.")
        return found

    async def add(self, draft: Draft, plan: Plan) -> Announcement:
        """Let something be announced; raises `InvalidInput`. What repeats may have begun long ago."""
        now, due_at, repeats = datetime.now(UTC), plan.meant.at, dict[str, object]()
        if plan.rule is not None:
            repeats = {"rule": plan.rule.name, "zone": plan.zone, "first_at": plan.meant.local}
            if due_at <= now:
                due_at = next_time(plan.rule, plan.meant.local, ZoneInfo(plan.zone), now).at
        try:
            async with self._database.unit_of_work():
                await self._table.make_room(draft.guild_id)
                made = await self._table.create(
                    guild_id=draft.guild_id,
                    channel_id=draft.channel_id,
                    author_id=draft.author_id,
                    text=draft.text,
                    pings=draft.pings,
                    due_at=due_at,
                    is_paused=plan.is_paused,
                    problem=plan.problem,
                    **repeats,
                )
                if not made.is_paused:
                    await self._schedule(made)
        except TooManyRowsError as error:
            raise InvalidInput(
                f"There are {error.most} announcements already, as many as there may be. `announce delete` makes room."
            ) from None
        return made

    async def edit(
        self, seen: Announcement, *, draft: Draft | None = None, when: Meant | None = None, zone: str | None = None
    ) -> Announcement:
        """Change the text and who answers for it, the time, or both; raises `Conflict`."""
        values: dict[str, object] = {}
        if draft is not None:
            values |= {"text": draft.text, "pings": draft.pings, "author_id": draft.author_id}
        if when is not None:
            values |= {"due_at": when.at, "is_paused": False, "problem": None}
            values |= {"first_at": when.local, "zone": zone} if seen.rule is not None else {}
        return await self._change(seen, **values)

    async def pause(self, seen: Announcement) -> Announcement:
        """Post it no more until it is resumed; raises `Conflict`."""
        return await self._change(seen, is_paused=True)

    async def resume(self, seen: Announcement) -> Announcement:
        """Post it again from its next time on; raises a `Refusal`, for one whose only time is past."""
        due_at = following(seen) if seen.due_at <= datetime.now(UTC) else seen.due_at
        if due_at is None:
            raise InvalidInput("Its time is past. Give it a new one: `announce edit 7 tomorrow 9am`.")
        return await self._change(seen, due_at=due_at, is_paused=False, problem=None)

    async def post_now(self, seen: Announcement) -> Announcement:
        """Let it be due now; one that repeats goes on by its rule. Raises `Conflict`."""
        return await self._change(seen, due_at=datetime.now(UTC), is_paused=False, problem=None)

    async def delete(self, seen: Announcement) -> None:
        """Let it not be posted."""
        async with self._database.unit_of_work():
            await self._timers.cancel(KIND, str(seen.announcement_id))
            await self._table.delete_by_id(seen.announcement_id)

    async def replace(self, gone: Sequence[Announcement], added: Sequence[tuple[Draft, Plan]]) -> None:
        """Delete some and make others, inside a unit of work."""
        for each in gone:
            await self.delete(each)
        for draft, plan in added:
            await self.add(draft, plan)

    async def due(self, timer: DueTimer) -> Announcement | None:
        """Return what is due now; None when there is nothing."""
        assert timer.key is not None
        found = await self._table.get_by_id(int(timer.key))
        return None if found is None or found.is_paused else found

    async def note_missed(self, seen: Announcement) -> str | None:
        """Write down that it came due too long ago to be posted; return that in a sentence, None if it changed."""
        missed = f"I was away at <t:{int(seen.due_at.timestamp())}:F>, and it was not posted."
        return missed if await self._go_on(seen, problem=missed) else None

    async def note_post(self, seen: Announcement) -> None:
        """Write down that it was posted, and when it comes again if it repeats."""
        await self._go_on(seen, problem=None)

    async def note_failure(self, timer: DueTimer, reason: str) -> Announcement | None:
        """Pause what could not be posted, and keep why; return it, None if it was changed meanwhile."""
        assert timer.key is not None
        found = await self._table.get_by_id(int(timer.key))
        return None if found is None else await self._table.change(found, is_paused=True, problem=reason)

    async def _go_on(self, seen: Announcement, *, problem: str | None) -> bool:
        """End what comes once, unless there is a problem to tell; let the rest come again.

        Return False where it was changed meanwhile, and stays as it is.
        """
        again = following(seen)
        posts = seen.posts + (problem is None)
        async with self._database.unit_of_work():
            if again is not None:
                values: dict[str, object] = {"posts": posts, "due_at": again, "problem": problem}
            elif problem is not None:
                values = {"is_paused": True, "problem": problem}
            else:
                values = {"posts": posts}
            if await self._table.change(seen, **values) is None:
                return False
            if again is not None:
                await self._timers.reschedule(KIND, str(seen.announcement_id), again)
            elif problem is None:
                await self._table.delete_by_id(seen.announcement_id)
            return True

    async def _change(self, seen: Announcement, **values: object) -> Announcement:
        async with self._database.unit_of_work():
            changed = await self._table.change(seen, **values)
            if changed is None:
                raise Conflict("That announcement was posted, deleted or changed just now. Nothing was saved.")
            if changed.is_paused:
                await self._timers.cancel(KIND, str(seen.announcement_id))
            else:
                await self._schedule(changed)
        return changed

    async def _schedule(self, made: Announcement) -> None:
        key = str(made.announcement_id)
        await self._timers.schedule(KIND, made.due_at, {}, guild_id=made.guild_id, member_id=None, key=key)


def is_missed(seen: Announcement) -> bool:
    """Say whether it came due too long ago to be posted."""
    return datetime.now(UTC) - seen.due_at > LATEST


def following(seen: Announcement) -> datetime | None:
    """Return the next time after now of one that repeats; None for one that comes once."""
    if seen.rule is None or seen.zone is None or seen.first_at is None:
        return None
    return next_time(Rule(seen.rule), seen.first_at, ZoneInfo(seen.zone), datetime.now(UTC)).at
