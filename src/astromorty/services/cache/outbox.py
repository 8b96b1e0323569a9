"""What the cache needs of the database: the invalidations owed, and the generation of its data."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Protocol

from astromorty.services.cache.keys import Part, build


@dataclass(frozen=True, slots=True)
class Debt:
    """One committed change whose entries may not have been invalidated yet."""

    id: int
    keys: frozenset[str]

    @classmethod
    def of_entries(cls, number: int, entries: Sequence[Sequence[Part | None]]) -> Debt:
        """Return the debt that a trigger wrote as `[[type, part, …], …]`; null stands for any part."""
        return cls(number, frozenset(build(str(name), tuple(parts)) for name, *parts in entries))


@dataclass(frozen=True, slots=True)
class Owed:
    """What one look into the outbox found."""

    generation: str
    """Changes when everything cached from this database is void: after a restore, a flush, a run without Redis."""
    debts: tuple[Debt, ...]


class Outbox(Protocol):
    """Invalidations owed, written by the data's own transactions."""

    async def owed(self, limit: int) -> Owed:
        """Return at most `limit` committed debts, oldest first."""
        ...

    async def settle(self, debts: Collection[int]) -> None:
        """Remove debts that were paid."""
        ...

    async def register(self, process: str, *, alone: bool, seconds: float) -> None:
        """Say that this process uses the database for the next seconds, `alone` if it has no Redis.

        Raises `SecondProcessError` when another one does that this process could not be coherent with.
        """
        ...

    async def leave(self, process: str) -> None:
        """Take the registration back."""
        ...

    async def renew_generation(self) -> None:
        """Make everything cached from this database void."""
        ...
