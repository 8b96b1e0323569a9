"""What happened, in order, for those who wait for it."""

import asyncio
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass

from discord_sandbox.permissions import Permission, holds, permissions_in
from discord_sandbox.state.event import Event
from discord_sandbox.state.world import World

KEPT_EVENTS = 20_000


@dataclass(frozen=True, slots=True)
class Entry:
    """An event and its number."""

    number: int
    event: Event


class Journal:
    """Numbers the world's events and wakes those who wait for more."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._entries: deque[Entry] = deque(maxlen=KEPT_EVENTS)
        self._more = asyncio.Event()
        self.position = 0
        self.closed = False
        world.listen(self._append)

    def since(self, position: int, *, user_id: int | None = None) -> Iterator[Entry]:
        """Yield what came after ``position``, of that only what the user sees if one is given."""
        first = self.position - len(self._entries)
        for index in range(max(0, position - first), len(self._entries)):
            entry = self._entries[index]
            if user_id is None or self._visible(entry.event, user_id):
                yield entry

    async def wait(self, position: int) -> None:
        """Return when there is an event after ``position``, or the journal is closed."""
        while self.position <= position and not self.closed:
            await self._more.wait()

    def close(self) -> None:
        """Let everybody who waits go home."""
        self.closed = True
        self._more.set()

    def _append(self, event: Event) -> None:
        self.position += 1
        self._entries.append(Entry(self.position, event))
        self._more.set()
        self._more = asyncio.Event()

    def _visible(self, event: Event, user_id: int) -> bool:
        if event.recipients is not None:
            return user_id in event.recipients
        if event.guild_id is None:
            return True
        guild = self._world.guilds.get(event.guild_id)
        if guild is None or user_id not in guild.members:
            return False
        if not holds(self._world, guild, user_id, event.needs):
            return False
        channel = self._world.channels.get(event.channel_id) if event.channel_id else None
        return channel is None or bool(permissions_in(self._world, channel, user_id) & Permission.VIEW_CHANNEL)
