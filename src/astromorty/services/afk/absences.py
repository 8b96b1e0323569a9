"""Absences: begun and ended with all that belongs to them, or not at all."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from astromorty.database.controllers.afk import AfkController, EndedAfk
from astromorty.database.controllers.afk_mention import AfkMentionController
from astromorty.database.controllers.afk_nickname import AfkNicknameController
from astromorty.database.engine import Database
from astromorty.database.models import Afk, AfkNickname
from astromorty.database.models.afk import AfkEnd
from astromorty.services.afk.nickname_mark import Marking
from astromorty.services.timers import Timers
from astromorty.services.warming import warm_guilds

# A last word after the command is no return.
GRACE: Final = timedelta(seconds=10)
# The timers' kind. Their payload says which absence is over, or nothing where only the nickname is to be restored.
AFK_END: Final = "afk_end"
RESTORE_AGAIN: Final = timedelta(seconds=30)


@dataclass(frozen=True, slots=True)
class NewAbsence:
    """What a member said. Times are Discord's: `since` is when the command was sent."""

    member_id: int
    guild_id: int
    channel_id: int
    since: datetime
    reason: str | None = None
    ends: AfkEnd = "message"
    until: datetime | None = None


class Absences:
    """Who is away, in every server."""

    def __init__(self, database: Database, timers: Timers) -> None:
        self._database = database
        self._timers = timers
        self._afks = AfkController(database)
        self._mentions = AfkMentionController(database)
        self._nicknames = AfkNicknameController(database)

    async def members(self, guild_id: int) -> frozenset[int]:
        """Return who is away in a server; no I/O where it is known."""
        return await self._afks.members(guild_id)

    def known_members(self, guild_id: int) -> frozenset[int] | None:
        """Return who is away in a server, at once; None where that has to be asked for."""
        return self._afks.known_members(guild_id)

    async def get(self, member_id: int, guild_id: int) -> Afk | None:
        """Return what a member is away for; None for one who is there."""
        return await self._afks.get(member_id, guild_id)

    async def of_guild(self, guild_id: int) -> tuple[Afk, ...]:
        """Return all who are away in a server, the longest first."""
        return await self._afks.of_guild(guild_id)

    async def warm(self, guild_ids: Collection[int]) -> int:
        """Load who is away in these servers, within 30 s; return how many cache entries were filled."""
        return await warm_guilds(self._afks.cache, guild_ids, self._afks.preload)

    async def begin(self, absence: NewAbsence, marking: Marking | None) -> AfkNickname | None:
        """Record that a member is away, or away anew.

        With `marking`, record also what nickname to give back, before anybody asks Discord for the mark: returns that
        record, which is to be forgotten should Discord refuse.
        """
        member_id, guild_id = absence.member_id, absence.guild_id
        async with self._database.unit_of_work():
            await self._afks.begin(
                member_id,
                guild_id,
                since=absence.since,
                channel_id=absence.channel_id,
                reason=absence.reason,
                ends=absence.ends,
                until=absence.until,
            )
            await self._set_timer(absence)
            if marking is None:
                return None
            return await self._nicknames.record(member_id, guild_id, original=marking.original, marked=marking.marked)

    async def end(self, member_id: int, guild_id: int) -> EndedAfk | None:
        """End an absence of whatever kind; None if there is none. Of several who end it at once, one is told."""
        async with self._database.unit_of_work():
            ended = await self._afks.end(member_id, guild_id)
            if ended is not None and ended.afk.until is not None:
                await self._timers.cancel(AFK_END, _key(member_id, guild_id))
            return ended

    async def end_by_time(self, member_id: int, guild_id: int, until: datetime) -> EndedAfk | None:
        """End an absence that was to last until this very time; else None, as `end`."""
        return await self._afks.end_by_time(member_id, guild_id, until)

    async def end_by_message(self, afk: Afk, sent_at: datetime) -> EndedAfk | None:
        """End an absence if a message that the member sent then does; else None, as `end`."""
        begun_by = sent_at - GRACE
        if afk.ends != "message" or afk.since > begun_by:
            return None
        return await self._afks.end_by_message(afk.member_id, afk.guild_id, begun_by)

    async def note_mentions(
        self, guild_id: int, member_ids: Collection[int], *, author_id: int, channel_id: int, message_id: int
    ) -> None:
        """Remember where these members were mentioned, for their return."""
        await self._mentions.record(
            guild_id, member_ids, author_id=author_id, channel_id=channel_id, message_id=message_id
        )

    async def nickname_to_restore(self, member_id: int, guild_id: int) -> AfkNickname | None:
        """Return what was recorded of a member's nickname."""
        return await self._nicknames.get_by_id(guild_id, member_id)

    async def nicknames_left_behind(self, guild_ids: Collection[int]) -> tuple[AfkNickname, ...]:
        """Return the nicknames of members who are back, which an earlier process could not restore."""
        return await self._nicknames.left_behind(guild_ids)

    async def nicknames_left_behind_of(self, member_id: int) -> tuple[AfkNickname, ...]:
        """Return the nicknames that a member who is back still has to get, in all servers."""
        return await self._nicknames.left_behind_of(member_id)

    async def note_nickname(self, recorded: AfkNickname, marked: str) -> None:
        """Remember that Discord wrote the mark otherwise than it was asked to."""
        await self._nicknames.correct(recorded, marked)

    async def restore_nickname_later(self, member_id: int, guild_id: int) -> None:
        """Have the nickname restored by a timer, as Discord does not answer now."""
        async with self._database.unit_of_work():
            await self._timers.schedule(
                AFK_END,
                datetime.now(UTC) + RESTORE_AGAIN,
                {},
                guild_id=guild_id,
                member_id=member_id,
                key=f"nickname {_key(member_id, guild_id)}",
            )

    async def forget_nickname(self, recorded: AfkNickname) -> None:
        """Forget what was recorded, unless the nickname was marked anew since."""
        await self._nicknames.forget(recorded)

    async def _set_timer(self, absence: NewAbsence) -> None:
        member_id, guild_id, until = absence.member_id, absence.guild_id, absence.until
        key = _key(member_id, guild_id)
        if until is None:
            await self._timers.cancel(AFK_END, key)
        else:
            payload = {"until": until.isoformat()}
            await self._timers.schedule(AFK_END, until, payload, guild_id=guild_id, member_id=member_id, key=key)


def _key(member_id: int, guild_id: int) -> str:
    return f"{guild_id} {member_id}"
