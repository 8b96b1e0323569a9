"""Servers: joining, leaving, coming back."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    Integer,
    Text,
    TextClause,
    case,
    cast,
    func,
    literal,
    or_,
    select,
    text,
    update,
)
from sqlalchemy.dialects.postgresql import ARRAY, Insert, insert

from astromorty.database.controllers.base import BaseController
from astromorty.database.models import Guild, GuildRow


@dataclass(frozen=True, slots=True)
class GuildChanges:
    """What a synchronisation changed, as server identities: new or back or renamed, and gone."""

    present: tuple[int, ...]
    left: tuple[int, ...]


def shard_of(guild_id: Column[int], shard_count: int) -> ColumnElement[int]:
    """Return which shard a server's events come on: https://discord.com/developers/docs/events/gateway#sharding."""
    return guild_id.bitwise_rshift(literal(22, Integer)) % shard_count


def known_guild(guild_id: int) -> Insert:
    """Return what makes a server known that the gateway has not introduced yet, so that rows may refer to it."""
    return insert(GuildRow).values(guild_id=guild_id).on_conflict_do_nothing()


def locked_guild(guild_id: int) -> TextClause:
    """Return what lets two of a server that count its rows to a limit do so one after the other."""
    return text("SELECT FROM guild WHERE guild_id = :guild_id FOR NO KEY UPDATE").bindparams(guild_id=guild_id)


class GuildController(BaseController[Guild]):
    """Reads and writes `guild`; a row outlives the departure, and so does everything that hangs on it."""

    row = GuildRow
    model = Guild

    async def joined(self, guild_id: int, name: str | None) -> Guild:
        """Record that the bot is in a server, for the first time or again; None leaves the known name."""
        statement = self._arrival(insert(self._table).values(guild_id=guild_id, name=name)).returning(self._table)
        async with self.database.unit_of_work() as unit:
            found = await unit.session.execute(statement)
            return self.model.of_row(found.mappings().one())

    async def left(self, guild_id: int) -> Guild | None:
        """Record that the bot is out of a server; None when it was never known. The first departure's time stays."""
        async with self.database.unit_of_work():
            return await self.update_by_id(guild_id, left_at=func.coalesce(self._table.c.left_at, func.now()))

    async def names(self, guild_ids: Collection[int]) -> dict[int, str | None]:
        """Return the names of servers, None for those that the gateway has not told yet; unknown ones are left out."""
        query = select(self._table.c.guild_id, self._table.c.name).where(self._table.c.guild_id.in_(guild_ids))
        async with self.database.session() as session:
            return {row.guild_id: row.name for row in await session.execute(query)}

    async def sync(
        self, guilds: Mapping[int, str | None], *, shard_ids: Collection[int] = (0,), shard_count: int = 1
    ) -> GuildChanges:
        """Make the table agree with the servers that READY listed for `shard_ids`, and return what that changed.

        `guilds` maps identity to name, None while the server is unavailable. Servers of other shards are left alone.
        """
        table = self._table
        # One order for every process: two that meet on the same rows cannot deadlock.
        identities = sorted(guilds)
        listed = (
            func.unnest(
                cast(literal(identities, ARRAY(BigInteger)), ARRAY(BigInteger)),
                cast(literal([guilds[identity] for identity in identities], ARRAY(Text)), ARRAY(Text)),
            )
            .table_valued("guild_id", "name")
            .render_derived()
        )
        arrivals = self._arrival(
            insert(table).from_select(["guild_id", "name"], select(listed.c.guild_id, listed.c.name)),
            only_changes=True,
        ).returning(table.c.guild_id)
        shard = shard_of(table.c.guild_id, shard_count)
        gone = (
            select(table.c.guild_id)
            .where(table.c.left_at.is_(None), shard.in_(shard_ids), table.c.guild_id.not_in(select(listed.c.guild_id)))
            .order_by(table.c.guild_id)
            .with_for_update()
        )
        departures = (
            update(table).where(table.c.guild_id.in_(gone)).values(left_at=func.now()).returning(table.c.guild_id)
        )
        async with self.database.unit_of_work() as unit:
            present = (await unit.session.execute(arrivals)).scalars().all()
            left = (await unit.session.execute(departures)).scalars().all()
        return GuildChanges(tuple(present), tuple(left))

    def _arrival(self, statement: Insert, *, only_changes: bool = False) -> Insert:
        table, new = self._table, statement.excluded
        name = func.coalesce(new.name, table.c.name)
        return statement.on_conflict_do_update(
            index_elements=["guild_id"],
            set_={
                "name": name,
                "joined_at": case((table.c.left_at.is_not(None), func.now()), else_=table.c.joined_at),
                "left_at": None,
            },
            where=or_(table.c.left_at.is_not(None), table.c.name.is_distinct_from(name)) if only_changes else None,
        )
