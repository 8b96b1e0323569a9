"""The driver's connections, and the end of all patience with them: a process that ends waits for no database."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final, Protocol, cast
from weakref import WeakSet

import asyncpg  # pyright: ignore[reportMissingTypeStubs]  # it has none


class _Connection(Protocol):
    def terminate(self) -> None: ...


_connect = cast("Callable[..., Awaitable[_Connection]]", asyncpg.connect)  # pyright: ignore[reportUnknownMemberType]  # as above


class Connections:
    """What one engine has open and is opening."""

    def __init__(self) -> None:
        self._open: WeakSet[_Connection] = WeakSet()
        self._opening: set[asyncio.Timeout] = set()
        self._is_dropped = False
        _all.add(self)

    async def open(self, *arguments: object, **options: object) -> _Connection:
        """Connect as the driver does."""
        async with asyncio.timeout(0 if self._is_dropped else None) as limit:
            self._opening.add(limit)
            try:
                connection = await _connect(*arguments, **options)
            finally:
                self._opening.discard(limit)
        self._open.add(connection)
        return connection

    def drop(self) -> None:
        """Drop every connection without a word to the server, whoever waits for an answer on it, and open no more."""
        self._is_dropped = True
        for limit in self._opening:
            limit.reschedule(0)
        for connection in tuple(self._open):
            connection.terminate()


_all: Final[WeakSet[Connections]] = WeakSet()


def drop_all_connections() -> None:
    """Have whoever waits for a database in this process, now or later, fail at once."""
    for connections in tuple(_all):
        connections.drop()
