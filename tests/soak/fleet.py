"""The bot's processes, and what an orchestrator does with them: each that ends is started again."""

from __future__ import annotations

import asyncio
import signal
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from time import time
from typing import Final

import psutil

from discord_sandbox.gateway.connection import Connection
from discord_sandbox.server import Sandbox
from e2e.running_bot import STOP_SECONDS, RunningBot
from fixtures.ports import free_port
from soak.checks.memory import Sample
from soak.windows import Windows, busy_seconds

SAMPLE_EVERY: Final = 1.0
HUNG_AFTER: Final = 40.0
START_AGAIN_AFTER: Final = 0.5


@dataclass
class Slot:
    """A place for one process: its folder with its log and, while there is one, the process.

    Attributes:
        port: Where its processes tell of themselves.
        memory: What the process that runs now held, one a sample; a successor begins anew.
    """

    number: int
    folder: Path
    port: int
    bot: RunningBot | None = None
    memory: list[Sample] = field(default_factory=list[Sample])

    @property
    def name(self) -> str:
        return f"process {self.number}"

    @property
    def pid(self) -> int:
        assert self.bot is not None
        assert self.bot.process.pid is not None
        return self.bot.process.pid

    def log_lines(self) -> list[str]:
        """All that the slot's processes logged."""
        file = self.folder / "log"
        return file.read_text(errors="replace").splitlines() if file.exists() else []


class Fleet:
    """Starts, stops and kills processes, which share the shards by leases, with the times that a bot has in earnest."""

    def __init__(
        self,
        discord: Sandbox,
        windows: Windows,
        folder: Path,
        processes: int,
        settings: Mapping[str, str],
        *,
        shard_count: int,
    ) -> None:
        self._discord = discord
        self._windows = windows
        self._settings = settings
        self._watching: set[asyncio.Task[None]] = set()
        self._ending: set[RunningBot] = set()
        self.slots = [Slot(number, folder / f"process-{number}", free_port()) for number in range(processes)]
        self.shard_count = shard_count
        self.unclean: list[str] = []
        """Processes that ended late, or not with 0, when they were asked to."""
        for slot in self.slots:
            slot.folder.mkdir()

    async def start(self, slot: Slot) -> None:
        """Start a slot's process."""
        slot.memory.clear()
        settings = {**self._settings, "SHARDING__COUNT": str(self.shard_count), "LOG_FORMAT": "json"}
        settings["HTTP__PORT"] = str(slot.port)
        slot.bot = await RunningBot.start(self._discord, slot.folder, {}, **settings)
        watching = asyncio.create_task(self._watch(slot, slot.bot), name=f"watch {slot.name}")
        self._watching.add(watching)
        watching.add_done_callback(self._watching.discard)

    async def kill(self, slot: Slot) -> None:
        """End a slot's process as a crash does."""
        assert slot.bot is not None
        self._ending.add(slot.bot)
        await slot.bot.kill()

    async def terminate(self, slot: Slot) -> None:
        """Ask a slot's process to end; note if that takes too long or ends with an error."""
        bot = slot.bot
        assert bot is not None
        self._ending.add(bot)
        began = time()
        bot.process.send_signal(signal.SIGTERM)
        try:
            code = await asyncio.wait_for(bot.process.wait(), HUNG_AFTER)
        except TimeoutError:
            code = None
            await bot.kill()
        took = time() - began
        # What it waits for a processor is not the bot's fault.
        if took > STOP_SECONDS + busy_seconds(self._windows, since=began):
            self.unclean.append(f"{slot.name} took {took:.1f} s to end after SIGTERM at {began:.2f}")
        if code != 0:
            self.unclean.append(f"{slot.name} ended with {code} after SIGTERM at {began:.2f}")

    def send(self, slot: Slot, number: signal.Signals) -> None:
        """Send a signal to a slot's process."""
        assert slot.bot is not None
        slot.bot.process.send_signal(number)

    async def end_all(self) -> None:
        """End all processes as a deployment does."""
        await asyncio.gather(*(self.terminate(slot) for slot in self._running()))

    async def kill_all(self) -> None:
        """End whatever is left, stopped ones too."""
        for slot in self._running():
            await self.kill(slot)

    async def sample_memory(self) -> None:
        """Note for ever what the processes hold in memory."""
        while True:
            holders = self.holders()
            for slot in self._running():
                shards = sum(slot.number in numbers for numbers in holders.values())
                with suppress(psutil.Error):
                    slot.memory.append(Sample(psutil.Process(slot.pid).memory_info().rss, shards))
            await asyncio.sleep(SAMPLE_EVERY)

    def pids(self) -> list[int]:
        """Return the IDs of the processes that run."""
        return [slot.pid for slot in self._running()]

    def forget_memory(self) -> None:
        """Begin to compare from now on: the processes are warm."""
        for slot in self.slots:
            slot.memory.clear()

    def shards_of(self, slot: Slot) -> frozenset[int]:
        """Return the shards that a slot's process holds, by its connections to the gateway."""
        holders = self.holders()
        return frozenset(shard for shard, slots in holders.items() if slot.number in slots)

    def holders(self) -> Mapping[int, list[int]]:
        """Return the slots whose processes are connected for each shard."""
        ports: dict[int, int] = {}
        for slot in self._running():
            with suppress(psutil.Error):
                for socket in psutil.Process(slot.pid).net_connections("tcp"):
                    ports[socket.laddr.port] = slot.number
        found: defaultdict[int, list[int]] = defaultdict(list)
        for session in self._discord.gateway.connected:
            connection = session.connection
            if isinstance(connection, Connection) and connection.peer_port in ports:
                found[session.identity.shard_id].append(ports[connection.peer_port])
        return found

    async def _watch(self, slot: Slot, bot: RunningBot) -> None:
        """Start a process again that ends though nobody asked it to."""
        code = await bot.process.wait()
        if bot not in self._ending:
            # Who starts while Postgres is away says so, and ends.
            if code != 1 or not self._windows.excuse(None, time(), time()):
                self.unclean.append(f"{slot.name} ended by itself with {code} at {time():.2f}")
            await asyncio.sleep(START_AGAIN_AFTER)
            await self.start(slot)

    def _running(self) -> Iterator[Slot]:
        for slot in self.slots:
            if slot.bot is not None and slot.bot.process.returncode is None:
                yield slot
