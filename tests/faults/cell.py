"""One run: a fault, a server, some processes, and what came of it."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from multiprocessing.context import ForkServerContext, ForkServerProcess
from pathlib import Path
from time import monotonic
from typing import Final

from faults.board import Board, Count, Order, Phase, Tally
from faults.grants import LEASE
from faults.proxy import Proxy
from faults.verdict import Verdict, lost_writes
from faults.worker import Plan, main
from fixtures.postgres import Server
from fixtures.redis import RedisProcess

KEYS: Final = 24
COMES_WITHIN: Final = 20.0
PROXIED: Final = 0
"""The process whose connections go through the proxy."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What goes wrong, and in what kind of run."""

    name: str
    happen: Callable[[Cell], Awaitable[None]]
    slow_loads: bool = False
    bursts: bool = False
    two_deploys: bool = False
    may_fail: bool = False
    """Whether reads and writes may raise that the database is away."""


class Cell:
    """The processes of a run and the servers around them; faults use its methods."""

    def __init__(
        self, fault: Fault, redis: RedisProcess, postgres: Postgres, folder: Path, database_url: str,
        *, processes: int, seconds: float, seed: str,
    ) -> None:  # fmt: skip
        self.fault = fault
        self.redis = redis
        self.postgres = postgres
        self.folder = folder
        self.processes = processes
        self.seconds = seconds
        self.proxy = Proxy(redis.port)
        self.board = Board(folder / "board", processes, KEYS)
        self._database_url = database_url
        self._seed = seed
        self._context = ForkServerContext()
        self._running: dict[int, ForkServerProcess] = {}
        self._began = 0.0

    async def run(self) -> Verdict:
        """Load, fault, rest, compare; return what was seen."""
        await self.proxy.open()
        try:
            for process in self.board.processes:
                self.start(process)
            await self._all_reached(Phase.STARTING)
            self._began = monotonic()
            self.board.phase = Phase.LOAD
            await self.fault.happen(self)
            await self.at(1.0)
            self.board.phase = Phase.QUIET
            await self._all_reached(Phase.QUIET)
            # By then whoever believes anything has looked for what is owed.
            await asyncio.sleep(LEASE)
            self.board.phase = Phase.VERIFY
            await self._all_reached(Phase.VERIFY)
            lost = await lost_writes(self.board, self._database_url, self.tell)
        except EndedError as error:
            self.tell(str(error))
            lost = 0
        finally:
            self.board.phase = Phase.DONE
            await self._end()
            await self.proxy.refuse()
        return self._verdict(lost)

    async def at(self, share: float) -> None:
        """Wait until this share of the run's time is over."""
        await asyncio.sleep(max(0.0, self._began + share * self.seconds - monotonic()))

    def start(self, process: int) -> None:
        """Start a process, or its successor."""
        port = self.proxy.port if process == PROXIED else self.redis.port
        plan = Plan(
            process=process,
            processes=self.processes,
            keys=KEYS,
            folder=self.folder,
            redis_url=f"redis://127.0.0.1:{port}/0",
            database_url=self._database_url,
            seed=f"{self._seed} {self.fault.name} {self.redis.kind} {process}",
            slow_loads=self.fault.slow_loads,
            bursts=self.fault.bursts,
            is_later_deploy=self.fault.two_deploys and process % 2 == 1,
        )
        self.board.set_count(Count.REACHED, process, 0)
        self._running[process] = self._context.Process(target=main, args=(plan,), daemon=True)
        self._running[process].start()

    def order(self, order: Order, process: int) -> None:
        """Tell a process to fail at its worst moment."""
        self.board.set_count(Count.ORDER, process, order)

    def send(self, number: signal.Signals, process: int) -> None:
        """Send a signal to a process."""
        pid = self._running[process].pid
        assert pid is not None
        os.kill(pid, number)

    async def obeyed(self, process: int) -> None:
        """Wait until a process has begun to carry its order out; one that finds no occasion in the run is let off."""
        while (  # noqa: ASYNC110 - another process sets it
            self.board.count(Count.ORDER, process) != Order.NONE and monotonic() < self._began + self.seconds
        ):
            await asyncio.sleep(0.005)
        self.order(Order.NONE, process)

    async def died(self, process: int) -> bool:
        """Wait for the death that was ordered; tell whether it came."""
        await self.obeyed(process)
        running = self._running[process]
        await asyncio.to_thread(running.join, 0.5)
        return not running.is_alive()

    def tell(self, line: str) -> None:
        """Note what went wrong."""
        with (self.folder / "violations").open("a") as file:
            file.write(line + "\n")

    async def _all_reached(self, phase: Phase) -> None:
        deadline = monotonic() + COMES_WITHIN
        for process in self.board.processes:
            while self.board.count(Count.REACHED, process) <= phase:
                if not self._running[process].is_alive() or monotonic() > deadline:
                    raise EndedError(f"process {process} has not come to {phase.name}")
                await asyncio.sleep(0.005)

    async def _end(self) -> None:
        for running in self._running.values():
            await asyncio.to_thread(running.join, 3)
            if running.is_alive():
                running.kill()
                await asyncio.to_thread(running.join)

    def _verdict(self, lost: int) -> Verdict:
        errors = self.board.total(Count.READ_ERRORS) + self.board.total(Count.WRITE_ERRORS)
        file = self.folder / "violations"
        return Verdict(
            fault=self.fault.name,
            server=self.redis.kind,
            processes=self.processes,
            reads=self.board.total(Count.READS),
            cached=self.board.total(Count.CACHED),
            writes=self.board.total(Count.WRITES),
            stale=self.board.total(Count.STALE),
            stuck=sum(self.board.highest(Tally.STUCK, key) for key in self.board.keys),
            lost=lost,
            sampled=self.board.total(Count.SAMPLED),
            behind=self.board.total(Count.BEHIND),
            errors=0 if self.fault.may_fail else errors,
            told=tuple(file.read_text().splitlines()) if file.exists() else (),
        )


class EndedError(Exception):
    """A process ended, or hangs, that nobody killed."""


class Postgres:
    """The run's database server, which a fault may restart."""

    def __init__(self, server: Server, restart: Callable[[float], Awaitable[None]]) -> None:
        self.server = server
        self.restart = restart
