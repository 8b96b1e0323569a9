"""Announcements in an exported configuration."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Annotated, Any, Final
from zoneinfo import ZoneInfo

import discord
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from astromorty.cogs.announcements.words import listed
from astromorty.cogs.announcements.writing import Writing, draft_of
from astromorty.database.controllers.announcement import MOST_ANNOUNCEMENTS
from astromorty.database.models import Announcement
from astromorty.database.models.announcement import LONGEST_TEXT
from astromorty.errors import InvalidInput, Refusal
from astromorty.places import named_place
from astromorty.portable import Change, Snowflake, read_part
from astromorty.services.announcements import Draft, Plan
from astromorty.services.guild_settings import parse_timezone
from astromorty.services.times import find_rule, next_time, parse_moment
from astromorty.ui.quote import excerpt
from astromorty.ui.times import moment

if TYPE_CHECKING:
    from astromorty.bot import Astromorty

PAST: Final = "Its time was past when it was imported. Give it a new one: `announce edit`."


class _Entry(BaseModel):
    """An announcement in the file; `at` is as the commands take it, for one that repeats the first time."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)

    channel: Snowflake
    text: Annotated[str, Field(min_length=1, max_length=LONGEST_TEXT)]
    at: str
    every: str | None = None
    zone: str | None = None
    paused: bool = False


_FILE: Final = TypeAdapter(Annotated[list[_Entry], Field(max_length=MOST_ANNOUNCEMENTS)])


class PortableAnnouncements:
    """The part of a file that holds them. Who imports it wrote what is new: it notifies whom they may notify."""

    title = "announcements"

    def __init__(self, bot: "Astromorty", writing: Writing) -> None:
        self._bot = bot
        self._writing = writing

    async def export(self, guild: discord.Guild) -> Any:
        """Return them by channel, time and text; None if there are none."""
        found = [_entry_of(each) for each in await self._writing.announcements.of_guild(guild.id)]
        ordered = sorted(found, key=lambda each: (int(each.channel), each.at, each.text, each.every or ""))
        return [each.model_dump(exclude_none=True) for each in ordered] or None

    async def check(self, member: discord.Member, content: object) -> Change:
        """Return what would change; raises `InvalidInput`, or `NotAllowed` for who may not announce."""
        entries = read_part(_FILE, [] if content is None else content)
        gone = list(await self._writing.announcements.of_guild(member.guild.id))
        zone = (await self._writing.zone_of(member.guild.id)).name
        added: list[tuple[Draft, Plan]] = []
        for number, (entry, plan) in enumerate(await asyncio.to_thread(_planned, entries, zone)):
            kept = next((each for each in gone if _entry_of(each) == _normal(entry, plan)), None)
            if kept is not None:
                gone.remove(kept)
                continue
            await self._bot.gate.refuse(member, "announce at" if plan.rule is None else "announce every")
            try:
                added.append((draft_of(member, named_place(member, int(entry.channel)), entry.text), plan))
            except Refusal as error:
                raise InvalidInput(f"{number}: {error}") from None
        if gone:
            await self._bot.gate.refuse(member, "announce delete")

        async def apply() -> None:
            await self._writing.announcements.replace(gone, added)

        return Change([*map(_added, added), *(f"No announcement any more: {listed(each)}" for each in gone)], apply)


def _planned(entries: Sequence[_Entry], server_zone: str) -> list[tuple[_Entry, Plan]]:
    """Read the times of a file as the commands do, in a thread; raise `InvalidInput` for the first that is none."""
    now, planned = datetime.now(UTC), list[tuple[_Entry, Plan]]()
    for number, entry in enumerate(entries):
        try:
            planned.append((entry, _plan_of(entry, server_zone, now)))
        except InvalidInput as error:
            raise InvalidInput(f"{number}: {error}") from None
    return planned


def _plan_of(entry: _Entry, server_zone: str, now: datetime) -> Plan:
    zone = server_zone if entry.zone is None else parse_timezone(entry.zone)
    begin = parse_moment(entry.at, ZoneInfo(zone), now)
    if entry.every is not None:
        rule = find_rule(entry.every)
        first = next_time(rule, begin.local, ZoneInfo(zone), begin.at - timedelta(days=1))
        return Plan(first, zone, rule, entry.paused)
    if begin.at > now:
        return Plan(begin, zone, None, entry.paused)
    return Plan(begin, zone, None, is_paused=True, problem=PAST)


def _normal(entry: _Entry, plan: Plan) -> _Entry:
    """Return an entry as an export would have it."""
    if plan.rule is None:
        times = {"at": _written(plan.meant.at), "every": None, "zone": None}
    else:
        times = {"at": _written(plan.meant.local), "every": plan.rule.name, "zone": plan.zone}
    return entry.model_copy(update={**times, "paused": plan.is_paused})


def _entry_of(each: Announcement) -> _Entry:
    at = each.due_at.astimezone(UTC) if each.first_at is None else each.first_at
    return _Entry(
        channel=str(each.channel_id),
        text=each.text,
        at=_written(at),
        every=each.rule,
        zone=each.zone,
        paused=each.is_paused,
    )


def _written(at: datetime) -> str:
    return at.isoformat(sep=" ", timespec="seconds")


def _added(new: tuple[Draft, Plan]) -> str:
    draft, plan = new
    repeats = "" if plan.rule is None else f", every {plan.rule.name}"
    paused = "" if not plan.is_paused else ", paused: its time is past" if plan.problem else ", paused"
    return f"Announcement in <#{draft.channel_id}>: {moment(plan.meant.at)}{repeats}{paused}: {excerpt(draft.text)}"
