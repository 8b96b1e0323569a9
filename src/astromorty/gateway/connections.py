"""All connections to the gateway: one for each shard that this process holds."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Collection
from functools import partial
from typing import Final, cast

import discord
import yarl
from discord.gateway import DiscordWebSocket
from discord.shard import EventItem, EventType
from loguru import logger

from astromorty.database.controllers.identify_gate import NotHeldError
from astromorty.gateway.client_state import expect_servers, expect_shards, forget_servers, shards_of, tell
from astromorty.gateway.gated_shard import GatedShard
from astromorty.services.background import BackgroundTasks
from astromorty.services.sharding.gate import IdentifyGate

# How long connecting may take until it is begun anew, in seconds; there may be another wait for its turn in it.
CONNECT_TIMEOUT: Final = 60.0
RETRY_SECONDS: Final = 5.0


class ShardConnections:
    """Connects the shards that this process holds, and leaves the gateway with all of them at once.

    To `gateway`, where the operator set one, else to the one that Discord named.
    """

    def __init__(self, bot: discord.AutoShardedClient, gate: IdentifyGate, *, gateway: str | None) -> None:
        self._bot = bot
        self._given = gateway
        self._gateway = yarl.URL()
        self._gate = gate
        self._waiting: deque[int] = deque()
        self._opening: asyncio.Task[None] | None = None
        self._leaving = BackgroundTasks()
        self._listed: set[int] = set()

    @property
    def _shards(self) -> dict[int, GatedShard]:
        return cast("dict[int, GatedShard]", shards_of(self._bot))

    @property
    def listed(self) -> tuple[int, ...]:
        """The shards of which Discord has said which servers the bot is in; others may only have connected by now."""
        return tuple(self._listed)

    def note_listed(self, shard_id: int) -> None:
        """Remember that Discord has listed a shard's servers."""
        self._listed.add(shard_id)

    def hold(self, shard_ids: Collection[int], count: int, gateway: str) -> None:
        """Begin to connect those of these shards that are not connected, and go on with those that were left."""
        self._gateway = yarl.URL(self._given or gateway)
        expect_shards(self._bot, shard_ids, count)
        for shard in self._shards.values():
            if shard.has_left:
                shard.come_back()
        if self._opening is None or self._opening.done():
            self._waiting = deque(shard_id for shard_id in sorted(shard_ids) if shard_id not in self._shards)
            if self._waiting:
                self._opening = asyncio.create_task(self._open(), name="connect shards")

    def leave(self) -> None:
        """Leave the gateway at once; the sessions may be resumed."""
        self._stop_opening()
        for shard_id, shard in self._shards.items():
            if not shard.has_left:
                self._leaving.start(shard.leave(), name=f"leave the gateway with shard {shard_id}")

    async def forget(self) -> None:
        """Leave the gateway for good: somebody else has the shards, and knows their servers."""
        self.leave()
        self._listed.clear()
        await forget_servers(self._bot)

    def fail(self, error: Exception) -> None:
        """End the bot with this error."""
        tell(self._bot, EventItem(EventType.terminate, None, error))

    async def close(self) -> None:
        """Connect nothing more."""
        self._stop_opening()
        await self._leaving.close(seconds=1)

    def _stop_opening(self) -> None:
        if self._opening is not None:
            self._opening.cancel()

    async def _open(self) -> None:
        while self._waiting:
            shard_id = self._waiting.popleft()
            try:
                await self._open_one(shard_id)
            except NotHeldError:
                logger.info("Shard {} is another process's by now", shard_id)
            except Exception as error:  # discord.py names no kinds, and tries again after every one
                logger.warning("Shard {} cannot connect and tries again: {!r}", shard_id, error)
                self._waiting.append(shard_id)
                await asyncio.sleep(RETRY_SECONDS)

    async def _open_one(self, shard_id: int) -> None:
        async with self._gate.turn(shard_id):
            expect_servers(self._bot, shard_id)
            connecting = DiscordWebSocket.from_client(self._bot, gateway=self._gateway, shard_id=shard_id)
            ws = await asyncio.wait_for(connecting, CONNECT_TIMEOUT)
        shard = GatedShard(ws, self._bot, partial(tell, self._bot), self._gate)
        self._shards[shard_id] = shard
        shard.launch()
