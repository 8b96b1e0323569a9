"""The types of cached data in this process: strategy, local entries, flights and counters of each."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping
from fnmatch import fnmatchcase
from types import MappingProxyType
from typing import Any, Final

from astromorty.services.cache.keys import Identity, Part, is_reserved, key_of, parse, parse_many
from astromorty.services.cache.leases import Trust
from astromorty.services.cache.local import LocalTable
from astromorty.services.cache.serializer import Codec
from astromorty.services.cache.single_flight import Flights
from astromorty.services.cache.stats import Counts
from astromorty.services.cache.strategies import STRATEGIES, CacheStrategy, Pattern
from astromorty.services.cache.transactions import Replacement

FREE_TTL: Final = 3600.0
FREE: Final = CacheStrategy("", {"key": str}, Pattern.CACHE_ASIDE, FREE_TTL)


class CachedType:
    """Everything this process knows about one type."""

    __slots__ = ("codec", "counts", "flights", "local", "source", "strategy")

    def __init__(self, strategy: CacheStrategy, limit: int, trust: Trust) -> None:
        self.strategy = strategy
        self.counts = Counts()
        self.local = LocalTable(limit, trust, self.counts, shares=list(strategy.identity) == ["guild_id"])
        self.flights = Flights()
        self.codec: Codec[Any] | None = None
        """Known from the first read on: what its values look like is for the reading method to say."""
        self.source: Callable[[Identity], Awaitable[object]] | None = None
        """What loads an entry past the cache; known from the first miss on, as the codec is."""

    def key(self, identity: Identity) -> str:
        """Return an entry's key, without the namespace."""
        return str(identity) if self.strategy is FREE else key_of(self.strategy, identity)

    def invalidate(self, identity: Identity) -> None:
        """Forget an entry; a load of it that is on its way will not be stored."""
        self.local.drop(identity)
        self.flights.mark(identity)
        self.counts.invalidations += 1

    def invalidate_many(self, parts: tuple[Part | None, ...]) -> None:
        """Forget the entries that agree in all parts but those left open; no load on its way will be stored."""
        for identity in self.local.identities():
            own = identity if isinstance(identity, tuple) else (identity,)
            if all(part is None or part == other for part, other in zip(parts, own, strict=True)):
                self.local.drop(identity)
        self.flights.mark_all()
        self.counts.invalidations += 1

    def replace(self, replacement: Replacement) -> None:
        """Put a newer value in the place of an older one, if one is held."""
        self.flights.mark(replacement.identity)
        self.local.replace(replacement.identity, replacement.value, replacement.version)

    def identities_of_guild(self, guild_id: int) -> list[Identity]:
        """Return the identities of the entries held that belong to a server."""
        parts = list(self.strategy.identity)
        if parts == ["guild_id"]:
            return [guild_id] if self.local.entry(guild_id) is not None else []
        if "guild_id" not in parts:
            return []
        position = parts.index("guild_id")
        return [each for each in self.local.identities() if isinstance(each, tuple) and each[position] == guild_id]

    def seen(self) -> dict[str, int | float]:
        """Return the counters by name, and how many entries are held."""
        local_hits, negative_hits = self.local.hits()
        current = {"local_hits": local_hits, "negative_hits": negative_hits, "local_entries": len(self.local)}
        return self.counts.as_dict() | current

    def flush(self) -> None:
        """Forget all entries and mark all loads on their way."""
        self.local.flush()
        self.flights.mark_all()


class CachedTypes:
    """All types, and the free keys that belong to none."""

    def __init__(self, limit: int, trust: Trust) -> None:
        self.by_name: Mapping[str, CachedType] = MappingProxyType(
            {name: CachedType(strategy, limit, trust) for name, strategy in STRATEGIES.items()}
        )
        self.free = CachedType(FREE, limit, trust)

    def __iter__(self) -> Iterator[CachedType]:
        yield from self.by_name.values()
        yield self.free

    def locate(self, key: str) -> tuple[CachedType, Identity]:
        """Return what a key stands for; raise `ValueError` for a key that its type cannot have."""
        parsed = parse(key)
        if parsed is not None:
            return self.by_name[parsed[0].name], parsed[1]
        if is_reserved(key):
            raise ValueError(f"{key!r} is no key of its type")
        return self.free, key

    def invalidate(self, keys: Iterable[str]) -> None:
        """Forget entries. A key that only another version of this program knows is not held here."""
        for key in keys:
            many = parse_many(key)
            if many is not None:
                strategy, parts = many
                self.by_name[strategy.name].invalidate_many(parts)
                continue
            try:
                cached_type, identity = self.locate(key)
            except ValueError:
                continue
            cached_type.invalidate(identity)

    def invalidate_matching(self, pattern: str) -> set[str]:
        """Forget the entries whose keys match a glob pattern; return their keys."""
        found: set[str] = set()
        for cached_type in self:
            for identity in cached_type.local.identities():
                key = cached_type.key(identity)
                if fnmatchcase(key, pattern):
                    cached_type.invalidate(identity)
                    found.add(key)
            # A load on its way is not in the table yet and must not bring back what was there.
            cached_type.flights.mark_all()
        return found

    def flush(self) -> None:
        """Forget everything."""
        for cached_type in self:
            cached_type.flush()
