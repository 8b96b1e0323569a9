"""Starred messages: who works on one has it for a while, and only they write what came of it."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from sqlalchemy import func, select, text

from astromorty.database.controllers.base import BaseController
from astromorty.database.controllers.guild import known_guild
from astromorty.database.models import StarboardEntry, StarboardEntryRow

# On the database's clock. Who asks again while holding it does not get it twice.
CLAIM: Final = text("""
    INSERT INTO starboard_entry AS held (guild_id, message_id, channel_id, claimed_until)
    VALUES (:guild_id, :message_id, :channel_id, now() + make_interval(secs => :seconds))
    ON CONFLICT (guild_id, message_id) DO UPDATE
    SET claim = held.claim + 1, claimed_until = excluded.claimed_until
    WHERE held.claimed_until <= now()
    RETURNING *
""")
_HELD: Final = "guild_id = :guild_id AND message_id = :message_id AND claim = :claim"
RELEASE: Final = text(f"UPDATE starboard_entry SET claimed_until = now() WHERE {_HELD}")  # noqa: S608 - constant
SHOWN: Final = text(f"""
    UPDATE starboard_entry
    SET entry_channel_id = :entry_channel_id, entry_id = :entry_id, stars = :stars, author_id = :author_id
    WHERE {_HELD}
""")  # noqa: S608 - constant
REMOVED: Final = text(f"""
    UPDATE starboard_entry SET entry_channel_id = NULL, entry_id = NULL, stars = 0, removals = removals + 1
    WHERE {_HELD}
""")  # noqa: S608 - constant
FORGET: Final = text(f"DELETE FROM starboard_entry WHERE {_HELD}")  # noqa: S608 - constant


class StarboardController(BaseController[StarboardEntry]):
    """Reads and writes `starboard_entry`."""

    row = StarboardEntryRow
    model = StarboardEntry

    async def known(self, guild_id: int, message_ids: Collection[int]) -> tuple[StarboardEntry, ...]:
        """Return those of some messages that are on the starboard, or were."""
        columns = self._table.c
        return await self.list(columns.guild_id == guild_id, columns.message_id.in_(sorted(message_ids)))

    async def claim(self, guild_id: int, channel_id: int, message_id: int, seconds: float) -> StarboardEntry | None:
        """Take a message for so many seconds; None while somebody else has it."""
        values = {"guild_id": guild_id, "channel_id": channel_id, "message_id": message_id, "seconds": seconds}
        async with self.database.unit_of_work() as unit:
            await unit.session.execute(known_guild(guild_id))
            found = (await unit.session.execute(CLAIM, values)).mappings().one_or_none()
        return None if found is None else self.model.of_row(found)

    async def release(self, held: StarboardEntry) -> None:
        """Let the next one have it; nothing happens if they have."""
        async with self.database.unit_of_work() as unit:
            await unit.session.execute(RELEASE, _identity(held))

    async def shown(
        self, held: StarboardEntry, *, entry_channel_id: int, entry_id: int, stars: int, author_id: int
    ) -> None:
        """Note where the entry is and what it shows, unless somebody else has the message by now."""
        values = {"entry_channel_id": entry_channel_id, "entry_id": entry_id, "stars": stars, "author_id": author_id}
        async with self.database.unit_of_work() as unit:
            await unit.session.execute(SHOWN, _identity(held) | values)

    async def removed(self, held: StarboardEntry) -> None:
        """Note that the entry is gone, unless somebody else has the message by now."""
        async with self.database.unit_of_work() as unit:
            await unit.session.execute(REMOVED, _identity(held))

    async def forget(self, held: StarboardEntry) -> None:
        """Forget a message that is not on the starboard and was not, or that is gone."""
        async with self.database.unit_of_work() as unit:
            await unit.session.execute(FORGET, _identity(held))

    async def top_messages(self, guild_id: int, author_id: int | None, most: int) -> tuple[StarboardEntry, ...]:
        """Return the messages with the most stars, of everybody or of one member."""
        columns = self._table.c
        query = select(self._table).where(columns.guild_id == guild_id, columns.entry_id.is_not(None))
        if author_id is not None:
            query = query.where(columns.author_id == author_id)
        return await self._rows(query.order_by(columns.stars.desc(), columns.message_id).limit(most))

    async def top_authors(self, guild_id: int, most: int) -> tuple[tuple[int, int, int], ...]:
        """Return whose messages have the most stars: member, stars, messages."""
        columns = self._table.c
        stars = func.sum(columns.stars)
        query = (
            select(columns.author_id, stars, func.count())
            .where(columns.guild_id == guild_id, columns.entry_id.is_not(None), columns.author_id.is_not(None))
            .group_by(columns.author_id)
            .order_by(stars.desc(), columns.author_id)
            .limit(most)
        )
        async with self.database.session() as session:
            return tuple((row[0], row[1], row[2]) for row in await session.execute(query))

    async def totals(self, guild_id: int, author_id: int | None = None) -> tuple[int, int]:
        """Return how many messages are on the starboard, and how many stars they have together."""
        columns = self._table.c
        query = select(func.count(), func.coalesce(func.sum(columns.stars), 0)).where(
            columns.guild_id == guild_id, columns.entry_id.is_not(None)
        )
        if author_id is not None:
            query = query.where(columns.author_id == author_id)
        async with self.database.session() as session:
            found = (await session.execute(query)).one()
        return found[0], found[1]


def _identity(held: StarboardEntry) -> dict[str, object]:
    return {"guild_id": held.guild_id, "message_id": held.message_id, "claim": held.claim}
