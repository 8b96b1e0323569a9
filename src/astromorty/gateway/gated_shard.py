"""One connection to the gateway."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, Final

import discord
from discord.gateway import DiscordWebSocket, ReconnectWebSocket
from discord.shard import EventItem, EventType, Shard
from loguru import logger

from astromorty.database.controllers.identify_gate import NotHeldError
from astromorty.services.sharding.gate import IdentifyGate

# A close code after which Discord keeps the session for a while.
LEAVE_FOR_NOW: Final = 4000


class GatedShard(Shard):
    """A shard that begins a session only in its turn, and can leave the gateway for a while."""

    def __init__(
        self,
        ws: DiscordWebSocket,
        client: discord.AutoShardedClient,
        tell: Callable[[EventItem], None],
        gate: IdentifyGate,
    ) -> None:
        super().__init__(ws, client, tell)
        self._gate = gate
        self._coming: asyncio.Task[None] | None = None
        self.has_left = False

    async def reidentify(self, exc: ReconnectWebSocket) -> None:
        """Go on with the session, or begin another in its turn; other shards need not wait for that."""
        if exc.resume:
            self._come(super().reidentify(exc))
        else:
            self._come(self._in_turn(super().reidentify, exc))

    async def reconnect(self) -> None:
        """Begin another session in its turn."""
        self._come(self._in_turn(super().reconnect))

    def leave(self) -> Coroutine[Any, Any, None]:
        """Do nothing more from now on; what is returned tells the gateway."""
        self.has_left = True
        self._stop_coming()
        self._cancel_task()
        return self.ws.close(code=LEAVE_FOR_NOW)

    def come_back(self) -> None:
        """Go on after `leave`, where Discord kept the session with what was missed."""
        self.has_left = False
        self._come(super().reidentify(ReconnectWebSocket(self.id, resume=True)))

    async def close(self) -> None:
        """End the session."""
        self.has_left = True
        self._stop_coming()
        await super().close()

    async def _in_turn(self, enter: Callable[..., Coroutine[Any, Any, None]], *arguments: object) -> None:
        try:
            async with self._gate.turn(self.id):
                await enter(*arguments)
        except NotHeldError:
            logger.info("Shard {} is another process's by now", self.id)
        except Exception as error:  # as discord.py ends the bot by what it does not expect
            self._queue_put(EventItem(EventType.terminate, self, error))

    def _come(self, work: Coroutine[Any, Any, None]) -> None:
        if self.has_left:
            work.close()
            return
        self._stop_coming()
        self._coming = asyncio.create_task(work, name=f"connect shard {self.id}")

    def _stop_coming(self) -> None:
        if self._coming is not None and self._coming is not asyncio.current_task():
            self._coming.cancel()
