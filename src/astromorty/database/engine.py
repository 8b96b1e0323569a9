"""The connection pool, sessions and units of work of one database."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from contextvars import Context
from typing import TYPE_CHECKING, Any, Protocol

from sqlalchemy import event, text
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import ORMExecuteState
from sqlalchemy.orm import Session as SyncSession

from astromorty.database.availability import answering, mark_no_answer
from astromorty.database.connections import (
    CHECKOUT_TIMEOUT,
    CONNECT_TIMEOUT,
    STATEMENT_TIMEOUT,
    Connections,
    DriverConnection,
    know_bigints,
)
from astromorty.database.errors import DatabaseUnavailableError, WriteOutsideUnitOfWorkError
from astromorty.database.pool import CountingPool
from astromorty.database.unit_of_work import UnitOfWork, UnitsOfWork
from astromorty.database.url import parse_url
from astromorty.services.cache.service import CacheService

if TYPE_CHECKING:
    from astromorty.database.notifications import Notifications

# A proxy or firewall in between may forget a connection that has been idle for long, without telling.
RECYCLE_SECONDS = 1800


def create_engine(
    url: str,
    *,
    pool_size: int,
    prepared_statements: bool = True,
    statement_timeout: float | None = STATEMENT_TIMEOUT,
) -> AsyncEngine:
    """Make an engine for `url`; all times are in seconds. Raises `DatabaseUrlError`.

    The statement time-out is the driver's, not a `SET`: a transaction pooler would hand session state to strangers. For
    the same reason `prepared_statements=False` uses the unnamed statement only, inside the transaction that made it.
    """
    target = parse_url(url)
    arguments: dict[str, object] = {
        **target.arguments,
        "timeout": CONNECT_TIMEOUT,
        "command_timeout": statement_timeout,
        "async_creator_fn": Connections().open,
    }
    if not (prepared_statements and target.prepared_statements):
        arguments |= {
            "statement_cache_size": 0,
            "prepared_statement_cache_size": 0,
            "prepared_statement_name_func": lambda: "",
        }
    engine = create_async_engine(
        "postgresql+asyncpg://",
        connect_args=arguments,
        poolclass=CountingPool,
        pool_size=pool_size,
        max_overflow=0,
        pool_timeout=CHECKOUT_TIMEOUT,
        pool_recycle=RECYCLE_SECONDS,
        hide_parameters=True,
    )
    event.listen(engine.sync_engine, "connect", _know_bigints)
    event.listen(engine.sync_engine, "checkout", _refuse_closed_connection)
    mark_no_answer(engine)
    return engine


@asynccontextmanager
async def one_transaction(url: str, **options: Any) -> AsyncGenerator[AsyncConnection]:
    """Open one transaction without a time-out, for work on the database as a whole; `options` are SQLAlchemy's.

    Raises `DatabaseUnavailableError` when the database does not answer.
    """
    engine = create_engine(url, pool_size=1, prepared_statements=False, statement_timeout=None)
    try:
        with answering(parse_url(url).display):
            connection = await engine.execution_options(**options).connect()
        try:
            async with connection.begin():
                yield connection
        finally:
            await connection.close()
    finally:
        await engine.dispose()


class _Adapted(Protocol):
    @property
    def driver_connection(self) -> DriverConnection: ...


def _know_bigints(connection: _Adapted, _record: object) -> None:
    # After SQLAlchemy's own set-up, which makes the driver forget.
    know_bigints(connection.driver_connection)


def _refuse_closed_connection(connection: _Adapted, _record: object, _proxy: object) -> None:
    # The driver has already seen the server hang up: this costs nothing where a ping costs a round trip.
    if connection.driver_connection.is_closed():
        raise DisconnectionError


class Database:
    """One Postgres database as the rest of the bot sees it."""

    def __init__(
        self,
        engine: AsyncEngine,
        url: str,
        *,
        prepared_statements: bool,
        cache: CacheService,
        notifications: Notifications | None,
    ) -> None:
        self.engine = engine
        self.name = parse_url(url).display
        self.cache = cache
        self.notifications = notifications
        self._asking: asyncio.Task[None] | None = None
        self._url = url
        self._prepared_statements = prepared_statements
        self._units = UnitsOfWork(async_sessionmaker(engine, expire_on_commit=False), cache)
        # A single SELECT needs no transaction; without named statements only a transaction holds the server connection
        # between preparing and running.
        reading = {"isolation_level": "AUTOCOMMIT"} if prepared_statements else {"postgresql_readonly": True}
        self._reading_sessions = async_sessionmaker(
            engine.execution_options(**reading), sync_session_class=_ReadingSession, autoflush=False
        )

    @classmethod
    def from_url(
        cls,
        url: str,
        *,
        pool_size: int,
        prepared_statements: bool = True,
        cache: CacheService | None = None,
        notifications: Notifications | None = None,
    ) -> Database:
        """Make a database from a `DATABASE_URL`; connects on first use. Raises `DatabaseUrlError`.

        Units of work settle with `cache` what they owe, and controllers read through it; without one every read goes to
        Postgres, and what is owed is left to the processes that have one. `notifications` hear what other processes
        send; None where none arrive.
        `prepared_statements=False` is for a transaction pooler that cannot keep them; `?pgbouncer=true` means the same.
        """
        prepared_statements = prepared_statements and parse_url(url).prepared_statements
        engine = create_engine(url, pool_size=pool_size, prepared_statements=prepared_statements)
        cache = CacheService.unused() if cache is None else cache
        return cls(engine, url, prepared_statements=prepared_statements, cache=cache, notifications=notifications)

    def apart(self, *, connections: int) -> Database:
        """Return the same database with so many connections of its own, which no crowd keeps in use.

        It connects on first use; who asked for it closes it.
        """
        return Database.from_url(
            self._url, pool_size=connections, prepared_statements=self._prepared_statements, cache=self.cache
        )

    @property
    def pool(self) -> CountingPool:
        """The connections that the process holds."""
        pool = self.engine.pool
        assert isinstance(pool, CountingPool), "every engine of ours is made by create_engine"
        return pool

    async def ping(self) -> None:
        """Ask the database for an answer; raise `DatabaseUnavailableError` with the reason when there is none."""
        with answering(self.name):
            async with self.engine.connect() as connection:
                await connection.execute(text("SELECT 1"))

    async def answers(self, *, within: float) -> bool:
        """Say whether the database answers a question within so many seconds.

        An answer that does not come is not waited for longer: to give up a connection that hangs takes seconds more.
        """
        if self._asking is None or self._asking.done():
            # An empty context: it must not believe itself inside a unit of work of whoever asks.
            self._asking = asyncio.create_task(self.ping(), name="ask the database", context=Context())
        done, _ = await asyncio.wait([asking := self._asking], timeout=within)
        if not done or asking.cancelled():
            return False
        error = asking.exception()
        if error is not None and not isinstance(error, DatabaseUnavailableError):
            raise error
        return error is None

    async def close(self) -> None:
        """Close all connections; those in use are closed when they come back."""
        if self._asking is not None:
            self._asking.cancel()
            await asyncio.gather(self._asking, return_exceptions=True)
        await self.engine.dispose()

    @asynccontextmanager
    async def unit_of_work(self) -> AsyncGenerator[UnitOfWork]:
        """Open a transaction, or join the open one: committed by the outermost block, rolled back on any error.

        Raises `DatabaseUnavailableError` when the database does not answer.
        """
        with answering(self.name):
            async with self._units.begin() as unit:
                yield unit

    @asynccontextmanager
    async def session(self) -> AsyncGenerator[AsyncSession]:
        """Yield the open unit of work's session, else a short one that refuses to write.

        Raises `DatabaseUnavailableError` when the database does not answer.
        """
        unit = self._units.current()
        if unit is not None:
            yield unit.session
            return
        with answering(self.name):
            async with self._reading_sessions() as session:
                yield session

    def writing_session(self) -> AsyncSession:
        """Return the open unit of work's session; raise `WriteOutsideUnitOfWorkError` when there is none."""
        return self._units.writing_session()

    def after_commit(self, tell: Callable[[], None]) -> None:
        """Call `tell`, which neither waits nor fails, once the open unit of work is committed.

        Raises `WriteOutsideUnitOfWorkError` when there is none.
        """
        unit = self._units.current()
        if unit is None:
            raise WriteOutsideUnitOfWorkError
        unit.after_commit.append(tell)


class _ReadingSession(SyncSession):
    """A session that lets nothing but SELECT through."""


@event.listens_for(_ReadingSession, "do_orm_execute")
def _refuse_write(state: ORMExecuteState) -> None:
    if not state.is_select:
        raise WriteOutsideUnitOfWorkError


@event.listens_for(_ReadingSession, "before_flush")
def _refuse_flush(_session: SyncSession, _context: object, _instances: object) -> None:
    raise WriteOutsideUnitOfWorkError
