"""Who mentioned members who are away."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from sqlalchemy import BigInteger, Integer, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.sql.expression import bindparam

from astromorty.database.controllers.base import BaseController
from astromorty.database.models import AfkMention, AfkMentionRow

MOST_KEPT: Final = 5

# Mentions of one member are recorded one after the other, in one order for all, and none after the absence's end.
LOCK: Final = text("""
    SELECT member_id FROM afk WHERE guild_id = :guild AND member_id = ANY (:members)
    ORDER BY member_id FOR NO KEY UPDATE
""").bindparams(bindparam("members", type_=ARRAY(BigInteger)))
# A statement of its own: it must see what was committed while the lock was waited for.
RECORD: Final = text("""
    WITH added AS (
        INSERT INTO afk_mention (guild_id, member_id, number, author_id, channel_id, message_id)
        SELECT :guild, away, 1 + coalesce(
            (SELECT max(number) FROM afk_mention WHERE guild_id = :guild AND member_id = away), 0
        ), :author, :channel, :message
        FROM unnest(:members) AS away
        RETURNING member_id, number
    )
    DELETE FROM afk_mention AS old USING added
    WHERE old.guild_id = :guild AND old.member_id = added.member_id AND old.number <= added.number - :kept
""").bindparams(
    bindparam("members", type_=ARRAY(BigInteger)),
    *(bindparam(name, type_=BigInteger) for name in ("guild", "author", "channel", "message")),
    bindparam("kept", MOST_KEPT, type_=Integer),
)


class AfkMentionController(BaseController[AfkMention]):
    """Reads and writes `afk_mention`; of each absence the last few are kept."""

    row = AfkMentionRow
    model = AfkMention

    async def of_member(self, member_id: int, guild_id: int) -> tuple[AfkMention, ...]:
        """Return the last mentions of a member, the oldest first."""
        columns = self._table.c
        return await self.list(columns.guild_id == guild_id, columns.member_id == member_id)

    async def record(
        self, guild_id: int, member_ids: Collection[int], *, author_id: int, channel_id: int, message_id: int
    ) -> None:
        """Note that a message mentioned these members; those who are not away, or not any more, are left out."""
        async with self.database.unit_of_work() as unit:
            locked = await unit.session.execute(LOCK, {"guild": guild_id, "members": sorted(member_ids)})
            values = {"guild": guild_id, "author": author_id, "channel": channel_id, "message": message_id}
            if away := list(locked.scalars()):
                await unit.session.execute(RECORD, {**values, "members": away})
