"""Discord's answer to where the gateway is, asked for once by all processes."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Final

from astromorty.database.controllers.identify_gate import GatewayAdvice, IdentifyGateController
from astromorty.services.locks import Locks

Ask = Callable[[], Awaitable[GatewayAdvice]]

# How long an answer is good for, in seconds; sessions begun since are counted.
KEEP_SECONDS: Final = 600.0
# How often Discord is asked while it allows no further session.
LOOK_SECONDS: Final = 30.0
# How soon another process asks when this one dies in the middle.
_ASK_SECONDS: Final = 5.0


class NoAdviceError(Exception):
    """Discord did not answer."""


class SharedAdvice:
    """Asks Discord through `ask`, which raises `NoAdviceError`, in one process; keeps the answer in the database."""

    def __init__(self, table: IdentifyGateController, locks: Locks, ask: Ask) -> None:
        self._table = table
        self._locks = locks
        self._ask = ask

    async def get(self, *, age: float = KEEP_SECONDS) -> GatewayAdvice:
        """Return an answer that is no older than `age` seconds. Raises `DatabaseUnavailableError`, `NoAdviceError`."""
        known = await self._table.advice(age=age)
        if known is not None:
            return known
        async with self._locks.hold("gateway advice", seconds=_ASK_SECONDS):
            known = await self._table.advice(age=age)
            if known is None:
                known = await self._ask()
                await self._table.store(known)
            return known
