"""The connection on which invalidations arrive. We own it: a library's would reconnect silently, with a gap."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from itertools import count
from typing import cast

from redis.asyncio.connection import AbstractConnection
from redis.exceptions import RedisError

from astromorty.services.cache.errors import RedisAwayError
from astromorty.services.cache.link import LOST, Argument, close, send


class Subscription:
    """Hands every message to `handle`, in order, before it answers a later ping."""

    def __init__(self, connection: AbstractConnection, handle: Callable[[bytes], None]) -> None:
        self._connection = connection
        self._handle = handle
        self._pings = count()
        self._awaited: dict[bytes, asyncio.Future[None]] = {}
        self.lost = asyncio.Event()
        self._reader = asyncio.create_task(self._read(), name="cache: invalidations")

    async def subscribe(self, *channels: str) -> None:
        """Subscribe; return when the server has done it. The caller sets the time-out."""
        await self._send("SUBSCRIBE", *channels)
        await self.ping()

    async def ping(self) -> None:
        """Return when everything published before this call was handled. The caller sets the time-out."""
        if self.lost.is_set():
            raise RedisAwayError("the subscription is lost")
        token = b"%d" % next(self._pings)
        answered = self._awaited[token] = asyncio.get_running_loop().create_future()
        try:
            await self._send("PING", token)
            await answered
        finally:
            self._awaited.pop(token, None)

    async def _send(self, *command: Argument) -> None:
        try:
            await send(self._connection, *command)
        except LOST as error:
            raise RedisAwayError("the subscription is lost") from error

    async def close(self) -> None:
        """Close the connection."""
        self._reader.cancel()
        await asyncio.gather(self._reader, return_exceptions=True)
        await close(self._connection)

    async def _read(self) -> None:
        try:
            while True:
                reply = cast(
                    "list[bytes]",
                    await self._connection.read_response(disable_decoding=True, disconnect_on_error=False),
                )
                self._dispatch(reply)
        except (*LOST, RedisError):
            return
        finally:
            self.lost.set()
            for answered in self._awaited.values():
                if not answered.done():
                    answered.set_exception(RedisAwayError("the subscription is lost"))

    def _dispatch(self, reply: list[bytes]) -> None:
        if reply[0] == b"message":
            self._handle(reply[2])
        elif reply[0] == b"pong":
            answered = self._awaited.get(reply[1])
            if answered is not None and not answered.done():
                answered.set_result(None)
