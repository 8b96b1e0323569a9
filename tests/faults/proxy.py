"""A TCP proxy between one process and its Redis or Postgres, to break that process's connections alone."""

from __future__ import annotations

import asyncio
import socket
import struct
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Final

from sqlalchemy import make_url

from fixtures.ports import free_port

CHUNK: Final = 65536
# Closing without lingering sends a reset instead of an orderly end.
NO_LINGER: Final = struct.pack("ii", 1, 0)


class Proxy:
    """Forwards a port of its own to another, or to a Unix socket, until told otherwise."""

    def __init__(self, target: int | Path) -> None:
        self.port = free_port()
        self._target = target
        self._flows = asyncio.Event()
        self._flows.set()
        self._writers: set[asyncio.StreamWriter] = set()
        self._server: asyncio.Server | None = None

    async def open(self) -> None:
        """Take connections."""
        self._server = await asyncio.start_server(self._forward, "127.0.0.1", self.port)

    async def refuse(self) -> None:
        """Take no connections, and reset those there are."""
        if self._server is not None:
            self._server.close()
            self._server = None
        self.reset()

    def reset(self) -> None:
        """Reset all connections."""
        for writer in self._writers:
            connection: socket.socket = writer.get_extra_info("socket")
            with suppress(OSError):
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, NO_LINGER)
            writer.transport.abort()

    def swallow(self) -> None:
        """Keep connections open, take new ones, and pass nothing on."""
        self._flows.clear()

    def mute(self) -> None:
        """Pass nothing more on of the connections there are, ever; later ones work."""
        self._flows.clear()
        self._flows = asyncio.Event()
        self._flows.set()

    def flow(self) -> None:
        """Pass everything on again, also what was held up."""
        self._flows.set()

    async def _forward(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._writers.add(writer)
        try:
            their_reader, their_writer = await self._connect()
        except OSError:
            writer.transport.abort()
            self._writers.discard(writer)
            return
        try:
            flows = self._flows
            await asyncio.gather(self._pass_on(reader, their_writer, flows), self._pass_on(their_reader, writer, flows))
        finally:
            self._writers.discard(writer)

    async def _connect(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        if isinstance(self._target, Path):
            return await asyncio.open_unix_connection(self._target)
        return await asyncio.open_connection("127.0.0.1", self._target)

    async def _pass_on(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, flows: asyncio.Event) -> None:
        try:
            while data := await reader.read(CHUNK):
                await flows.wait()
                writer.write(data)
                await writer.drain()
        except OSError:
            return  # the other direction hears of it, too
        finally:
            writer.close()


@asynccontextmanager
async def before_postgres(url: str) -> AsyncGenerator[tuple[Proxy, str]]:
    """Yield an open proxy to the server of a `DATABASE_URL`, and the URL that leads through it."""
    address = make_url(url)
    folder = address.query.get("host")
    proxy = Proxy(Path(str(folder)) / ".s.PGSQL.5432" if folder else address.port or 5432)
    await proxy.open()
    try:
        address = address.set(host="127.0.0.1", port=proxy.port).difference_update_query(["host", "port"])
        yield proxy, address.render_as_string(hide_password=False)
    finally:
        await proxy.refuse()
