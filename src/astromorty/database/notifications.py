"""What reaches this process through Postgres's LISTEN and NOTIFY.

A notification is `<subject> <what about it>`. Nothing may depend on one: a transaction pooler passes none, and while
the connection is lost they are missed.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Final, Protocol, cast

from asyncpg import InterfaceError, PostgresError  # pyright: ignore[reportMissingTypeStubs]  # it has none
from loguru import logger
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine

from astromorty.database.availability import NoAnswerError, reason
from astromorty.database.engine import create_engine

# Named after its first use; programs of other versions ask here.
CHANNEL: Final = "astromorty_questions"
NOTIFY: Final = "SELECT pg_notify($1, $2)"
LISTEN_AGAIN: Final = 1.0

Receiver = Callable[[str], Awaitable[None]]


class ListeningConnection(Protocol):
    """The driver's connection, as far as it is used here."""

    async def add_listener(self, channel: str, callback: Callable[..., None]) -> None:
        """Call `callback` for each notification on `channel`."""
        ...

    def add_termination_listener(self, callback: Callable[..., None]) -> None:
        """Call `callback` once the connection is closed, by whomever."""
        ...

    async def execute(self, query: str, *arguments: str) -> str:
        """Run a statement."""
        ...


@dataclass(frozen=True, slots=True)
class _Subject:
    receive: Receiver
    connected: Callable[[], None] | None


class Notifications:
    """Hears notifications on a connection of its own, which is opened again whenever it is lost."""

    def __init__(self, url: str) -> None:
        self._engine = create_engine(url, pool_size=1)
        self._subjects: dict[str, _Subject] = {}
        self._connection: ListeningConnection | None = None
        self._sending = asyncio.Lock()
        self._handling: set[asyncio.Task[None]] = set()
        self._task = asyncio.create_task(self._run(), name="hear notifications")

    @property
    def is_listening(self) -> bool:
        """Whether a notification sent now would arrive."""
        return self._connection is not None

    def receive(self, subject: str, receiver: Receiver, *, connected: Callable[[], None] | None = None) -> None:
        """Hand what comes under `subject` to `receiver`.

        `connected` is called whenever listening begins anew: what was sent before that is missed.
        """
        self._subjects[subject] = _Subject(receiver, connected)
        if self.is_listening and connected is not None:
            connected()

    async def send(self, channel: str, message: str) -> None:
        """Send a message to a channel, at most 7,999 bytes long; silent while the connection is lost."""
        async with self._sending:  # the connection does one thing at a time
            if self._connection is not None:
                try:
                    await self._connection.execute(NOTIFY, channel, message)
                except (OSError, InterfaceError, PostgresError) as error:
                    logger.debug("A notification was not sent: {}", reason(error))

    async def close(self) -> None:
        """Hear no more, and handle what was heard no further."""
        ending = (self._task, *self._handling)
        for task in ending:
            task.cancel()
        await asyncio.gather(*ending, return_exceptions=True)
        await self._engine.dispose()

    async def _run(self) -> None:
        while True:
            try:
                async with listening(self._engine, CHANNEL) as (connection, heard):
                    self._connection = connection
                    for subject in tuple(self._subjects.values()):
                        if subject.connected is not None:
                            subject.connected()
                    while (message := await heard.get()) is not None:
                        self._hand_over(message)
            except (OSError, SQLAlchemyError) as error:
                logger.debug("Notifications cannot be heard: {}", reason(error))
            except Exception:  # the task's edge: without it nothing would be heard until the next start
                logger.exception("Hearing notifications failed")
            finally:
                self._connection = None
            await asyncio.sleep(LISTEN_AGAIN)

    def _hand_over(self, message: str) -> None:
        name, _, about = message.partition(" ")
        subject = self._subjects.get(name)
        if subject is not None:  # else it is another version's
            # In a task of its own: an answer may take long, and others are to be told meanwhile.
            task = asyncio.create_task(self._handle(name, subject, about), name=f"notification {name}")
            self._handling.add(task)
            task.add_done_callback(self._handling.discard)

    async def _handle(self, name: str, subject: _Subject, about: str) -> None:
        try:
            await subject.receive(about)
        except Exception:  # the edge of what each message brings about: others are heard all the same
            logger.exception("The notification {!r} could not be handled", name)


@asynccontextmanager
async def listening(
    engine: AsyncEngine, channel: str
) -> AsyncGenerator[tuple[ListeningConnection, asyncio.Queue[str | None]]]:
    """Listen to a channel; what arrives is put in the queue, None once the connection is lost.

    Raises `NoAnswerError` for what the driver's connection raises, in the block as well.
    """
    heard: asyncio.Queue[str | None] = asyncio.Queue()

    def note(_connection: object, _process: int, _channel: str, payload: str) -> None:
        heard.put_nowait(payload)

    def end(_connection: object) -> None:
        heard.put_nowait(None)

    async with engine.connect() as pooled:
        raw = await pooled.get_raw_connection()
        connection = cast("ListeningConnection", cast("Any", raw).driver_connection)
        try:
            connection.add_termination_listener(end)
            await connection.add_listener(channel, note)
            yield connection, heard
        except (InterfaceError, PostgresError) as error:
            raise NoAnswerError(reason(error)) from error
        finally:
            # Never back into a pool: it listens.
            await pooled.invalidate()
