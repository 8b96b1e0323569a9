"""The cache as the rest of the bot sees it."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Self

from redis.exceptions import ResponseError

from astromorty.services.cache.cached_type import FREE_TTL, CachedType, CachedTypes
from astromorty.services.cache.coherence import Announcer, Put, process_name
from astromorty.services.cache.errors import RedisAwayError, ReservedKeyError
from astromorty.services.cache.fill import Filler, Load, LocalFiller, Read, SharedFiller, jittered
from astromorty.services.cache.inspection import Inspection, inspect
from astromorty.services.cache.keys import CONTROL, NAMESPACE, Identity, is_reserved, parse_many
from astromorty.services.cache.leases import Trust
from astromorty.services.cache.link import RedisServer
from astromorty.services.cache.local import MISS
from astromorty.services.cache.outbox import Outbox
from astromorty.services.cache.preload import LoadMany, preload
from astromorty.services.cache.redis_tier import RedisTier
from astromorty.services.cache.renewal import Renewal, SoleRenewal
from astromorty.services.cache.sampler import WINDOWS, Sampler
from astromorty.services.cache.serializer import Codec, Stored, codec_for
from astromorty.services.cache.settler import Settler
from astromorty.services.cache.shared_renewal import SharedRenewal
from astromorty.services.cache.single_flight import Flight
from astromorty.services.cache.transactions import OpenTransaction

LOCAL_ENTRIES: Final = 50_000
# How long a read waits for a lease whose renewal is late (seconds): as long as a lease lasts by default.
LATE: Final = 1.0


@dataclass(frozen=True, slots=True)
class Shared:
    """What a process has that shares its cache with others through Redis."""

    tier: RedisTier
    announcer: Announcer
    filler: SharedFiller


class CacheService:
    """A cache that is never behind the database.

    `get`, `set`, `delete`, `exists`, `delete_pattern` take keys without the `astromorty:` namespace, e.g. `prefix:42`.
    Controllers use the decorators instead.
    """

    def __init__(
        self,
        types: CachedTypes,
        trust: Trust,
        *,
        shared: Shared | None = None,
        outbox: Outbox | None = None,
        renewal: Renewal | None = None,
        sampler: Sampler | None = None,
    ) -> None:
        self.types: Mapping[str, CachedType] = types.by_name
        types.free.codec = codec_for(Any)
        self._types = types
        self._trust = trust
        self._shared = shared
        self._outbox = outbox
        self._renewal = renewal
        self.sampler = sampler
        """What compares the tiers with the database; None where nothing is shared with it."""
        self._settler = Settler(outbox) if outbox is not None else None
        self._filler: Filler = shared.filler if shared is not None else LocalFiller(trust)

    @classmethod
    def local(cls, *, local_entries: int = LOCAL_ENTRIES) -> CacheService:
        """Return a cache that sees only this process's writes: at most `local_entries` entries of each type."""
        trust = Trust(math.inf)
        return cls(CachedTypes(local_entries, trust), trust)

    @classmethod
    def unused(cls) -> CacheService:
        """Return a cache that believes nothing: every read goes to the database. For tools beside a running bot."""
        trust = Trust()
        return cls(CachedTypes(1, trust), trust)

    @classmethod
    async def connect(
        cls,
        redis_url: str | None,
        outbox: Outbox,
        *,
        call_timeout: float = 0.1,
        connect_timeout: float = 2.0,
        lease: float = 1.0,
        local_entries: int = LOCAL_ENTRIES,
        sample_after: Collection[float] = WINDOWS,
    ) -> Self:
        """Return a running cache; times are in seconds. Without a Redis URL it is in this process only.

        Entries are compared with the database `sample_after` a write, see `Sampler`.

        A Redis that does not answer is no error: reads go to the database until it does. Raises `CacheUrlError`,
        `RedisRefusedError` (wrong password, a cluster) and `SecondProcessError` (another process, and no Redis).
        """
        trust = Trust()
        types = CachedTypes(local_entries, trust)
        process = process_name()
        if redis_url is None:
            sampler = Sampler(types, trust, None, lease=lease, windows=sample_after)
            shared, renewal = None, SoleRenewal(process, types, trust, outbox, lease=lease)
        else:
            server = RedisServer(redis_url, connect_timeout=connect_timeout)
            tier = RedisTier(call_timeout=call_timeout)
            sampler = Sampler(types, trust, tier, lease=lease, windows=sample_after)
            announcer = Announcer(
                process, types, database=server.database, lease=lease, timeout=call_timeout, wrote=sampler.wrote
            )
            shared = Shared(tier, announcer, SharedFiller(tier, trust))
            renewal = SharedRenewal(server, tier, announcer, types, trust, outbox, lease=lease)
        service = cls(types, trust, shared=shared, outbox=outbox, renewal=renewal, sampler=sampler)
        try:
            await renewal.start()
            sampler.start()
        except BaseException:
            await service.close()
            raise
        return service

    def peek(self, name: str, identity: Identity) -> object:
        """Return what this process holds of a database-backed type and may believe now, else `MISS`; asks nobody.

        For what has to be known at once, or else is asked for by the decorated method. Not within a unit of work.
        """
        return self.types[name].local.peek(identity)

    async def read(
        self, name: str, identity: Identity, load: Load, *, codec: Codec[Any], ttl: float | None = None
    ) -> object:
        """Return an entry of a database-backed type, loading it on a miss; None means that there is no such row."""
        cached_type = self.types[name]
        cached_type.key(identity)  # refuses an identity that is not of the declared type
        cached_type.codec = codec
        if not self._trust.holds() and await self._trust.regained(LATE):
            value = cached_type.local.peek(identity)
            if value is not MISS:
                return value
        read = Read(cached_type, identity, codec, cached_type.strategy.ttl if ttl is None else ttl, load)

        async def fill(flight: Flight) -> object:
            return await self._filler.fetch(read, flight)

        return await cached_type.flights.run(identity, fill, trusted=self._trust.holds())

    @property
    def is_trusted(self) -> bool:
        """Whether this process may believe what it holds now; without that every read goes to the database."""
        return self._trust.holds()

    @property
    def owed(self) -> int:
        """Committed changes whose invalidation was still owed when this process last looked."""
        return 0 if self._renewal is None else self._renewal.owed

    async def preload(self, wanted: Mapping[str, Collection[Identity]], load: LoadMany) -> int:
        """Load many entries, by type and identity, in one go into this process; return how many were stored."""
        return await preload(self._types, self._trust, wanted, load)

    async def forget_guild(self, guild_id: int) -> None:
        """Drop what this process holds of a server; what Redis holds of its members runs out by itself."""
        keys: dict[str, None] = {}
        for cached_type in self.types.values():
            for identity in cached_type.identities_of_guild(guild_id):
                cached_type.invalidate(identity)
            if list(cached_type.strategy.identity) == ["guild_id"]:
                keys[cached_type.key(guild_id)] = None
        if self._shared is not None:
            await self._shared.announcer.publish(keys, wait=False, patient=False)

    async def settle(self, transaction: OpenTransaction) -> None:
        """Do what a committed unit of work owes; call it before the writer is told that the data is committed.

        What cannot be done now stays in the outbox, and is done by whoever looks next.
        """
        puts: dict[str, Put | None] = {}
        keys = transaction.all_keys()
        # A replacement could be older than what a statement that changed many rows made of its row.
        has_many = any(parse_many(key) is not None for key in keys)
        for key in keys:
            replacement = None if has_many else transaction.replacement(key)
            if replacement is None:
                self._types.invalidate((key,))
                puts[key] = None
            else:
                cached_type = self.types[replacement.strategy.name]
                cached_type.replace(replacement)
                codec = codec_for(type(replacement.value))
                blob = codec.dumps(replacement.value, replacement.version)
                puts[key] = Put(blob, jittered(replacement.strategy.ttl))
        if not puts:
            return

        def paid() -> None:
            if self._settler is not None:
                self._settler.paid(debt.id for debt in transaction.debts)

        if self._shared is None:
            paid()
        else:
            await self._shared.announcer.publish(puts, wait=transaction.wait, patient=transaction.wait, paid=paid)
        if self.sampler is not None:
            self.sampler.wrote(puts)

    async def get(self, key: str, default: object = None) -> object:
        """Return what is cached under a key, or `default`; never asks the database."""
        return (await self.get_many([key])).get(key, default)

    async def get_many(self, keys: Iterable[str]) -> dict[str, object]:
        """Return what is cached under these keys; keys that are not are left out."""
        found: dict[str, object] = {}
        missing: list[str] = []
        for key in keys:
            cached_type, identity = self._types.locate(key)
            value = cached_type.local.peek(identity)
            if value is MISS:
                missing.append(key)
            elif value is not None:
                found[key] = value
        return found | await self._find(missing) if missing and self._shared is not None else found

    async def set(self, key: str, value: object, *, ttl: float = FREE_TTL) -> bool:
        """Cache a value under a key of your own for `ttl` seconds; tell whether it was.

        Raises `ReservedKeyError` for a type's key and `ValueError` for None and for a TTL that is not positive.
        """
        if is_reserved(key):
            raise ReservedKeyError(key)
        if value is None:
            raise ValueError("None cannot be cached: delete the key instead")
        if ttl <= 0:
            raise ValueError("ttl must be positive, in seconds")
        if self._shared is None:
            self._types.free.local.store(key, value, 0, ttl)
            return True
        try:
            return await self._shared.tier.set(key, codec_for(Any).dumps(value, 0), ttl=ttl)
        except (RedisAwayError, ResponseError):
            return False

    async def delete(self, key: str) -> bool:
        """Forget a key in every process; tell whether something was there."""
        found = await self.exists(key)
        self._types.invalidate((key,))
        if self._shared is None:
            return found
        return await self._shared.announcer.publish({key: None}, patient=False) and found

    async def exists(self, key: str) -> bool:
        """Tell whether a value is cached under a key; "there is no such row" is not a value."""
        return bool(await self.get_many([key]))

    async def delete_pattern(self, pattern: str) -> int:
        """Forget in every process all keys that match a glob pattern such as `prefix:*`; return how many there were."""
        found = self._types.invalidate_matching(pattern)
        if self._shared is not None:
            try:
                async for batch in self._shared.tier.scan(pattern):
                    keys = {key.decode().removeprefix(NAMESPACE) for key in batch}
                    keys = {key for key in keys if not key.startswith(CONTROL)}
                    if keys and await self._shared.announcer.publish(dict.fromkeys(keys), wait=False, patient=False):
                        found |= keys
            except (RedisAwayError, ResponseError):
                return len(found)
            await self._shared.announcer.publish({}, pattern=pattern, patient=False)
        return len(found)

    async def clear(self) -> None:
        """Forget everything in every process: at once where Redis reaches, within one lease everywhere."""
        if self._outbox is not None:
            await self._outbox.renew_generation()
        self._types.flush()
        if self._shared is not None:
            try:
                await self._shared.tier.clear()
            except (RedisAwayError, ResponseError):
                return  # whoever reaches Redis next sees that its generation is void
            await self._shared.announcer.publish({}, patient=False)

    def forget_all(self) -> None:
        """Forget everything in this process."""
        self._types.flush()

    async def inspect(self, key: str) -> Inspection:
        """Tell what each tier holds under a key; raise `ValueError` for one that its type cannot have."""
        return await inspect(self._types, None if self._shared is None else self._shared.tier, key)

    async def ping(self) -> bool:
        """Tell whether Redis answers; True where none is used."""
        if self._shared is None:
            return True
        try:
            return await self._shared.tier.call("PING") == b"PONG"
        except (RedisAwayError, ResponseError):
            return False

    async def close(self) -> None:
        """Stop believing what is held, settle what is paid, and let go of Redis."""
        if self.sampler is not None:
            await self.sampler.close()
        if self._renewal is not None:
            await self._renewal.close()
        if self._shared is not None:
            await self._shared.filler.close()
            await self._shared.announcer.close()
        if self._settler is not None:
            await self._settler.close()
        self._types.flush()

    def stats(self) -> dict[str, dict[str, int | float]]:
        """Return each type's counters and its number of local entries."""
        return {name: cached_type.seen() for name, cached_type in self.types.items()}

    async def _find(self, keys: list[str]) -> dict[str, object]:
        """Look into Redis; what is found is not kept here, as no load of ours vouches for it."""
        if self._shared is None:
            return {}
        try:
            raw = await self._shared.tier.multi_get(keys)
        except (RedisAwayError, ResponseError):
            return {}
        found: dict[str, object] = {}
        for key, blob in zip(keys, raw, strict=True):
            cached_type, _ = self._types.locate(key)
            is_believed = cached_type is self._types.free or self._trust.holds()
            stored = cached_type.codec.loads(blob) if cached_type.codec is not None and is_believed else None
            if isinstance(stored, Stored) and stored.value is not None:
                found[key] = stored.value
        return found
