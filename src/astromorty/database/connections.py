"""The driver's connections, and the end of all patience with them: a process that ends waits for no database."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from typing import Any, Final, Protocol, cast
from weakref import WeakSet

import asyncpg  # pyright: ignore[reportMissingTypeStubs]  # it has none

from astromorty.database.url import parse_url

CONNECT_TIMEOUT: Final = 5.0
STATEMENT_TIMEOUT: Final = 10.0
CHECKOUT_TIMEOUT: Final = 5.0
# To take leave of the server; who does not answer is left without.
CLOSE_TIMEOUT: Final = 2.0
# What the server tells of bigint[]; built-in types have the same numbers everywhere.
_BIGINTS: Final = {
    "oid": 1016, "ns": "pg_catalog", "name": "_int8", "kind": b"b", "elemtype": 20, "elemtype_name": "bigint",
    "elemdelim": b",", "basetype": None, "range_subtype": None, "attrtypoids": None, "attrnames": None,
}  # fmt: skip


class _Connection(Protocol):
    def terminate(self) -> None: ...


class _Settings(Protocol):
    def register_data_types(self, types: Sequence[Mapping[str, object]]) -> None: ...


class _DriverProtocol(Protocol):
    def get_settings(self) -> _Settings: ...


class _Transaction(Protocol):
    async def start(self) -> None: ...
    async def commit(self) -> None: ...


class DriverConnection(Protocol):
    """The driver's connection, as far as it is used past SQLAlchemy."""

    _protocol: _DriverProtocol

    def is_closed(self) -> bool:
        """Say whether the driver knows that the connection is lost."""
        ...

    def terminate(self) -> None:
        """Drop the connection without a word to the server."""
        ...

    def transaction(self) -> _Transaction:
        """Return a transaction that is not started yet."""
        ...

    async def fetch(self, query: str, *arguments: object) -> list[Any]:
        """Run a statement and return its rows."""
        ...

    async def execute(self, query: str, *arguments: object) -> str:
        """Run a statement."""
        ...


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


class _Pool(Protocol):
    def __await__(self) -> Any: ...
    def acquire(self, *, timeout: float) -> AbstractAsyncContextManager[DriverConnection]: ...
    async def close(self) -> None: ...


_create_pool = cast("Callable[..., _Pool]", asyncpg.create_pool)  # pyright: ignore[reportUnknownMemberType]  # as above


class DriverPool:
    """Connections without SQLAlchemy, which doubles what a small statement takes: for those that are always run."""

    def __init__(self, url: str, *, size: int, prepared_statements: bool = True) -> None:
        """Connect to `url` on first use; raises `DatabaseUrlError`."""
        self._target = parse_url(url)
        self._size = size
        self._prepared_statements = prepared_statements and self._target.prepared_statements
        self._pool: _Pool | None = None

    @asynccontextmanager
    async def connection(self) -> AsyncGenerator[DriverConnection]:
        """Lend a connection; raises the driver's errors, `OSError` and `TimeoutError`."""
        pool = self._pool = self._pool or self._create()
        await pool
        async with pool.acquire(timeout=CHECKOUT_TIMEOUT) as connection:
            # Without named statements only a transaction holds the server connection between preparing and running.
            transaction = None if self._prepared_statements else connection.transaction()
            try:
                if transaction is not None:
                    await transaction.start()
                yield connection
                if transaction is not None:
                    await transaction.commit()
            except BaseException:
                # Nobody knows what it still waits for, and a ROLLBACK would wait with it.
                with suppress(asyncpg.InterfaceError):  # the driver was faster
                    connection.terminate()
                raise

    async def close(self) -> None:
        """Close all connections; those in use have a moment to come back."""
        if self._pool is not None:
            with suppress(OSError, asyncpg.InterfaceError):  # TimeoutError is an OSError
                async with asyncio.timeout(CLOSE_TIMEOUT):
                    await self._pool.close()

    def _create(self) -> _Pool:
        return _create_pool(
            **self._target.arguments,
            min_size=0,
            max_size=self._size,
            connect=Connections().open,
            init=_know_bigints,
            reset=_nothing,
            timeout=CONNECT_TIMEOUT,
            command_timeout=STATEMENT_TIMEOUT,
            statement_cache_size=100 if self._prepared_statements else 0,
        )


def know_bigints(connection: DriverConnection) -> None:
    """Tell a new connection what bigint[] is.

    Each would ask for it before the first statement with a list of IDs: 30 ms of the server's time. The driver lets
    nobody tell it in public.
    """
    connection._protocol.get_settings().register_data_types([_BIGINTS])  # noqa: SLF001 # pyright: ignore[reportPrivateUsage]


async def _know_bigints(connection: DriverConnection) -> None:
    know_bigints(connection)


async def _nothing(_connection: DriverConnection) -> None:
    """Leave the connection as it is: every statement here leaves nothing behind."""


_all: Final[WeakSet[Connections]] = WeakSet()


def drop_all_connections() -> None:
    """Have whoever waits for a database in this process, now or later, fail at once."""
    for connections in tuple(_all):
        connections.drop()
