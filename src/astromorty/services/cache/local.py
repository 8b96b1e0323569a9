"""The local tier: the entries of one type held in this process, bounded, those not used lately out first."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from math import frexp, ldexp
from time import monotonic
from typing import Final

from astromorty.services.cache.entries import AlikeEntries, LocalEntry
from astromorty.services.cache.keys import Identity
from astromorty.services.cache.leases import Trust
from astromorty.services.cache.stats import Counts


class _Miss(Enum):
    MISS = "miss"

    def __bool__(self) -> bool:
        return False


MISS: Final = _Miss.MISS
"""What a look-up answers when it knows nothing; None says that there is no such row."""


# Entries that one store passes over at most because they were used: a bound to how long it takes.
PASSED_OVER: Final = 64
# A TTL ends early by 1/128 of it at most, so that entries can share the moment at which they end.
EARLY_BITS: Final = 8
SHARED_MOMENTS: Final = 1024


class LocalTable:
    """Entries of one type. Everything here is synchronous: nothing can come in between.

    With `shares`, entries that are alike are held once: for values of servers, which are hashable and never replaced.
    """

    __slots__ = ("_alike", "_counts", "_entries", "_limit", "_moments", "_next", "peek")

    def __init__(self, limit: int, trust: Trust, counts: Counts, *, shares: bool = False) -> None:
        self._entries: dict[Identity, LocalEntry] = {}
        self._limit = limit
        self._counts = counts
        self._moments: dict[float, float] = {}
        self._alike = AlikeEntries() if shares else None
        # Who may be pushed out next, the last one first: an order that is kept all the time takes as much as the rest.
        self._next: list[Identity] = []
        self.peek = _make_peek(self._entries, trust)
        """Return the value if it is held and provably current, else `MISS`. No I/O, no await."""

    def __len__(self) -> int:
        return len(self._entries)

    @property
    def room(self) -> int:
        """How many more entries fit without pushing one out."""
        return self._limit - len(self._entries)

    def entry(self, identity: Identity) -> LocalEntry | None:
        """Return what is held, current or not, without counting it as used."""
        return self._entries.get(identity)

    def identities(self) -> list[Identity]:
        """Return the identities of all entries held."""
        return list(self._entries)

    def hits(self) -> tuple[int, int]:
        """Return how many look-ups found something, and how many of them that there is no such row."""
        live = [(entry.hits, entry.value is None) for entry in set(self._entries.values())]
        negative = sum(hits for hits, is_negative in live if is_negative)
        return self._counts.local_hits + sum(hits for hits, _ in live), self._counts.negative_hits + negative

    def store(self, identity: Identity, value: object, version: int, ttl: float) -> None:
        """Hold a value for `ttl` seconds, by 1/128 less at most."""
        make = LocalEntry if self._alike is None else self._alike.take
        entry = make(value, version, self._end_of(ttl))  # first: an equal value that only this identity has stays
        self.drop(identity)
        if len(self._entries) >= self._limit:
            self._evict()  # first: a new entry has no uses yet and would be the one to go
        self._entries[identity] = entry

    def replace(self, identity: Identity, value: object, version: int) -> None:
        """Put a newer value where an older one is held; a "no such row" is dropped; never creates an entry."""
        entry = self._entries.get(identity)
        if entry is None:
            return
        if entry.value is None or self._alike is not None:
            self.drop(identity)
        elif entry.version < version:
            entry.value = value
            entry.version = version

    def drop(self, identity: Identity) -> None:
        """Forget one entry."""
        entry = self._entries.pop(identity, None)
        if entry is not None:
            self._let_go(entry)

    def flush(self) -> None:
        """Forget everything."""
        for entry in self._entries.values():
            self._let_go(entry)
        self._entries.clear()
        self._next.clear()

    def _end_of(self, ttl: float) -> float:
        """Return when a TTL that begins now ends; many entries share the number, which a look-up has to fetch."""
        step = ldexp(1.0, frexp(ttl)[1] - EARLY_BITS)
        moment = (monotonic() + ttl) // step * step
        if len(self._moments) >= SHARED_MOMENTS:
            self._moments.clear()  # most are over
        return self._moments.setdefault(moment, moment)

    def _evict(self) -> None:
        """Let one entry go: the oldest not used since it was last passed over, or the next where many were."""
        passed_over = 0
        while True:
            if not self._next:
                self._next = [*reversed(self._entries)]
            entry = self._entries.get(identity := self._next.pop())
            if entry is None:
                continue
            if entry.hits == entry.hits_before or passed_over == PASSED_OVER:
                break
            entry.hits_before = entry.hits
            passed_over += 1
        self._counts.evictions += 1
        self.drop(identity)

    def _let_go(self, entry: LocalEntry) -> None:
        entry.holders -= 1
        if entry.holders:
            return
        self._counts.local_hits += entry.hits
        if entry.value is None:
            self._counts.negative_hits += entry.hits
        if self._alike is not None:
            self._alike.forget(entry)


def _make_peek(entries: dict[Identity, LocalEntry], trust: Trust) -> Callable[[Identity], object]:
    # A closure saves a third of a method's time. A hit moves nothing: its count tells the eviction what was used.
    now = monotonic

    def peek(identity: Identity) -> object:
        try:
            entry = entries[identity]  # a twelfth faster than a call of get
        except KeyError:
            return MISS
        if trust.until > now() < entry.expires_at:
            entry.hits += 1
            return entry.value
        return MISS

    return peek
