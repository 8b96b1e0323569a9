"""Sticky messages as rows: what each says, where it stands, and who is about to post it anew."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import timedelta
from typing import Final, cast

from sqlalchemy import ColumnElement, and_, delete, func, select, update

from astromorty.database.controllers.base import BaseController, preload_of_guilds
from astromorty.database.controllers.guild import known_guild, locked_guild
from astromorty.database.errors import TooManyRowsError
from astromorty.database.models import StickyMessage, StickyMessageRow
from astromorty.services.cache.decorators import cache_invalidate, cached
from astromorty.services.cache.local import MISS

# How long a process has for posting one before another may: twice the time-out of what it asks of Discord.
LEASE: Final = timedelta(seconds=60)

MOST_STICKIES: Final = 50
NOWHERE: Final[frozenset[int]] = frozenset()


class StickyController(BaseController[StickyMessage]):
    """Reads and writes `sticky_message`; of several processes only one posts at a time."""

    row = StickyMessageRow
    model = StickyMessage

    @cached("sticky_messages")
    async def channels(self, guild_id: int) -> frozenset[int]:
        """Return the channels with one that can be posted; asked at every message, it costs no I/O where known."""
        return (await self._channels((guild_id,))).get(guild_id, NOWHERE)

    async def preload(self, guild_ids: Collection[int]) -> int:
        """Load the channels of many servers in one statement; return how many cache entries were filled."""
        return await preload_of_guilds(self.cache, "sticky_messages", guild_ids, self._channels, NOWHERE)

    async def _channels(self, guild_ids: Collection[int]) -> dict[int, frozenset[int]]:
        columns = self._table.c
        query = select(columns.guild_id, columns.channel_id).where(
            self._of_guilds(guild_ids), columns.problem.is_(None)
        )
        found: defaultdict[int, set[int]] = defaultdict(set)
        async with self.database.session() as session:
            for guild_id, channel_id in await session.execute(query):
                found[guild_id].add(channel_id)
        return {guild_id: frozenset(channels) for guild_id, channels in found.items()}

    def known_channels(self, guild_id: int) -> frozenset[int] | None:
        """Return as `channels` does, at once; None where that has to be asked for."""
        known = self.cache.peek("sticky_messages", guild_id)
        return None if known is MISS else cast("frozenset[int]", known)

    async def of_guild(self, guild_id: int) -> tuple[StickyMessage, ...]:
        """Return all of a server."""
        return await self.list(self._table.c.guild_id == guild_id)

    @cache_invalidate("sticky_messages")
    async def set(self, guild_id: int, channel_id: int, text: str, author_id: int | None) -> StickyMessage:
        """Let a channel have this one, instead of the one it has; what kept that from being posted is forgotten.

        Raises `TooManyRowsError`; needs a unit of work.
        """
        columns = self._table.c
        await self.database.writing_session().execute(known_guild(guild_id))
        await self.database.writing_session().execute(locked_guild(guild_id))
        if await self.count(columns.guild_id == guild_id, columns.channel_id != channel_id) >= MOST_STICKIES:
            raise TooManyRowsError(self._table.name, MOST_STICKIES)
        return await self.upsert(guild_id=guild_id, channel_id=channel_id, text=text, author_id=author_id, problem=None)

    @cache_invalidate("sticky_messages")
    async def remove(self, guild_id: int, channel_id: int) -> StickyMessage | None:
        """Let a channel have none any more; return the one that it had. Needs a unit of work."""
        return await self._row(delete(self._table).where(self._at(guild_id, channel_id)).returning(self._table))

    async def claim(self, guild_id: int, channel_id: int) -> tuple[StickyMessage, bool] | None:
        """Take it upon this process to post one anew.

        Returns it, and whether an earlier claim was left unfinished; None where there is none to post, or another
        process is about to.
        """
        columns = self._table.c
        free = columns.claimed_at.is_(None) | (columns.claimed_at < func.now() - LEASE)
        before = select(columns.claimed_at).where(self._at(guild_id, channel_id)).with_for_update()
        claim = (
            update(self._table)
            .where(self._at(guild_id, channel_id), columns.problem.is_(None), free)
            .values(claimed_at=func.now())
            .returning(self._table)
        )
        async with self.database.unit_of_work() as unit:
            unfinished = (await unit.session.execute(before)).scalar_one_or_none() is not None
            claimed = await self._row(claim)
        return None if claimed is None else (claimed, unfinished)

    async def finish(self, claimed: StickyMessage, message_id: int) -> bool:
        """Write down where it stands now; False if it was removed, or claimed anew, meanwhile."""
        return await self._end_claim(claimed.guild_id, claimed, message_id=message_id)

    async def fail(self, claimed: StickyMessage, problem: str) -> bool:
        """Post it no more until somebody sets it again, and keep why; False as for `finish`."""
        return await self._end_claim(claimed.guild_id, claimed, problem=problem)

    async def _end_claim(self, guild_id: int, claimed: StickyMessage, **values: object) -> bool:
        async with self.database.unit_of_work():
            return await self._change(guild_id, claimed, claimed_at=None, **values) is not None

    @cache_invalidate("sticky_messages")
    async def _change(self, guild_id: int, claimed: StickyMessage, **values: object) -> StickyMessage | None:
        mine = and_(self._at(guild_id, claimed.channel_id), self._table.c.claimed_at == claimed.claimed_at)
        return await self._row(update(self._table).where(mine).values(**values).returning(self._table))

    def _at(self, guild_id: int, channel_id: int) -> ColumnElement[bool]:
        return and_(self._table.c.guild_id == guild_id, self._table.c.channel_id == channel_id)
