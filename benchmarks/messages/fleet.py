"""One bot, of one or several processes, on a local Discord of its own."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from tests.fixtures.ports import free_port

from benchmarks.messages.bot_process import BARE, OURS, BotProcess
from benchmarks.messages.discord_process import DiscordProcess, local_discord
from benchmarks.messages.stores import Stores, stores

# A bot is at rest when it takes less than this share of a processor for so many seconds.
REST_SHARE: Final = 0.05
REST_SECONDS: Final = 0.4
LONGEST_REST: Final = 20.0


@dataclass(frozen=True, slots=True)
class Spent:
    """Seconds of a processor that something took: the bot's, its database's and its Redis's; and what came back."""

    bot: float
    postgres: float
    redis: float
    answer: Any


@dataclass(slots=True)
class Fleet:
    """A bot's processes, and where they live. `stores` is None for a bot that keeps nothing."""

    name: str
    count: int
    folder: Path
    discord: DiscordProcess
    stores: Stores | None
    bots: list[BotProcess] = field(default_factory=list[BotProcess])

    @property
    def slash_path(self) -> str:
        """How the command that is measured is called as a slash command."""
        return "prefix show" if self.stores else "prefix"

    async def start(self) -> None:
        """Start all processes and wait until they are ready and at rest."""
        for number in range(self.count):
            settings = {**self.discord.settings, **(self.stores.settings if self.stores else {})}
            settings |= {"SHARDING__COUNT": str(self.count), "SHARDING__IDS": str(number)}
            if self.stores:
                settings["HTTP__PORT"] = str(free_port())  # metrics are on
            self.bots.append(await BotProcess.start(OURS if self.stores else BARE, self.folder, settings))
        await asyncio.gather(*(bot.ready() for bot in self.bots))
        await self.rest()

    async def stop(self) -> None:
        """End all processes."""
        await asyncio.gather(*(bot.stop() for bot in self.bots))
        self.bots.clear()

    async def rest(self) -> None:
        """Wait until the bot has nothing more to do, 20 s at most."""
        loop = asyncio.get_running_loop()
        end = loop.time() + LONGEST_REST
        cpu, since = self.cpu(), loop.time()
        while loop.time() < end:
            await asyncio.sleep(REST_SECONDS)
            now, at = self.cpu(), loop.time()
            if (now - cpu) / (at - since) < REST_SHARE * self.count:
                return
            cpu, since = now, at

    async def measure(self, ask: Callable[[DiscordProcess], Awaitable[Any]]) -> Spent:
        """Return what some traffic costs, to the end of everything that it brought about."""
        before = self._spent()
        answer = await ask(self.discord)
        await self.rest()
        after = self._spent()
        bot, postgres, redis = (end - begin for begin, end in zip(before, after, strict=True))
        return Spent(bot, postgres, redis, answer)

    def cpu(self) -> float:
        """Return the seconds of a processor that all processes of the bot have taken so far."""
        return sum(bot.cpu() for bot in self.bots)

    def memory(self) -> float:
        """Return the resident memory of all processes in MB."""
        return sum(bot.memory() for bot in self.bots)

    def _spent(self) -> tuple[float, float, float]:
        kept = self.stores
        return (self.cpu(), kept.cpu_of_postgres(), kept.cpu_of_redis()) if kept else (self.cpu(), 0.0, 0.0)


@asynccontextmanager
async def fleet(name: str, *, servers: int, processes: int = 1, is_bare: bool = False) -> AsyncGenerator[Fleet]:
    """Yield a bot that is not started yet: the bare one, or ours."""
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="astromorty-bench-")))
        discord = await stack.enter_async_context(local_discord(servers))
        kept = None if is_bare else await stack.enter_async_context(stores(folder, discord.guilds))
        built = Fleet(name, processes, folder, discord, kept)
        stack.push_async_callback(built.stop)
        yield built
