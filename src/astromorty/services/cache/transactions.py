"""What an open unit of work owes the cache; while one is open, cached reads see the transaction and nothing else."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field

from astromorty.services.cache.keys import Identity, key_of
from astromorty.services.cache.outbox import Debt
from astromorty.services.cache.strategies import CacheStrategy, get_strategy


@dataclass(frozen=True, slots=True)
class Replacement:
    """The row as a statement left it that *updated* an existing one, with the version it gave it."""

    strategy: CacheStrategy
    identity: Identity
    value: object
    version: int


@dataclass(slots=True)
class OpenTransaction:
    """The keys and replacements that are due once the data is committed."""

    keys: set[str] = field(default_factory=set[str])
    replacements: dict[str, list[Replacement]] = field(default_factory=dict[str, list[Replacement]])
    debts: tuple[Debt, ...] = ()
    """The outbox rows that the triggers wrote for this transaction."""
    wait: bool = True
    """Whether the caller is told only once no process serves what was before; XP grants are not worth the wait."""
    is_open: bool = True

    def all_keys(self) -> set[str]:
        """Return every key that is due: what the methods named, and what the triggers saw changing."""
        return self.keys.union(*(debt.keys for debt in self.debts))

    def replacement(self, key: str) -> Replacement | None:
        """Return the value to put in an entry's place; None if the entry has to be deleted.

        Each statement that touched the row left a debt. One more than there are replacements means that something else
        happened to it in this transaction: it was inserted, deleted, or written past the controller.
        """
        replacements = self.replacements.get(key, ())
        touched = sum(key in debt.keys for debt in self.debts)
        return replacements[-1] if replacements and touched <= len(replacements) else None

    def owe(self, strategy: CacheStrategy, identity: Identity) -> None:
        """Owe the invalidation of one entry and of the aggregates it is a member of."""
        self.keys.add(key_of(strategy, identity))
        named = dict(zip(strategy.identity, identity if isinstance(identity, tuple) else (identity,), strict=True))
        for aggregate in map(get_strategy, strategy.aggregates):
            parts = tuple(named[part] for part in aggregate.identity)
            self.keys.add(key_of(aggregate, parts))

    def replace(self, replacement: Replacement) -> None:
        """Owe an entry's replacement by a newer value."""
        self.owe(replacement.strategy, replacement.identity)
        key = key_of(replacement.strategy, replacement.identity)
        self.replacements.setdefault(key, []).append(replacement)


_transaction: ContextVar[OpenTransaction | None] = ContextVar("cache_transaction", default=None)


def current_transaction() -> OpenTransaction | None:
    """Return what the unit of work around this call owes; None outside of one."""
    transaction = _transaction.get()
    return transaction if transaction is not None and transaction.is_open else None


@contextmanager
def open_transaction() -> Generator[OpenTransaction]:
    """Make cached reads bypass every tier until the block ends; the unit of work wraps its transaction in it."""
    transaction = OpenTransaction()
    token = _transaction.set(transaction)
    try:
        yield transaction
    finally:
        # A task started inside the block has its own copy of the context and would go on seeing it open.
        transaction.is_open = False
        _transaction.reset(token)
