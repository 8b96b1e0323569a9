"""What happens on a local miss: look into Redis, win the fill lease, load, store."""

from __future__ import annotations

import asyncio
import random
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from time import monotonic, perf_counter
from typing import Any, Final, Protocol, TypeAlias

from redis.exceptions import ResponseError

from astromorty.services.cache.cached_type import CachedType
from astromorty.services.cache.errors import RedisAwayError
from astromorty.services.cache.keys import Identity
from astromorty.services.cache.leases import Trust
from astromorty.services.cache.redis_tier import RedisTier
from astromorty.services.cache.serializer import Codec, Foreign, Lease, Stored
from astromorty.services.cache.single_flight import Flight

FILL_LEASE: Final = 3.0
WAIT_AT_MOST: Final = 0.25
WAIT_STEP: Final = (0.002, 0.02)

Load: TypeAlias = Callable[[], Awaitable[object]]


def jittered(ttl: float) -> float:
    """Spread a TTL by ±10 %, so that entries filled together do not end together."""
    return ttl * random.uniform(0.9, 1.1)  # noqa: S311 - no secret


@dataclass(frozen=True, slots=True)
class Read:
    """One read of one entry. `ttl` is in seconds."""

    cached_type: CachedType
    identity: Identity
    codec: Codec[Any]
    ttl: float
    load: Load

    async def run(self) -> object:
        """Ask the database."""
        counts = self.cached_type.counts
        counts.misses += 1
        began = perf_counter()
        value = await self.load()
        counts.loads += 1
        counts.load_seconds += perf_counter() - began
        return value

    def keep(self, flight: Flight, trust: Trust, value: object, version: int) -> None:
        """Store a value in this process, unless a write came in between or trust has ended."""
        if flight.marked:
            self.cached_type.counts.fills_rejected += 1
        elif trust.holds():
            self.cached_type.local.store(self.identity, value, version, jittered(self.ttl))


class Filler(Protocol):
    """Answers what this process does not hold."""

    async def fetch(self, read: Read, flight: Flight) -> object:
        """Return the value; None if there is no such row."""
        ...


def version_of(value: object) -> int:
    """Return a row's version; 0 for values that have none."""
    return getattr(value, "version", 0)


class LocalFiller:
    """Fills this process only."""

    def __init__(self, trust: Trust) -> None:
        self._trust = trust

    async def fetch(self, read: Read, flight: Flight) -> object:
        """Load, and keep what was loaded."""
        if not self._trust.holds():
            read.cached_type.counts.bypassed += 1
        value = await read.run()
        read.keep(flight, self._trust, value, version_of(value))
        return value


class SharedFiller:
    """Fills Redis under a lease in the entry's own key, then this process."""

    def __init__(self, tier: RedisTier, trust: Trust) -> None:
        self._tier = tier
        self._trust = trust
        self._releases: set[asyncio.Task[None]] = set()

    async def fetch(self, read: Read, flight: Flight) -> object:
        """Return what Redis holds, or load it; store only what no write can have overtaken."""
        if not self._trust.holds():
            read.cached_type.counts.bypassed += 1
            return await read.run()
        lease = Lease(b"L" + secrets.token_hex(8).encode())
        began = perf_counter()
        try:
            found = await self._look(read, lease)
        except (RedisAwayError, ResponseError):
            found = None
        except asyncio.CancelledError:
            self._release(read.cached_type.key(read.identity), lease)  # it may have been won
            raise
        finally:
            read.cached_type.counts.redis_looks += 1
            read.cached_type.counts.redis_seconds += perf_counter() - began
        if isinstance(found, Stored) and not flight.marked:
            read.cached_type.counts.redis_hits += 1
            if found.value is None:
                read.cached_type.counts.negative_hits += 1
            read.keep(flight, self._trust, found.value, found.version)
            return found.value
        if isinstance(found, Lease):
            return await self._load_under(lease, read, flight)
        # Somebody else is loading, or what was found may be of a Redis that came back while we looked, from a snapshot.
        return await read.run()

    async def _look(self, read: Read, lease: Lease) -> Stored[object] | Lease | None:
        """Return what is stored, or the lease once it is won, or None if somebody else is still loading."""
        key = read.cached_type.key(read.identity)
        deadline = monotonic() + WAIT_AT_MOST
        while True:
            found = read.codec.loads(await self._tier.get(key))
            if isinstance(found, Stored):
                return found
            if not isinstance(found, Lease) and await self._win(key, lease, found):
                return lease
            if monotonic() >= deadline:
                return None
            read.cached_type.counts.lease_waits += 1
            await asyncio.sleep(random.uniform(*WAIT_STEP))  # noqa: S311 - no secret

    async def _win(self, key: str, lease: Lease, found: Foreign | None) -> bool:
        if isinstance(found, Foreign):
            # Another deploy's value: put the lease in its place, if it is still that value.
            return await self._tier.set(key, lease.token, ttl=FILL_LEASE, _cas_token=found.raw)
        try:
            return await self._tier.add(key, lease.token, ttl=FILL_LEASE)
        except ValueError:
            return False

    async def _load_under(self, lease: Lease, read: Read, flight: Flight) -> object:
        key = read.cached_type.key(read.identity)
        try:
            value = await read.run()
            version = version_of(value)
            blob = read.codec.dumps(value, version)
        except BaseException:
            # Nobody else should wait for a load that has ended.
            self._release(key, lease)
            raise
        try:
            stored = await self._tier.set(key, blob, ttl=jittered(read.ttl), _cas_token=lease.token)
        except (RedisAwayError, ResponseError):
            stored = False
        if stored:
            read.keep(flight, self._trust, value, version)
        else:
            read.cached_type.counts.fills_rejected += 1
        return value

    def _release(self, key: str, lease: Lease) -> None:
        async def release() -> None:
            try:
                await self._tier.set(key, b"", ttl=FILL_LEASE, _cas_token=lease.token)
            except (RedisAwayError, ResponseError):
                return  # it runs out by itself

        task = asyncio.create_task(release(), name="cache: release a fill lease")
        self._releases.add(task)
        task.add_done_callback(self._releases.discard)

    async def close(self) -> None:
        """Wait for what is being released."""
        await asyncio.gather(*self._releases)
