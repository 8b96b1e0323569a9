"""One pipelined connection to Redis: many callers at once, replies in the order of the commands."""

from __future__ import annotations

import asyncio
from collections import deque
from typing import Any, Final, cast

from redis.asyncio.connection import (
    AbstractConnection,
    Connection,
    SSLConnection,
    UnixDomainSocketConnection,
    parse_url,
)
from redis.exceptions import AuthenticationError, NoPermissionError, RedisError, ResponseError
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import TimeoutError as RedisTimeoutError

from astromorty.services.cache.breaker import Breaker
from astromorty.services.cache.errors import CacheUrlError, RedisAwayError, RedisRefusedError
from astromorty.services.cache.time_limit import TimeLimit

Argument = bytes | str | int | float

# Redis's word when a script or command would need memory that `maxmemory` does not leave: it lives, it only refuses.
LOST: Final = (OSError, RedisConnectionError, RedisTimeoutError, TimeoutError)


class RedisServer:
    """Where Redis is and how to get in: `redis://`, `rediss://` and `unix://`, user names, encoded passwords."""

    def __init__(self, url: str, *, connect_timeout: float) -> None:
        try:
            options = dict(parse_url(url))
        except (ValueError, TypeError) as error:
            raise CacheUrlError(f"the Redis URL cannot be used: {error}") from None
        self._kind = cast("type[AbstractConnection]", options.pop("connection_class", Connection))
        if self._kind is not UnixDomainSocketConnection and not options.get("host"):
            raise CacheUrlError("the Redis URL names no host, e.g. redis://127.0.0.1:6379/0")
        self.connect_timeout = connect_timeout
        self.database = int(cast("int", options.get("db", 0)))
        place = str(options.get("path") or f"{options.get('host')}:{options.get('port', 6379)}")
        self.name = f"{'rediss://' if self._kind is SSLConnection else ''}{place}/{self.database}"
        # RESP2 and no CLIENT SETINFO: some providers know neither. No time-outs of its own: every call has ours.
        self._options: dict[str, Any] = {
            **options,
            "protocol": 2,
            "driver_info": None,
            "socket_timeout": None,
            "socket_connect_timeout": connect_timeout,
        }

    async def connect(self) -> tuple[AbstractConnection, str]:
        """Open a connection; return it with the server's run ID, "" where the server tells none.

        Raises `RedisAwayError` within the connect time-out, `RedisRefusedError` when trying again is of no use.
        """
        connection = self._kind(**self._options)
        try:
            async with TimeLimit(self.connect_timeout):
                await connection.connect()
                await connection.send_command("INFO", "server")
                info = parse_info(cast("bytes", await connection.read_response()))
        except (AuthenticationError, NoPermissionError) as error:
            await close(connection)
            raise RedisRefusedError(f"Redis at {self.name} refuses this user: {error}") from error
        except (RedisError, OSError, TimeoutError) as error:
            await close(connection)
            raise RedisAwayError(
                f"Redis at {self.name} does not answer: {str(error) or type(error).__name__}"
            ) from error
        except BaseException:
            await close(connection)
            raise
        if info.get("redis_mode", info.get("server_mode")) == "cluster":
            await close(connection)
            raise RedisRefusedError(f"Redis at {self.name} is a cluster: use a single server, as a cache needs no more")
        return connection, info.get("run_id", "")


def parse_info(reply: bytes) -> dict[str, str]:
    """Return the fields of an INFO reply."""
    return dict(line.split(":", 1) for line in reply.decode().splitlines() if ":" in line)


async def close(connection: AbstractConnection) -> None:
    """Close a connection that may be broken already."""
    try:
        await connection.disconnect(nowait=True)
    except LOST:
        return


async def send(connection: AbstractConnection, *command: Argument) -> None:
    """Send a command, written before the first suspension. Raises one of `LOST`, never anything else."""
    writer = connection._writer  # noqa: SLF001 # pyright: ignore[reportPrivateUsage]  # told nowhere else
    # asyncio's `writelines` registers the descriptor of a connection that was just lost once more, and whatever
    # connection gets that number next, to the database or to Discord, is never read from (CPython issue 136234).
    if writer is None or writer.is_closing():
        raise RedisConnectionError("connection lost")
    await connection.send_packed_command(connection.pack_command(*command), check_health=False)


class RedisLink:
    """A connection that any number of tasks use at the same time.

    A caller that is cancelled or runs out of time leaves its reply to be thrown away: it harms nobody else.
    """

    def __init__(self, connection: AbstractConnection, breaker: Breaker) -> None:
        self._connection = connection
        self._breaker = breaker
        self._waiting: deque[asyncio.Future[object]] = deque()
        self.lost = asyncio.Event()
        self._reader = asyncio.create_task(self._read(), name="cache: Redis replies")

    async def call(self, *command: Argument, within: float, probe: bool = False) -> object:
        """Send a command and return its reply.

        Raises `RedisAwayError` when there is none within so many seconds, or at once while the breaker is open
        (`probe` passes it), and redis-py's `ResponseError` when the server refuses the command.
        """
        if self.lost.is_set() or not (probe or self._breaker.allows()):
            raise RedisAwayError("Redis is away")
        reply: asyncio.Future[object] = asyncio.get_running_loop().create_future()
        try:
            async with TimeLimit(within):
                self._waiting.append(reply)
                # Written before it suspends, so that the order of replies is the order of `_waiting`.
                await send(self._connection, *command)
                return await reply
        except LOST as error:
            self._breaker.failed()
            raise RedisAwayError(str(error) or "no answer in time") from error

    async def close(self) -> None:
        """Close the connection; callers still waiting get `RedisAwayError`."""
        self._reader.cancel()
        await asyncio.gather(self._reader, return_exceptions=True)
        await close(self._connection)

    async def _read(self) -> None:
        try:
            while True:
                try:
                    # The parser's own words for a broken connection are exceptions, too: only a reply is a reply.
                    reply = cast(
                        "object", await self._connection.read_response(disable_decoding=True, disconnect_on_error=False)
                    )
                except ResponseError as error:
                    self._answer(error)
                else:
                    self._answer(reply)
        except LOST:
            self._breaker.failed()
        finally:
            self.lost.set()
            for waiting in self._waiting:
                if not waiting.done():
                    waiting.set_exception(RedisConnectionError("connection lost"))
                    waiting.exception()  # its caller may have failed at sending and never look

    def _answer(self, reply: object) -> None:
        self._breaker.succeeded()
        waiting = self._waiting.popleft()
        if waiting.done():
            return
        if isinstance(reply, Exception):
            waiting.set_exception(reply)
        else:
            waiting.set_result(reply)
