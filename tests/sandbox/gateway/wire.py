"""The gateway protocol by hand, for what discord.py never does."""

import zlib
from typing import Any, Self

import aiohttp
import zstandard

from discord_sandbox.gateway.intents import ALL_INTENTS_MASK
from discord_sandbox.wire import decode_json


class WireClient:
    """One WebSocket; ``receive`` returns decoded frames, or the close code when the server closes."""

    def __init__(self, url: str, compress: str | None = None, version: int = 10) -> None:
        self._url = f"{url}?v={version}&encoding=json" + (f"&compress={compress}" if compress else "")
        self._http = aiohttp.ClientSession()
        self._inflate = zlib.decompressobj()
        self._unzstd = zstandard.ZstdDecompressor().decompressobj()
        self._compress = compress

    async def __aenter__(self) -> Self:
        self._socket = await self._http.ws_connect(self._url)
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._socket.close()
        await self._http.close()

    async def send(self, opcode: int, data: object = None) -> None:
        await self._socket.send_json({"op": opcode, "d": data})

    async def receive(self) -> Any:
        message = await self._socket.receive(timeout=5)
        if message.type is aiohttp.WSMsgType.TEXT:
            return decode_json(message.data)
        if message.type is aiohttp.WSMsgType.BINARY:
            stream = self._inflate if self._compress == "zlib-stream" else self._unzstd
            return decode_json(stream.decompress(message.data))
        return self._socket.close_code

    async def receive_event(self, name: str) -> Any:
        """Return the data of the next event of that name."""
        while True:
            frame = await self.receive()
            if isinstance(frame, int):
                return frame
            if frame["t"] == name:
                return frame["d"]

    async def identify(self, token: str, *, intents: int = ALL_INTENTS_MASK, **more: object) -> Any:
        """Greet and identify; returns READY's data or the close code."""
        await self.receive()
        await self.send(2, {"token": token, "intents": intents, "properties": {}, **more})
        return await self.receive_event("READY")
