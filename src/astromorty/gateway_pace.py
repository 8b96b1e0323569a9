"""The gateway's connection, read at a pace at which everything else has its turns."""

import asyncio

import aiohttp
from discord import http

# Messages read in one go: some milliseconds of work. Without a pause discord.py reads as long as there is anything to
# read, thousands after a RESUME or in a flood, and only then do handlers, answers and the cache's lease get their turn.
AT_ONCE = 32


class PacedSocket(http.DiscordClientWebSocketResponse):  # pyright: ignore[reportPrivateImportUsage] - exported nowhere
    """discord.py's WebSocket, which lets the event loop go round after every so many messages."""

    _read = 0

    async def receive(self, timeout: float | None = None) -> aiohttp.WSMessage:  # noqa: ASYNC109 - aiohttp's own
        """Return the next message; raises what aiohttp does."""
        self._read += 1
        if self._read % AT_ONCE == 0:
            await asyncio.sleep(0)
        return await super().receive(timeout)


def pace_gateway() -> None:
    """Have discord.py connect so from now on; it keeps the class in its module."""
    http.DiscordClientWebSocketResponse = PacedSocket  # pyright: ignore[reportPrivateImportUsage] - as above
