"""Reminders: what a member may have, and what becomes of one. Each has one timer, under its number."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from astromorty.database.controllers.member_settings import MemberSettingsController
from astromorty.database.controllers.reminder import ReminderController
from astromorty.database.engine import Database
from astromorty.database.errors import TooManyRowsError
from astromorty.database.models import DueTimer, Reminder
from astromorty.database.models.reminder import LONGEST_TEXT, Place
from astromorty.errors import Conflict, InvalidInput
from astromorty.services.guild_settings import GuildSettings, parse_timezone
from astromorty.services.timers import Timers
from astromorty.services.times import Meant, Rule, next_time, parse_when, split_when

KIND: Final = "reminder"
MOST_ACTIVE: Final = 25
# How long a delivered one can be snoozed, and a failed one is shown.
KEPT: Final = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class MemberZone:
    """The zone whose clocks a member goes by, and whether they chose it themselves."""

    name: str
    is_own: bool

    @property
    def info(self) -> ZoneInfo:
        """The zone itself."""
        return ZoneInfo(self.name)


@dataclass(frozen=True, slots=True)
class Origin:
    """Where and by whom a reminder is set; `guild_id` is None in direct messages."""

    guild_id: int | None
    channel_id: int
    member_id: int


class Reminders:
    """Sets, changes and ends reminders; everything that is due goes through `timers`."""

    def __init__(self, database: Database, timers: Timers, guild_settings: GuildSettings) -> None:
        self._database = database
        self._timers = timers
        self._guild_settings = guild_settings
        self._table = ReminderController(database)
        self._members = MemberSettingsController(database)

    async def zone_of(self, member_id: int, guild_id: int | None) -> MemberZone:
        """Return the member's own time zone, else the server's, else UTC."""
        own = await self._members.timezone(member_id)
        if own is not None:
            return MemberZone(own, is_own=True)
        return MemberZone((await self._guild_settings.get(guild_id)).timezone if guild_id else "UTC", is_own=False)

    async def set_zone(self, member_id: int, text: str | None) -> str | None:
        """Remember the zone that `text` names, and return its IANA name; None forgets it. Raises `InvalidInput`."""
        zone = None if text is None else parse_timezone(text)
        await self._members.set_timezone(member_id, zone)
        return zone

    async def read_when(self, text: str, zone: MemberZone) -> Meant:
        """Return the time that `text` says; raises `InvalidInput`. Reading takes time: it happens in a thread."""
        return await asyncio.to_thread(parse_when, text, zone.info, datetime.now(UTC))

    async def split(self, sentence: str, zone: MemberZone) -> tuple[str, str]:
        """Split a sentence that begins with a time behind it; raises `InvalidInput`."""
        return await asyncio.to_thread(split_when, sentence, zone.info, datetime.now(UTC))

    async def split_if_needed(self, sentence: str, zone: MemberZone) -> tuple[str, str | None]:
        """Return a sentence's time and what is behind it, None where all is a time; raises `InvalidInput`."""
        try:
            await self.read_when(sentence, zone)
        except InvalidInput as error:
            try:
                return await self.split(sentence, zone)
            except InvalidInput:
                raise error from None
        return sentence, None

    async def add(self, origin: Origin, when: Meant, text: str, *, place: Place = "direct") -> Reminder:
        """Set a reminder that comes once. Raises `InvalidInput` for a text too long, or the member's 26th."""
        return await self._add(origin, when.at, text, place=place)

    async def read_first(self, text: str, rule: Rule, zone: MemberZone) -> Meant:
        """Return the rule's first time from the one on that `text` says; raises `InvalidInput`."""
        begin = await self.read_when(text, zone)
        # No rule has a time before the one that it begins with.
        return next_time(rule, begin.local, zone.info, begin.at - timedelta(days=1))

    async def add_repeating(self, origin: Origin, rule: Rule, first: Meant, zone: MemberZone, text: str) -> Reminder:
        """Set a reminder that comes again and again, first at a time of the rule."""
        return await self._add(origin, first.at, text, rule=rule.name, zone=zone.name, first_at=first.local)

    async def _add(
        self,
        origin: Origin,
        due_at: datetime,
        text: str,
        *,
        place: Place = "direct",
        rule: str | None = None,
        zone: str | None = None,
        first_at: datetime | None = None,
    ) -> Reminder:
        async with self._database.unit_of_work():
            await self._make_room(origin.member_id)
            # Its number is new, so nothing can be cached of it.
            reminder = await self._table.create(
                guild_id=origin.guild_id or 0,
                member_id=origin.member_id,
                channel_id=origin.channel_id,
                place=place,
                text=checked_text(text),
                due_at=due_at,
                rule=rule,
                zone=zone,
                first_at=first_at,
            )
            await self._schedule(reminder, due_at)
        return reminder

    async def of_member(self, member_id: int) -> tuple[Reminder, ...]:
        """Return a member's reminders that are to come, the next first, and then those that failed."""
        return await self._table.of_member(member_id)

    async def find(self, member_id: int, number: int) -> Reminder:
        """Return a member's reminder that is to come or failed; raises `InvalidInput`."""
        for reminder in await self.of_member(member_id):
            if reminder.reminder_id == number:
                return reminder
        raise InvalidInput(f"You have no reminder number {number}. `remind list` shows yours.")

    async def edit(self, seen: Reminder, zone: MemberZone, *, when: Meant | None, text: str | None) -> Reminder:
        """Change a reminder's time, text or both; a new time brings a failed one back.

        One that repeats goes by the clocks of `zone` from then on. Raises a `Refusal`.
        """
        values: dict[str, object] = {} if text is None else {"text": checked_text(text)}
        if when is not None:
            values |= {"due_at": when.at, "failure": None}
            values |= {"first_at": when.local, "zone": zone.name} if seen.rule is not None else {}
        async with self._database.unit_of_work():
            if when is not None and not seen.is_active:
                await self._make_room(seen.member_id)
            changed = await self._table.change(seen.guild_id, seen.reminder_id, self._table.is_as_seen(seen), **values)
            if changed is None:
                raise Conflict("That reminder was delivered, deleted or changed just now. Nothing was saved.")
            if when is not None:
                await self._schedule(changed, when.at)
        return changed

    async def delete(self, reminder: Reminder) -> bool:
        """Let a reminder not come; False if it was gone already."""
        async with self._database.unit_of_work():
            await self._timers.cancel(KIND, str(reminder.reminder_id))
            return await self._table.remove(reminder.guild_id, reminder.reminder_id)

    async def delivered_one(self, guild_id: int, number: int) -> Reminder:
        """Return the reminder that a button stands for; raises `InvalidInput` when it is no longer kept."""
        reminder = await self._table.get_reminder(guild_id, number)
        if reminder is None:
            raise InvalidInput(f"That reminder is gone: delivered ones are kept for {KEPT.days} days.")
        return reminder

    async def snooze(self, reminder: Reminder, until: Meant) -> Reminder:
        """Let a delivered reminder come once more; of one that repeats, a copy does. Raises a `Refusal`."""
        if reminder.rule is not None:
            origin = Origin(reminder.guild_id or None, reminder.channel_id, reminder.member_id)
            return await self._add(origin, until.at, reminder.text, place=reminder.place)
        async with self._database.unit_of_work():
            await self._make_room(reminder.member_id)
            values = {"due_at": until.at, "delivered_at": None, "failure": None}
            changed = await self._table.change(reminder.guild_id, reminder.reminder_id, self._table.is_over(), **values)
            if changed is None:
                raise Conflict(f"It is set again already: <t:{int(reminder.due_at.timestamp())}:R>.")
            await self._schedule(changed, until.at)
        return changed

    async def due(self, timer: DueTimer) -> Reminder | None:
        """Return what is to be delivered now; None when there is nothing, and one that was kept long enough is gone."""
        assert timer.key is not None
        reminder = await self._table.get_by_id(int(timer.key))
        if reminder is None or reminder.is_active:
            return reminder
        async with self._database.unit_of_work():
            await self._table.remove(reminder.guild_id, reminder.reminder_id)
        return None

    async def note_delivery(self, seen: Reminder) -> None:
        """Write down that a reminder was delivered, and when it comes again if it repeats.

        One that its member changed meanwhile comes at its new time.
        """
        now = datetime.now(UTC)
        following, over = now + KEPT, {"delivered_at": now}
        if seen.rule is not None and seen.zone is not None and seen.first_at is not None:
            following = next_time(Rule(seen.rule), seen.first_at, ZoneInfo(seen.zone), now).at
            over = {"due_at": following}
        async with self._database.unit_of_work():
            counted = await self._table.change(seen.guild_id, seen.reminder_id, deliveries=seen.deliveries + 1)
            if counted is None or counted.due_at != seen.due_at:
                return
            await self._table.change(seen.guild_id, seen.reminder_id, **over)
            await self._timers.reschedule(KIND, str(seen.reminder_id), following)

    async def note_failure(self, timer: DueTimer, reason: str) -> None:
        """Let the member see why a reminder never came."""
        assert timer.key is not None
        reminder = await self._table.get_by_id(int(timer.key))
        if reminder is not None:
            await self._table.change(reminder.guild_id, reminder.reminder_id, failure=reason)
            await self._schedule(reminder, datetime.now(UTC) + KEPT)

    async def _make_room(self, member_id: int) -> None:
        try:
            await self._table.make_room(member_id, most=MOST_ACTIVE)
        except TooManyRowsError:
            raise InvalidInput(
                f"You have {MOST_ACTIVE} reminders already, as many as there may be. `remind delete` makes room."
            ) from None

    async def _schedule(self, reminder: Reminder, at: datetime) -> None:
        await self._timers.schedule(
            KIND,
            at,
            {},
            guild_id=reminder.guild_id or None,
            member_id=reminder.member_id,
            key=str(reminder.reminder_id),
        )


def checked_text(text: str) -> str:
    """Return what to remind of without white space around it; raises `InvalidInput`."""
    text = text.strip()
    if not text:
        raise InvalidInput("Say what to remind of, for example `remind me 2h take the bread out`.")
    if len(text) > LONGEST_TEXT:
        raise InvalidInput(f"A reminder has at most {LONGEST_TEXT:,} characters; this one has {len(text):,}.")
    return text
