"""Members who are away."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Final, cast

from sqlalchemy import ColumnElement, select, text
from sqlalchemy.dialects.postgresql import insert

from astromorty.database.controllers.afk_mention import AfkMentionController
from astromorty.database.controllers.base import BaseController, preload_of_guilds
from astromorty.database.controllers.guild import known_guild
from astromorty.database.engine import Database
from astromorty.database.models import Afk, AfkMention, AfkRow
from astromorty.database.models.afk import AfkEnd
from astromorty.services.cache.decorators import Written, cache_invalidate, cached, write_through
from astromorty.services.cache.local import MISS

NOBODY: Final[frozenset[int]] = frozenset()


@dataclass(frozen=True, slots=True)
class EndedAfk:
    """What a member was away for, and the last mentions of it, the oldest first."""

    afk: Afk
    mentions: tuple[AfkMention, ...]

    @property
    def mention_count(self) -> int:
        """How often the member was mentioned in all."""
        return self.mentions[-1].number if self.mentions else 0


class AfkController(BaseController[Afk]):
    """Reads and writes `afk`; a member without a row is there."""

    row = AfkRow
    model = Afk

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self._mentions = AfkMentionController(database)

    @cached("afk")
    async def get(self, member_id: int, guild_id: int) -> Afk | None:
        """Return what a member is away for, or None."""
        return await self.get_by_id(guild_id, member_id)

    @cached("afk_members")
    async def members(self, guild_id: int) -> frozenset[int]:
        """Return who is away in a server; asked at every message, it costs no I/O where it is known."""
        return (await self._away((guild_id,))).get(guild_id, NOBODY)

    def known_members(self, guild_id: int) -> frozenset[int] | None:
        """Return as `members` does, at once; None where that has to be asked for."""
        known = self.cache.peek("afk_members", guild_id)
        return None if known is MISS else cast("frozenset[int]", known)

    async def preload(self, guild_ids: Collection[int]) -> int:
        """Load who is away in many servers in one statement; return how many cache entries were filled."""
        return await preload_of_guilds(self.cache, "afk_members", guild_ids, self._away, NOBODY)

    async def _away(self, guild_ids: Collection[int]) -> dict[int, frozenset[int]]:
        columns = self._table.c
        query = select(columns.guild_id, columns.member_id).where(self._of_guilds(guild_ids))
        away: defaultdict[int, set[int]] = defaultdict(set)
        async with self.database.session() as session:
            for guild_id, member_id in await session.execute(query):
                away[guild_id].add(member_id)
        return {guild_id: frozenset(members) for guild_id, members in away.items()}

    async def of_guild(self, guild_id: int) -> tuple[Afk, ...]:
        """Return all who are away in a server, the longest first."""
        query = select(self._table).where(self._table.c.guild_id == guild_id).order_by(self._table.c.since)
        return await self._rows(query)

    @write_through("afk")
    async def begin(
        self,
        member_id: int,
        guild_id: int,
        *,
        since: datetime,
        channel_id: int,
        reason: str | None = None,
        ends: AfkEnd = "message",
        until: datetime | None = None,
    ) -> Written[Afk]:
        """Say that a member is away, or away anew; what was noted of an absence that goes on is kept.

        Raises `ValueError` (pydantic's) when a value is out of range.
        """
        values = {"reason": reason, "since": since, "ends": ends, "until": until, "channel_id": channel_id}
        checked = Afk.model_validate({"guild_id": guild_id, "member_id": member_id, **values})
        said = {name: getattr(checked, name) for name in values}
        guild = known_guild(guild_id).cte("known_guild")
        statement = (
            insert(self._table)
            .values(guild_id=guild_id, member_id=member_id, version=0, **said)
            .on_conflict_do_update(index_elements=["guild_id", "member_id"], set_=said)
            .returning(self._table, text("xmax <> 0 AS updated"))
            .add_cte(guild)
        )
        row = (await self.database.writing_session().execute(statement)).mappings().one()
        afk = Afk.model_validate({name: row[name] for name in Afk.model_fields})
        return Written(afk, afk.version, updated=row["updated"])

    @cache_invalidate("afk")
    async def end(self, member_id: int, guild_id: int) -> EndedAfk | None:
        """End an absence of whatever kind; None if there is none, or another call was faster."""
        return await self._end(member_id, guild_id)

    @cache_invalidate("afk")
    async def end_by_message(self, member_id: int, guild_id: int, begun_by: datetime) -> EndedAfk | None:
        """End an absence that lasts until the next message and began at `begun_by` or before; else None, as `end`."""
        columns = self._table.c
        return await self._end(member_id, guild_id, columns.ends == "message", columns.since <= begun_by)

    @cache_invalidate("afk")
    async def end_by_time(self, member_id: int, guild_id: int, until: datetime) -> EndedAfk | None:
        """End an absence that was to last until this very time; else None, as `end`."""
        return await self._end(member_id, guild_id, self._table.c.until == until)

    async def _end(self, member_id: int, guild_id: int, *where: ColumnElement[bool]) -> EndedAfk | None:
        identity = self._is((guild_id, member_id))
        # Whoever gets the lock ends it; mentions are recorded under the same lock, so that none is missed.
        afk = await self._row(select(self._table).where(identity, *where).with_for_update())
        if afk is None:
            return None
        mentions = await self._mentions.of_member(member_id, guild_id)
        await self.delete_by_id(guild_id, member_id)
        return EndedAfk(afk, mentions)
