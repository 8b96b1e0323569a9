"""The processes of the fleet and the shards they hold.

All times are judged by the database's clock. Every call but a first look takes the fleet's row and so has the tables to
itself; a process that is stopped in the middle loses its transaction after two seconds, so that it stops nobody else.
"""

from __future__ import annotations

import math
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import RowMapping, text
from sqlalchemy.ext.asyncio import AsyncSession

from astromorty.database.engine import Database

LET_NOBODY_WAIT: Final = text("SELECT set_config('idle_in_transaction_session_timeout', '2s', true)")
MAKE_FLEET: Final = text("INSERT INTO fleet (id) VALUES (1) ON CONFLICT DO NOTHING")
LOOK: Final = text("""
    UPDATE fleet
    SET judge_from = CASE
            WHEN seen_at < clock_timestamp() - make_interval(secs => :gap)
            THEN clock_timestamp() + make_interval(secs => :gap) ELSE judge_from END,
        seen_at = clock_timestamp()
    WHERE id = 1
    RETURNING shard_count, extract(epoch FROM registration_ends_at - clock_timestamp())::float AS registering
""")
# Their shards become free by the foreign key.
BURY: Final = text("""
    DELETE FROM fleet_process
    WHERE expires_at <= clock_timestamp() AND (SELECT judge_from FROM fleet) <= clock_timestamp()
""")
DISPLACE: Final = text("DELETE FROM fleet_process WHERE place = :place")
LIVING: Final = text("""
    SELECT count(*) AS number, max(expires_at) AS until FROM fleet_process
    WHERE NOT released AND place IS DISTINCT FROM CAST(:followed AS text)
""")
CLEAR: Final = text("DELETE FROM fleet_process")
OPEN: Final = text("""
    UPDATE fleet
    SET shard_count = :count,
        registration_ends_at = clock_timestamp() + make_interval(secs => :registration),
        registration_limit = clock_timestamp() + make_interval(secs => :longest)
""")
EXTEND: Final = text("""
    UPDATE fleet
    SET registration_ends_at =
        least(registration_limit, clock_timestamp() + make_interval(secs => :registration))
    WHERE registration_ends_at > clock_timestamp()
""")
MAKE_SHARDS: Final = text("""
    INSERT INTO shard_lease (shard_id) SELECT generate_series(0, :count - 1) ON CONFLICT DO NOTHING
""")
REGISTER: Final = text("""
    INSERT INTO fleet_process (id, name, place, expires_at)
    VALUES (:id, :name, :place, clock_timestamp() + make_interval(secs => :lease))
""")
RENEW: Final = text("""
    UPDATE fleet_process SET expires_at = clock_timestamp() + make_interval(secs => :lease)
    WHERE id = :id AND NOT released
    RETURNING id
""")
COUNT: Final = text("""
    SELECT count(*) FILTER (WHERE place IS NULL AND NOT released) AS living,
        count(*) FILTER (WHERE place IS NULL) AS places,
        (SELECT count(*) FROM shard_lease WHERE process_id = :id) AS held,
        extract(epoch FROM min(expires_at) FILTER (WHERE id <> :id) - clock_timestamp())::float AS next_end
    FROM fleet_process
""")
TAKE: Final = text("""
    UPDATE shard_lease SET process_id = :id, fencing = fencing + 1
    WHERE shard_id IN (
        SELECT shard_id FROM shard_lease
        WHERE process_id IS NULL AND shard_id < :count
            AND (CAST(:shards AS integer[]) IS NULL OR shard_id = ANY (CAST(:shards AS integer[])))
        ORDER BY shard_id
        LIMIT :most
    )
""")
HELD: Final = text("SELECT shard_id, fencing FROM shard_lease WHERE process_id = :id ORDER BY shard_id")
GIVE_BACK: Final = text("UPDATE shard_lease SET process_id = NULL WHERE process_id = :id")
LEAVE: Final = text("UPDATE fleet_process SET released = true WHERE id = :id")
REMOVE: Final = text("DELETE FROM fleet_process WHERE id = :id")


class AnotherShardCountError(Exception):
    """The processes that run agreed on another number of shards; `until` is when the last of their leases ends."""

    def __init__(self, agreed: int, living: int, until: datetime) -> None:
        super().__init__(f"{living} processes run with {agreed} shards")
        self.agreed = agreed
        self.living = living
        self.until = until


@dataclass(frozen=True, slots=True)
class Member:
    """A process of the fleet.

    `place` is None for one that shares the shards with others. Else the operator gave it a place of its own, with
    `shards` or, where these are None, with all.
    """

    id: str
    name: str
    place: str | None = None
    shards: tuple[int, ...] | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """What a renewal found; times in seconds from now.

    `held` has the fencing number of each shard, `next_end` is when the next lease of another process ends.
    """

    count: int
    held: Mapping[int, int]
    registering: float
    next_end: float | None


class FleetController:
    """Reads and writes `fleet`, `fleet_process` and `shard_lease`; all times are in seconds.

    Args:
        lease: How long a process counts as alive after its last renewal.
        registration: How long the first process waits for others, and anew for each that comes.
        longest_registration: How long in all.
        gap: How long nobody must have been here to show that the database was away.
    """

    def __init__(
        self, database: Database, *, lease: float, registration: float, longest_registration: float, gap: float
    ) -> None:
        self._database = database
        self._lease = lease
        self._registration = registration
        self._longest = longest_registration
        self._gap = gap

    async def join(self, member: Member, *, wanted: int | None, advised: int, displace: bool) -> int:
        """Register a process and return how many shards there are; with `displace` it follows who had its place.

        Raises `AnotherShardCountError` where `wanted` is not what the others run with, `DatabaseUnavailableError`.
        """
        async with self._alone() as (session, fleet):
            await session.execute(BURY)
            # NULL is the place of all that share: nobody follows them.
            followed = member.place if displace else None
            living = (await session.execute(LIVING, {"followed": followed or ""})).one()
            count = int(fleet["shard_count"])
            is_refused = living.number and wanted is not None and wanted != count
            if not living.number:
                count = wanted or advised
                await self._open(session, count, self._registration if member.place is None else 0)
            elif followed is not None and not is_refused:
                await session.execute(DISPLACE, {"place": followed})
            elif not is_refused and member.place is None:
                await session.execute(EXTEND, {"registration": self._registration})
            if not is_refused:
                values = {"id": member.id, "name": member.name, "place": member.place, "lease": self._lease}
                await session.execute(REGISTER, values)
                if member.place is not None:
                    # Not at its first renewal: who shares would have taken what was its predecessor's by then.
                    await self._take(session, member, count, count)
        if is_refused:
            # Not inside: that somebody was here is committed, or the dead would never be judged.
            raise AnotherShardCountError(count, living.number, living.until)
        return count

    async def _open(self, session: AsyncSession, count: int, registration: float) -> None:
        """Begin a fleet of so many shards, in which nobody is yet."""
        await session.execute(CLEAR)
        await session.execute(OPEN, {"count": count, "registration": registration, "longest": self._longest})
        await session.execute(MAKE_SHARDS, {"count": count})

    async def renew(self, member: Member) -> Standing | None:
        """Renew a process's lease, and take what is free and its share; None when it is taken for dead.

        Raises `DatabaseUnavailableError`.
        """
        async with self._alone() as (session, fleet):
            me: dict[str, Any] = {"id": member.id}
            if (await session.execute(RENEW, {**me, "lease": self._lease})).first() is None:
                return None
            await session.execute(BURY)
            counted = (await session.execute(COUNT, me)).mappings().one()
            count = int(fleet["shard_count"])
            most = _most(member, fleet, counted)
            if most > 0:
                await self._take(session, member, count, most)
            held = {row.shard_id: row.fencing for row in await session.execute(HELD, me)}
            return Standing(count, held, max(0.0, fleet["registering"]), counted["next_end"])

    async def _take(self, session: AsyncSession, member: Member, count: int, most: int) -> None:
        """Take at most so many of the shards that are free and for this process."""
        shards = None if member.shards is None else list(member.shards)
        await session.execute(TAKE, {"id": member.id, "count": count, "shards": shards, "most": most})

    async def leave(self, member: Member) -> None:
        """Give back a process's shards. Raises `DatabaseUnavailableError`."""
        async with self._alone() as (session, _):
            await session.execute(GIVE_BACK, {"id": member.id})
            await session.execute(LEAVE if member.place is None else REMOVE, {"id": member.id})

    @asynccontextmanager
    async def _alone(self) -> AsyncGenerator[tuple[AsyncSession, RowMapping]]:
        """Open a transaction that has the fleet to itself, and give what was agreed."""
        async with self._database.unit_of_work() as unit:
            await unit.session.execute(LET_NOBODY_WAIT)
            look = await unit.session.execute(LOOK, {"gap": self._gap})
            fleet = look.mappings().one_or_none()
            if fleet is None:
                await unit.session.execute(MAKE_FLEET)
                fleet = (await unit.session.execute(LOOK, {"gap": self._gap})).mappings().one()
            yield unit.session, fleet


def _most(member: Member, fleet: RowMapping, counted: RowMapping) -> int:
    """Return how many shards a process may take now.

    One that holds shards leaves the place of one that stopped in order to its return.
    """
    if member.place is not None:
        return int(fleet["shard_count"])
    if fleet["registering"] > 0:
        return 0
    sharing = counted["places"] if counted["held"] else counted["living"]
    return math.ceil(fleet["shard_count"] / sharing) - counted["held"]
