"""One load per key at a time, and flights that an invalidation marks."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from itertools import count
from typing import Final, TypeAlias

from astromorty.services.cache.keys import Identity

_numbers = count()


class Flight:
    """A load on its way. Once `marked`, a write came in between: its value may be returned but not stored."""

    __slots__ = ("_landing", "marked", "number")

    def __init__(self) -> None:
        self.number = next(_numbers)
        self.marked = False
        self._landing: asyncio.Future[object] | None = None

    async def join(self) -> object:
        """Wait for the value, or for the leader's error, or for `ABANDONED`."""
        if self._landing is None:
            self._landing = asyncio.get_running_loop().create_future()
        return await asyncio.shield(self._landing)

    def land(self, value: object) -> None:
        """Give the value to everyone who waits."""
        if self._landing is not None and not self._landing.done():
            self._landing.set_result(value)

    def crash(self, error: Exception) -> None:
        """Give the error to everyone who waits."""
        if self._landing is not None and not self._landing.done():
            self._landing.set_exception(error)
            self._landing.exception()  # the waiters may all be gone: then nobody needs to hear of it


ABANDONED: Final = object()

Work: TypeAlias = Callable[[Flight], Awaitable[object]]


class Flights:
    """The loads on their way for one type."""

    def __init__(self) -> None:
        self._flights: dict[Identity, Flight] = {}

    async def run(self, identity: Identity, work: Work, *, trusted: bool) -> object:
        """Return what `work` returns, sharing one run among all who ask at the same time.

        A leader that is cancelled hands over to one of those who wait. An error goes to all of them. Without trust
        nobody can say that nothing was written since a flight began, so a reader joins only one that began after it.
        """
        arrived = next(_numbers)
        while (flight := self._flights.get(identity)) is not None:
            may_join = trusted or flight.number > arrived
            try:
                value = await flight.join()
            except Exception:
                if may_join:
                    raise
                continue
            if may_join and value is not ABANDONED:
                return value
        return await self._lead(identity, work)

    def begin(self, identity: Identity) -> Flight | None:
        """Take off for an entry that nobody is loading; None if somebody is. End it by `land` or `abandon`."""
        if identity in self._flights:
            return None
        flight = self._flights[identity] = Flight()
        return flight

    def land(self, identity: Identity, flight: Flight, value: object) -> None:
        """End a flight and give its value to everyone who waits."""
        self._end(identity, flight)
        flight.land(value)

    def abandon(self, identity: Identity, flight: Flight) -> None:
        """End a flight without a value: those who wait load by themselves."""
        self.land(identity, flight, ABANDONED)

    async def _lead(self, identity: Identity, work: Work) -> object:
        flight = self._flights[identity] = Flight()
        try:
            value = await work(flight)
        except Exception as error:
            self._end(identity, flight)
            flight.crash(error)
            raise
        except BaseException:
            self.abandon(identity, flight)
            raise
        self.land(identity, flight, value)
        return value

    def mark(self, identity: Identity) -> None:
        """A write happened: the flight must not store, and readers from now on must not join it."""
        flight = self._flights.pop(identity, None)
        if flight is not None:
            flight.marked = True

    def mark_all(self) -> None:
        """Mark every flight."""
        for flight in self._flights.values():
            flight.marked = True
        self._flights.clear()

    def _end(self, identity: Identity, flight: Flight) -> None:
        if self._flights.get(identity) is flight:
            del self._flights[identity]
