"""One type of cached data in this process: its strategy, local entries, flights and counters."""

from __future__ import annotations

from astromorty.services.cache.keys import Identity
from astromorty.services.cache.leases import Trust
from astromorty.services.cache.local import LocalTable
from astromorty.services.cache.single_flight import Flights
from astromorty.services.cache.stats import Counts
from astromorty.services.cache.strategies import CacheStrategy
from astromorty.services.cache.transactions import Replacement


class CachedType:
    """Everything this process knows about one type."""

    __slots__ = ("counts", "flights", "local", "strategy")

    def __init__(self, strategy: CacheStrategy, limit: int, trust: Trust) -> None:
        self.strategy = strategy
        self.counts = Counts()
        self.local = LocalTable(limit, trust, self.counts)
        self.flights = Flights()

    def invalidate(self, identity: Identity) -> None:
        """Forget an entry; a load of it that is on its way will not be stored."""
        self.local.drop(identity)
        self.flights.mark(identity)
        self.counts.invalidations += 1

    def replace(self, replacement: Replacement) -> None:
        """Put a newer value in the place of an older one, if one is held."""
        self.flights.mark(replacement.identity)
        self.local.replace(replacement.identity, replacement.value, replacement.version)

    def identities(self) -> list[Identity]:
        """Return the identities of all entries held."""
        return self.local.identities()

    def flush(self) -> None:
        """Forget all entries and mark all loads on their way."""
        self.local.flush()
        self.flights.mark_all()
