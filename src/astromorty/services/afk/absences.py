"""Absences: begun and ended with all that belongs to them, or not at all."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from astromorty.database.controllers.afk import AfkController, EndedAfk
from astromorty.database.controllers.afk_mention import AfkMentionController
from astromorty.database.controllers.afk_nickname import AfkNicknameController
from astromorty.database.engine import Database
from astromorty.database.models import Afk, AfkNickname
from astromorty.database.models.afk import AfkEnd
from astromorty.services.afk.nickname_mark import Marking
from astromorty.services.warming import warm_guilds

# A last word after the command is no return.
GRACE: Final = timedelta(seconds=10)


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

    def __init__(self, database: Database) -> None:
        self._database = database
        self._afks = AfkController(database)
        self._mentions = AfkMentionController(database)
        self._nicknames = AfkNicknameController(database)

    async def members(self, guild_id: int) -> frozenset[int]:
        """Return who is away in a server; no I/O where it is known."""
        return await self._afks.members(guild_id)

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
            if marking is None:
                return None
            return await self._nicknames.record(member_id, guild_id, original=marking.original, marked=marking.marked)

    async def end(self, member_id: int, guild_id: int) -> EndedAfk | None:
        """End an absence of whatever kind; None if there is none. Of several who end it at once, one is told."""
        return await self._afks.end(member_id, guild_id)

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

    async def note_nickname(self, recorded: AfkNickname, marked: str) -> None:
        """Remember that Discord wrote the mark otherwise than it was asked to."""
        await self._nicknames.correct(recorded, marked)

    async def forget_nickname(self, recorded: AfkNickname) -> None:
        """Forget what was recorded, unless the nickname was marked anew since."""
        await self._nicknames.forget(recorded)
