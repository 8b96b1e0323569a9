"""The local tier: the entries of one type held in this process, bounded, least recently used out first."""

from __future__ import annotations

from collections import OrderedDict
from enum import Enum
from time import monotonic
from typing import Final

from astromorty.services.cache.keys import Identity
from astromorty.services.cache.leases import Trust
from astromorty.services.cache.stats import Counts


class _Miss(Enum):
    MISS = "miss"

    def __bool__(self) -> bool:
        return False


MISS: Final = _Miss.MISS
"""What a look-up answers when it knows nothing; None says that there is no such row."""


class LocalEntry:
    """A value and until when (monotonic seconds) it may be served."""

    __slots__ = ("expires_at", "value", "version")

    def __init__(self, value: object, version: int, expires_at: float) -> None:
        self.value = value
        self.version = version
        self.expires_at = expires_at


class LocalTable:
    """Entries of one type. Everything here is synchronous: nothing can come in between."""

    __slots__ = ("_counts", "_entries", "_limit", "_trust")

    def __init__(self, limit: int, trust: Trust, counts: Counts) -> None:
        self._entries: OrderedDict[Identity, LocalEntry] = OrderedDict()
        self._limit = limit
        self._trust = trust
        self._counts = counts

    def __len__(self) -> int:
        return len(self._entries)

    @property
    def room(self) -> int:
        """How many more entries fit without pushing one out."""
        return self._limit - len(self._entries)

    def peek(self, identity: Identity) -> object:
        """Return the value if it is held and provably current, else `MISS`. No I/O, no await."""
        entry = self._entries.get(identity)
        if entry is None:
            return MISS
        now = monotonic()
        if now >= self._trust.until:
            return MISS
        if now >= entry.expires_at:
            del self._entries[identity]
            return MISS
        self._entries.move_to_end(identity)
        self._counts.local_hits += 1
        if entry.value is None:
            self._counts.negative_hits += 1
        return entry.value

    def identities(self) -> list[Identity]:
        """Return the identities of all entries held."""
        return list(self._entries)

    def entry(self, identity: Identity) -> LocalEntry | None:
        """Return what is held, current or not, without touching its age."""
        return self._entries.get(identity)

    def store(self, identity: Identity, value: object, version: int, ttl: float) -> None:
        """Hold a value for `ttl` seconds."""
        self._entries[identity] = LocalEntry(value, version, monotonic() + ttl)
        self._entries.move_to_end(identity)
        if len(self._entries) > self._limit:
            self._entries.popitem(last=False)
            self._counts.evictions += 1

    def replace(self, identity: Identity, value: object, version: int) -> None:
        """Put a newer value where an older one is held; a "no such row" is dropped; never creates an entry."""
        entry = self._entries.get(identity)
        if entry is None:
            return
        if entry.value is None:
            del self._entries[identity]
        elif entry.version < version:
            entry.value = value
            entry.version = version

    def drop(self, identity: Identity) -> None:
        """Forget one entry."""
        self._entries.pop(identity, None)

    def flush(self) -> None:
        """Forget everything."""
        self._entries.clear()
