"""Durable timers: who has which, on the database's clock."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import BigInteger, Text, bindparam, extract, func, select, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from astromorty.database.controllers.base import BaseController
from astromorty.database.models import DueTimer, Timer, TimerRow
from astromorty.database.notifications import CHANNEL

# What a notification about a new time is called; it tells the time in seconds since 1970.
SUBJECT: Final = "timer"

_NOTIFY: Final = f"pg_notify('{CHANNEL}', '{SUBJECT} ' || extract(epoch FROM next_at))"
# A time that is given again begins anew: whoever has it claimed can no longer end it.
SCHEDULE: Final = text(f"""
    WITH scheduled AS (
        INSERT INTO timer (kind, key, due_at, next_at, guild_id, member_id, payload)
        VALUES (:kind, :key, :due_at, :due_at, :guild_id, :member_id, :payload)
        ON CONFLICT (kind, key) DO UPDATE SET
            due_at = excluded.due_at, next_at = excluded.next_at, guild_id = excluded.guild_id,
            member_id = excluded.member_id, payload = excluded.payload, attempts = 0, claim = timer.claim + 1
        RETURNING id, next_at
    )
    SELECT id, {_NOTIFY} FROM scheduled
""").bindparams(bindparam("payload", type_=JSONB))  # noqa: S608 - constants of ours
ANNOUNCE_OF_SERVERS: Final = text(f"""
    SELECT {_NOTIFY} FROM timer WHERE guild_id = ANY(:guild_ids) ORDER BY next_at LIMIT 1
""")  # noqa: S608 - as above
RESCHEDULE: Final = text(f"""
    WITH scheduled AS (
        UPDATE timer SET due_at = :due_at, next_at = :due_at, attempts = 0, claim = claim + 1
        WHERE kind = :kind AND key = :key RETURNING id, next_at
    )
    SELECT id, {_NOTIFY} FROM scheduled
""")  # noqa: S608 - constants of ours
CANCEL: Final = text("DELETE FROM timer WHERE kind = :kind AND key = :key RETURNING id")
_WANTED: Final = """(
    kind = ANY(:kinds) OR (kind = ANY(:local_kinds) AND (guild_id >> 22) % :shard_count = ANY(:shard_ids))
)"""
_WANTED_TYPES: Final = (
    bindparam("kinds", type_=ARRAY(Text)),
    bindparam("local_kinds", type_=ARRAY(Text)),
    bindparam("shard_count", type_=BigInteger),
    bindparam("shard_ids", type_=ARRAY(BigInteger)),
)
WANTED: Final = text(_WANTED).bindparams(*_WANTED_TYPES)
# Rows that another process is just claiming are skipped, not waited for.
CLAIM: Final = text(f"""
    WITH due AS (
        SELECT id FROM timer WHERE next_at <= now() AND {_WANTED}
        ORDER BY next_at LIMIT :most FOR UPDATE SKIP LOCKED
    )
    UPDATE timer SET claim = claim + 1, attempts = attempts + 1, next_at = now() + :lease
    FROM due WHERE timer.id = due.id RETURNING timer.*, now() - due_at AS late
""").bindparams(*_WANTED_TYPES)  # noqa: S608 - constants of ours
RENEW: Final = text("""
    UPDATE timer SET next_at = now() + :lease FROM unnest(:ids, :claims) AS held (id, claim)
    WHERE timer.id = held.id AND timer.claim = held.claim
""").bindparams(*(bindparam(name, type_=ARRAY(BigInteger)) for name in ("ids", "claims")))
POSTPONE: Final = text("UPDATE timer SET next_at = now() + :delay WHERE id = :id AND claim = :claim RETURNING id")
END: Final = text("DELETE FROM timer WHERE id = :id AND claim = :claim RETURNING id")


@dataclass(frozen=True, slots=True)
class Wanted:
    """The timers that a process can handle: `kinds` of any server, `local_kinds` of those on its shards."""

    kinds: tuple[str, ...]
    local_kinds: tuple[str, ...] = ()
    shard_count: int = 1
    shard_ids: tuple[int, ...] = ()

    def values(self) -> dict[str, Any]:
        """Return the parameters of `WANTED`."""
        return {
            "kinds": list(self.kinds),
            "local_kinds": list(self.local_kinds),
            "shard_count": self.shard_count,
            "shard_ids": list(self.shard_ids),
        }


class TimerController(BaseController[Timer]):
    """Reads and writes `timer`. All writes need an open unit of work."""

    row = TimerRow
    model = Timer

    async def schedule(
        self,
        kind: str,
        due_at: datetime,
        payload: Mapping[str, Any],
        *,
        guild_id: int | None,
        member_id: int | None,
        key: str | None,
    ) -> int:
        """Write a timer, in place of the one with this key; return its number."""
        values = {"kind": kind, "key": key, "due_at": due_at, "payload": dict(payload)}
        found = await self.database.writing_session().execute(
            SCHEDULE, {**values, "guild_id": guild_id, "member_id": member_id}
        )
        return found.one()[0]

    async def reschedule(self, kind: str, key: str, due_at: datetime) -> bool:
        """Give a timer another time; say whether there was one."""
        values = {"kind": kind, "key": key, "due_at": due_at}
        return (await self.database.writing_session().execute(RESCHEDULE, values)).first() is not None

    async def cancel(self, kind: str, key: str) -> bool:
        """Delete a timer; say whether there was one."""
        found = await self.database.writing_session().execute(CANCEL, {"kind": kind, "key": key})
        return found.first() is not None

    async def claim(self, wanted: Wanted, *, most: int, lease: timedelta) -> tuple[DueTimer, ...]:
        """Take at most so many due timers for as long as the lease, the longest due first."""
        values = {**wanted.values(), "most": most, "lease": lease}
        async with self.database.unit_of_work() as unit:
            rows = (await unit.session.execute(CLAIM, values)).mappings().all()
        return tuple(sorted((DueTimer.of_row(row) for row in rows), key=lambda due: due.due_at))

    async def next(self, wanted: Wanted) -> tuple[datetime, float] | None:
        """Return when the next of these timers can be claimed, and how many seconds away that is; None without."""
        first = func.min(self._table.c.next_at)
        away = extract("epoch", first - func.clock_timestamp())
        async with self.database.session() as session:
            found = await session.execute(select(first, away).where(WANTED), wanted.values())
        at, seconds = found.one()
        return None if at is None else (at, float(seconds))

    async def renew(self, held: Collection[DueTimer], lease: timedelta) -> None:
        """Begin the leases of claimed timers anew."""
        values = {"lease": lease, "ids": [due.id for due in held], "claims": [due.claim for due in held]}
        async with self.database.unit_of_work() as unit:
            await unit.session.execute(RENEW, values)

    async def postpone(self, due: DueTimer, delay: timedelta) -> bool:
        """Let a claimed timer be claimed again after `delay`; False if it was claimed or changed meanwhile."""
        values = {"id": due.id, "claim": due.claim, "delay": delay}
        return (await self.database.writing_session().execute(POSTPONE, values)).first() is not None

    async def end(self, due: DueTimer) -> bool:
        """Delete a claimed timer; False if it was claimed or changed meanwhile."""
        values = {"id": due.id, "claim": due.claim}
        return (await self.database.writing_session().execute(END, values)).first() is not None
