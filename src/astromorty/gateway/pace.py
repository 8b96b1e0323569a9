"""The gateway's connection, read at a pace at which everything else has its turns."""

import asyncio
from time import monotonic

import aiohttp
from discord import http

# Messages read in one go: some milliseconds of work. Without a pause discord.py reads as long as there is anything to
# read, thousands after a RESUME or in a flood, and only then do handlers, answers and the cache's lease get their turn.
AT_ONCE = 32


class PacedSocket(http.DiscordClientWebSocketResponse):  # pyright: ignore[reportPrivateImportUsage] - exported nowhere
    """discord.py's WebSocket, which lets the event loop go round after every so many messages.

    One timer watches for silence: a time-out for each message costs a twentieth of all that a message does.
    """

    _read = 0
    _waits_since: float | None = None
    _watch: asyncio.TimerHandle | None = None
    _ending: asyncio.Task[bool] | None = None

    async def receive(self, timeout: float | None = None) -> aiohttp.WSMessage:  # noqa: ASYNC109 - aiohttp's own
        """Return the next message; raises what aiohttp does. All calls have the first one's time-out."""
        self._read += 1
        if self._read % AT_ONCE == 0:
            await asyncio.sleep(0)
        if self._watch is None and timeout is not None:
            self._look(timeout)
        self._waits_since = monotonic()
        message = await super().receive()
        self._waits_since = None
        if self._ending is not None:
            raise TimeoutError
        return message

    def _look(self, timeout: float) -> None:
        """Close the connection if it has been waited for so long; look again when it could be."""
        if self.closed:
            return
        left = timeout if self._waits_since is None else self._waits_since + timeout - monotonic()
        loop = asyncio.get_running_loop()
        if left > 0:
            self._watch = loop.call_later(left, self._look, timeout)
        else:
            self._ending = loop.create_task(self.close(), name="close a silent connection")


def pace_gateway() -> None:
    """Have discord.py connect so from now on; it keeps the class in its module."""
    http.DiscordClientWebSocketResponse = PacedSocket  # pyright: ignore[reportPrivateImportUsage] - as above
