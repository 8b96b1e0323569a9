"""Fill this process with many entries by one question to the database, before anybody asks for them.

Nothing goes to Redis, so no fill lease is needed: a write that comes in between marks the flight, as it does any other.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Mapping
from typing import TypeAlias

from astromorty.services.cache.cached_type import CachedType, CachedTypes
from astromorty.services.cache.fill import jittered, version_of
from astromorty.services.cache.keys import Identity
from astromorty.services.cache.leases import Trust
from astromorty.services.cache.single_flight import Flight

LoadMany: TypeAlias = Callable[[], Awaitable[Mapping[str, Mapping[Identity, object]]]]
"""Returns the rows that there are, by type and identity."""


async def preload(types: CachedTypes, trust: Trust, wanted: Mapping[str, Collection[Identity]], load: LoadMany) -> int:
    """Hold what `load` returns, and "no such row" for what it does not; return how many entries were stored.

    Entries that are held or being loaded are left alone, and none is pushed out. Without trust nothing is asked.
    """
    if not trust.holds():
        return 0
    flights = {
        (types.by_name[name], identity): flight
        for name, identities in wanted.items()
        for identity, flight in _take_off(types.by_name[name], identities)
    }
    if not flights:
        return 0
    try:
        loaded = await load()
    except BaseException:
        for (cached_type, identity), flight in flights.items():
            cached_type.flights.abandon(identity, flight)
        raise
    stored = 0
    for (cached_type, identity), flight in flights.items():
        value = loaded[cached_type.strategy.name].get(identity)
        cached_type.flights.land(identity, flight, value)
        if flight.marked:
            cached_type.counts.fills_rejected += 1
        elif trust.holds():
            cached_type.local.store(identity, value, version_of(value), jittered(cached_type.strategy.ttl))
            stored += 1
    return stored


def _take_off(cached_type: CachedType, identities: Collection[Identity]) -> list[tuple[Identity, Flight]]:
    """Begin a flight for each entry that is neither held nor on its way, as long as there is room."""
    begun: list[tuple[Identity, Flight]] = []
    for identity in identities:
        if len(begun) >= cached_type.local.room:
            break
        if cached_type.local.entry(identity) is None and (flight := cached_type.flights.begin(identity)):
            begun.append((identity, flight))
    return begun
