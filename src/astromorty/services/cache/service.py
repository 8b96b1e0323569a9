"""The cache as the rest of the bot sees it."""

from __future__ import annotations

import math
import random
from collections.abc import Awaitable, Callable, Iterable, Mapping
from fnmatch import fnmatchcase
from time import perf_counter
from types import MappingProxyType
from typing import Final

from astromorty.services.cache.cached_type import CachedType
from astromorty.services.cache.keys import Identity, is_reserved, key_of, parse
from astromorty.services.cache.leases import Trust
from astromorty.services.cache.local import MISS
from astromorty.services.cache.single_flight import Flight
from astromorty.services.cache.strategies import STRATEGIES, CacheStrategy, Pattern
from astromorty.services.cache.transactions import OpenTransaction

LOCAL_ENTRIES: Final = 50_000
FREE_KEY_TTL: Final = 3600.0

Load = Callable[[], Awaitable[object]]


def jittered(ttl: float) -> float:
    """Spread a TTL by ±10 %, so that entries filled together do not end together."""
    return ttl * random.uniform(0.9, 1.1)  # noqa: S311 - no secret


class ReservedKeyError(ValueError):
    """A key of a database-backed type was set directly."""

    def __init__(self, key: str) -> None:
        super().__init__(f"{key!r} belongs to a type that is filled from the database: write the row instead")


class CacheService:
    """A cache that is never behind the database.

    `get`, `set`, `delete`, `exists`, `delete_pattern` take keys without the `astromorty:` namespace, e.g. `prefix:42`.
    Controllers use the decorators instead.
    """

    def __init__(self, *, local_entries: int = LOCAL_ENTRIES, trust: Trust | None = None) -> None:
        self._trust = trust if trust is not None else Trust(math.inf)
        self.types: Mapping[str, CachedType] = MappingProxyType(
            {name: CachedType(strategy, local_entries, self._trust) for name, strategy in STRATEGIES.items()}
        )
        free = CacheStrategy("", {"key": str}, Pattern.CACHE_ASIDE, FREE_KEY_TTL)
        self._free = CachedType(free, local_entries, self._trust)

    @classmethod
    def local(cls, *, local_entries: int = LOCAL_ENTRIES) -> CacheService:
        """Return a cache within this process: at most `local_entries` entries of each type."""
        return cls(local_entries=local_entries)

    @classmethod
    def unused(cls) -> CacheService:
        """Return a cache that believes nothing: every read goes to the database. For tools beside a running bot."""
        return cls(trust=Trust())

    async def read(self, name: str, identity: Identity, load: Load, *, ttl: float | None = None) -> object:
        """Return an entry of a database-backed type, loading it on a miss; None means that there is no such row."""
        cached_type = self.types[name]
        key_of(cached_type.strategy, identity)
        lifetime = cached_type.strategy.ttl if ttl is None else ttl

        async def fill(flight: Flight) -> object:
            return await self._fill(cached_type, identity, flight, load, lifetime)

        return await cached_type.flights.run(identity, fill, trusted=self._trust.holds())

    async def _fill(
        self, cached_type: CachedType, identity: Identity, flight: Flight, load: Load, ttl: float
    ) -> object:
        counts = cached_type.counts
        counts.misses += 1
        began = perf_counter()
        value = await load()
        counts.loads += 1
        counts.load_seconds += perf_counter() - began
        if flight.marked:
            counts.fills_rejected += 1
        elif self._trust.holds():
            cached_type.local.store(identity, value, getattr(value, "version", 0), jittered(ttl))
        return value

    async def settle(self, transaction: OpenTransaction) -> None:
        """Do what a committed unit of work owes: afterwards no process serves what was before it."""
        for key in transaction.all_keys():
            parsed = parse(key)
            if parsed is None:
                continue
            strategy, identity = parsed
            replacement = transaction.replacement(key)
            if replacement is not None:
                self.types[strategy.name].replace(replacement)
            else:
                self.types[strategy.name].invalidate(identity)

    async def get(self, key: str, default: object = None) -> object:
        """Return what is cached under a key, or `default`; never asks the database."""
        value = self._peek(key)
        return default if value is MISS or value is None else value

    async def get_many(self, keys: Iterable[str]) -> dict[str, object]:
        """Return what is cached under these keys; keys that are not are left out."""
        return {key: value for key in keys if (value := self._peek(key)) is not MISS and value is not None}

    async def set(self, key: str, value: object, *, ttl: float = FREE_KEY_TTL) -> bool:
        """Cache a value under a key of your own for `ttl` seconds. Raises `ReservedKeyError` for a type's key."""
        if is_reserved(key):
            raise ReservedKeyError(key)
        if value is None:
            raise ValueError("None cannot be cached: delete the key instead")
        if ttl <= 0:
            raise ValueError("ttl must be positive, in seconds")
        self._free.flights.mark(key)
        self._free.local.store(key, value, 0, ttl)
        return True

    async def delete(self, key: str) -> bool:
        """Forget a key everywhere; tell whether something was there."""
        found = self._peek(key) is not MISS
        cached_type, identity = self._locate(key)
        cached_type.invalidate(identity)
        return found

    async def exists(self, key: str) -> bool:
        """Tell whether a value is cached under a key; "there is no such row" is not a value."""
        return await self.get(key) is not None

    async def delete_pattern(self, pattern: str) -> int:
        """Forget all keys matching a glob pattern such as `prefix:*`; return how many there were."""
        count = 0
        for cached_type in (*self.types.values(), self._free):
            for identity in cached_type.identities():
                key = identity if cached_type is self._free else key_of(cached_type.strategy, identity)
                if fnmatchcase(str(key), pattern):
                    cached_type.invalidate(identity)
                    count += 1
            # A load on its way is not in the table yet and must not bring back what was there.
            cached_type.flights.mark_all()
        return count

    async def clear(self) -> None:
        """Forget everything."""
        for cached_type in (*self.types.values(), self._free):
            cached_type.flush()

    async def ping(self) -> bool:
        """Tell whether the cache can be used."""
        return True

    async def close(self) -> None:
        """Forget everything and let go of what is held."""
        await self.clear()

    def stats(self) -> dict[str, dict[str, int | float]]:
        """Return each type's counters and its number of local entries."""
        return {
            name: cached_type.counts.as_dict() | {"local_entries": len(cached_type.local)}
            for name, cached_type in self.types.items()
        }

    def _locate(self, key: str) -> tuple[CachedType, Identity]:
        parsed = parse(key)
        if parsed is not None:
            return self.types[parsed[0].name], parsed[1]
        if is_reserved(key):
            raise ValueError(f"{key!r} is no key of its type")
        return self._free, key

    def _peek(self, key: str) -> object:
        cached_type, identity = self._locate(key)
        return cached_type.local.peek(identity)
