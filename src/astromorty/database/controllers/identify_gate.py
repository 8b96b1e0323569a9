"""Who may begin a session when, and how many Discord still allows."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Final

from sqlalchemy import text

from astromorty.database.controllers.fleet import LET_NOBODY_WAIT
from astromorty.database.engine import Database

READ: Final = text("""
    SELECT url, shards, max_concurrency, starts_left,
        greatest(0, extract(epoch FROM reset_at - clock_timestamp()))::float AS reset_after
    FROM gateway_advice
    WHERE fetched_at > clock_timestamp() - make_interval(secs => :age)
""")
STORE: Final = text("""
    INSERT INTO gateway_advice (id, url, shards, max_concurrency, starts_left, reset_at, fetched_at)
    VALUES (1, :url, :shards, :max_concurrency, :starts_left,
        clock_timestamp() + make_interval(secs => :reset_after), clock_timestamp())
    ON CONFLICT (id) DO UPDATE
    SET url = excluded.url, shards = excluded.shards, max_concurrency = excluded.max_concurrency,
        starts_left = excluded.starts_left, reset_at = excluded.reset_at, fetched_at = excluded.fetched_at
""")
HOLDS: Final = text(
    "SELECT 1 FROM shard_lease WHERE shard_id = :shard AND process_id = :process AND fencing = :fencing"
)
USE_START: Final = text("""
    UPDATE gateway_advice SET starts_left = starts_left - 1
    WHERE starts_left > :reserve
    RETURNING :shard % max_concurrency
""")
# A time of its own for each: who comes later gets a later one, wherever it runs.
NEXT_TURN: Final = text("""
    INSERT INTO identify_gate AS gate (bucket, next_at, turn)
    VALUES (:bucket, clock_timestamp() + make_interval(secs => :spacing), 1)
    ON CONFLICT (bucket) DO UPDATE
    SET next_at = greatest(clock_timestamp(), gate.next_at) + make_interval(secs => :spacing), turn = gate.turn + 1
    RETURNING turn, extract(epoch FROM next_at - clock_timestamp())::float - :spacing AS wait
""")
DELAY: Final = text("""
    UPDATE identify_gate SET next_at = greatest(next_at, clock_timestamp() + make_interval(secs => :spacing))
    WHERE bucket = :bucket AND turn = :turn
    RETURNING turn
""")


@dataclass(frozen=True, slots=True)
class GatewayAdvice:
    """Where Discord's gateway is, and how it may be entered; `reset_after` is in seconds."""

    url: str
    shards: int
    max_concurrency: int
    starts_left: int
    reset_after: float


@dataclass(frozen=True, slots=True)
class Turn:
    """A shard's turn to begin a session, in the event loop's time.

    The database's clock said `at` at the latest and `earliest` at the earliest: its answer took the time in between.
    """

    bucket: int
    number: int
    earliest: float
    at: float


class NotHeldError(Exception):
    """The shard is held by somebody else by now."""


class NoStartsLeftError(Exception):
    """Discord allows no further session for now."""


class IdentifyGateController:
    """Reads and writes `identify_gate` and `gateway_advice`; `spacing` is in seconds, between two of a bucket."""

    def __init__(self, database: Database, *, spacing: float) -> None:
        self._database = database
        self._spacing = spacing

    async def advice(self, *, age: float) -> GatewayAdvice | None:
        """Return Discord's answer where it is no older than `age` seconds."""
        async with self._database.unit_of_work() as unit:
            found = (await unit.session.execute(READ, {"age": age})).mappings().one_or_none()
        return None if found is None else GatewayAdvice(**found)

    async def store(self, advice: GatewayAdvice) -> None:
        """Remember Discord's answer for all processes."""
        values = {name: getattr(advice, name) for name in GatewayAdvice.__slots__}
        async with self._database.unit_of_work() as unit:
            await unit.session.execute(STORE, values)

    async def take(self, shard_id: int, *, process: str, fencing: int, reserve: int) -> Turn:
        """Give a shard its turn and count the session, of which `reserve` are left alone.

        Raises `NotHeldError`, `NoStartsLeftError`, `DatabaseUnavailableError`.
        """
        async with self._database.unit_of_work() as unit:
            await unit.session.execute(LET_NOBODY_WAIT)
            holds = {"shard": shard_id, "process": process, "fencing": fencing}
            if (await unit.session.execute(HOLDS, holds)).first() is None:
                raise NotHeldError
            used = await unit.session.execute(USE_START, {"shard": shard_id, "reserve": reserve})
            bucket = used.scalar_one_or_none()
            if bucket is None:
                raise NoStartsLeftError
            clock = asyncio.get_running_loop().time
            asked = clock()
            turn = (await unit.session.execute(NEXT_TURN, {"bucket": bucket, "spacing": self._spacing})).one()
            wait = max(0.0, turn.wait)
            return Turn(bucket, turn.turn, asked + wait, clock() + wait)

    async def delay(self, turn: Turn) -> bool:
        """Move a turn that was missed to now; False where the next one was given away already.

        Raises `DatabaseUnavailableError`.
        """
        values = {"bucket": turn.bucket, "turn": turn.number, "spacing": self._spacing}
        async with self._database.unit_of_work() as unit:
            return (await unit.session.execute(DELAY, values)).first() is not None
