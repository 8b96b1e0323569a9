"""How long the start waits for the servers that READY listed."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence

import discord


class ListedServers(asyncio.Queue[discord.Guild]):
    """What arrives of the servers that READY listed for one shard, in place of discord.py's plain queue.

    Discord names no end of them, so discord.py calls a shard ready after two seconds without another one. But READY
    has listed which ones will come: once nobody is missing, `get` ends that waiting at once, by the error that its
    time-out would raise. For one that an outage keeps away it is waited as ever.
    """

    def __init__(self, known: Callable[[], Sequence[discord.Guild]], shard_id: int) -> None:
        super().__init__()
        self._known = known
        self._shard_id = shard_id
        self._missing: set[int] | None = None

    def put_nowait(self, item: discord.Guild) -> None:
        """Take a server that arrived."""
        if self._missing is not None:
            self._missing.discard(item.id)
        super().put_nowait(item)

    async def get(self) -> discord.Guild:
        """Return the next server, or raise `TimeoutError` when no more will come."""
        if self._missing is None:  # READY was read by now, else nobody would ask
            known = self._known()
            self._missing = {guild.id for guild in known if guild.unavailable and guild.shard_id == self._shard_id}
        if self.empty() and not self._missing:
            raise TimeoutError
        return await super().get()
