"""Looks some time after a write whether the tiers hold what the database does: a count that must stay 0."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from heapq import heappop, heappush
from itertools import count
from time import monotonic
from typing import Final, TypeVar

from loguru import logger
from redis.exceptions import ResponseError

from astromorty.services.cache.cached_type import CachedType, CachedTypes
from astromorty.services.cache.errors import RedisAwayError
from astromorty.services.cache.keys import Identity
from astromorty.services.cache.leases import Trust
from astromorty.services.cache.redis_tier import RedisTier
from astromorty.services.cache.serializer import Stored

WINDOWS: Final = (1.0, 10.0, 60.0)
"""Seconds after a write at which its entry is compared."""
TIERS: Final = ("local", "redis")
# The cost: with three windows at most three loads and three GETs a second, however much is written.
PAUSE: Final = 1.0
# A database that answers slowly makes looks late; then fewer keys are taken.
PENDING: Final = 200
LOAD_WITHIN: Final = 2.0
MOST_COMPARED: Final = 5_000
"""Entries that are looked at when all are to be compared; a bound to what an operator's question costs."""
COMPARED_AT_ONCE: Final = 4
"""How many of them are asked for side by side: the bot's own questions need the database's connections, too."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """How many of a process's entries were compared with the database, and the keys of those that are behind it."""

    entries: int
    behind: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Doubt:
    """What the database said at the first look, and which tiers held something else."""

    truth: object
    tiers: frozenset[str]


@dataclass(frozen=True, slots=True, order=True)
class _Look:
    """One comparison that is due (monotonic seconds)."""

    due: float
    number: int
    key: str = field(compare=False)
    window: float = field(compare=False)
    doubt: _Doubt | None = field(compare=False, default=None)


_Entry = tuple[CachedType, Identity]
ItemT = TypeVar("ItemT")


def some_of(items: Sequence[ItemT], most: int) -> Sequence[ItemT]:
    """Return at most so many in a row, from a random place on and then from the beginning."""
    if len(items) <= most:
        return items
    first = random.randrange(len(items))  # noqa: S311 - no secret
    return [*items[first:], *items[:first]][:most]


class Sampler:
    """Compares entries that were written lately, here or elsewhere: at most one key a second."""

    def __init__(
        self,
        types: CachedTypes,
        trust: Trust,
        tier: RedisTier | None,
        *,
        lease: float,
        windows: Collection[float] = WINDOWS,
    ) -> None:
        self.windows = tuple(sorted(windows))
        self.looks: Counter[float] = Counter()
        """Comparisons made, by window."""
        self.inconsistent: Counter[tuple[str, str, float]] = Counter()
        """Entries found to be not what the database says, by type, tier and window."""
        self._types = types
        self._trust = trust
        self._tier = tier
        self._lease = lease
        self._due: list[_Look] = []
        self._numbers = count()
        self._next_key = 0.0
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to look."""
        self._task = asyncio.create_task(self._run(), name="cache: sample")

    async def close(self) -> None:
        """Stop looking."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    def wrote(self, keys: Collection[str]) -> None:
        """Take one of the keys just written, if it is time for one; no I/O."""
        now = monotonic()
        if not keys or now < self._next_key or len(self._due) > PENDING - len(self.windows):
            return
        self._next_key = now + PAUSE
        key = random.choice(tuple(keys))  # noqa: S311 - no secret
        for window in self.windows:
            self._plan(now + window, key, window)

    async def compare_all(self) -> Comparison:
        """Compare what this process holds, and what Redis holds under the same keys, with the database.

        Of more than `MOST_COMPARED` entries so many are looked at, others each time. What is unlike is looked at again
        after a lease: it may have been written meanwhile.
        """
        held = some_of(
            [
                (each, identity)
                for each in self._types
                if each.source is not None
                for identity in each.local.identities()
            ],
            MOST_COMPARED,
        )
        doubted = [(*entry, doubt) for entry, doubt in await self._doubts(held) if doubt.tiers]
        if doubted:
            await asyncio.sleep(self._lease)
        again = await self._doubts([(each, identity) for each, identity, _ in doubted])
        behind = [
            each.key(identity)
            for (each, identity, before), (_, after) in zip(doubted, again, strict=True)
            if after.truth == before.truth and after.tiers & before.tiers
        ]
        return Comparison(len(held), tuple(behind))

    async def _doubts(self, entries: Sequence[_Entry]) -> list[tuple[_Entry, _Doubt]]:
        """Ask for all of these, a few side by side."""
        found: list[tuple[_Entry, _Doubt]] = []
        for first in range(0, len(entries), COMPARED_AT_ONCE):
            part = entries[first : first + COMPARED_AT_ONCE]
            answers = await asyncio.gather(*(self._doubt(*entry) for entry in part), return_exceptions=True)
            for entry, answer in zip(part, answers, strict=True):
                if isinstance(answer, BaseException):
                    raise answer
                found.append((entry, answer))
        return found

    async def _doubt(self, cached_type: CachedType, identity: Identity) -> _Doubt:
        """Ask the database, and which tiers hold something else."""
        assert cached_type.source is not None
        async with asyncio.timeout(LOAD_WITHIN):
            truth = await cached_type.source(identity)
        unlike = [tier for tier in TIERS if await self._is_unlike(tier, cached_type, identity, truth)]
        return _Doubt(truth, frozenset(unlike))

    def _plan(self, due: float, key: str, window: float, doubt: _Doubt | None = None) -> None:
        heappush(self._due, _Look(due, next(self._numbers), key, window, doubt))

    async def _run(self) -> None:
        while True:
            pause = self._due[0].due - monotonic() if self._due else self.windows[0]
            if pause > 0:
                # What is taken meanwhile is not due before the shortest window has passed.
                await asyncio.sleep(min(pause, self.windows[0]))
                continue
            look = heappop(self._due)
            try:
                await self._compare(look)
            except Exception as error:
                # The task's edge: loaders raise whatever their database does.
                logger.debug("{} could not be compared with the database: {!r}", look.key, error)

    async def _compare(self, look: _Look) -> None:
        try:
            cached_type, identity = self._types.locate(look.key)
        except ValueError:
            return  # only another version of this program knows it
        if cached_type.source is None:
            return  # nobody has read one here yet
        found = await self._doubt(cached_type, identity)
        if look.doubt is not None:
            self._judge(look, look.doubt, cached_type, found)
            return
        self.looks[look.window] += 1
        if found.tiers:
            # Written between the load and the look, or its invalidation is on its way: neither outlasts a lease.
            self._plan(monotonic() + self._lease, look.key, look.window, found)

    def _judge(self, look: _Look, doubt: _Doubt, cached_type: CachedType, found: _Doubt) -> None:
        if found.truth != doubt.truth:
            return  # written again meanwhile
        for tier in sorted(found.tiers & doubt.tiers):
            self.inconsistent[cached_type.strategy.name, tier, look.window] += 1
            logger.warning(
                "The cache is behind the database: {} in the {} tier, {:g} s after a write", look.key, tier, look.window
            )

    async def _is_unlike(self, tier: str, cached_type: CachedType, identity: Identity, truth: object) -> bool:
        """Tell whether a tier would serve something else; what is absent or not believed is not served."""
        if not self._trust.holds():
            return False
        if tier == "local":
            entry = cached_type.local.entry(identity)
            return entry is not None and monotonic() < entry.expires_at and entry.value != truth
        if self._tier is None or cached_type.codec is None:
            return False
        try:
            found = cached_type.codec.loads(await self._tier.get(cached_type.key(identity)))
        except (RedisAwayError, ResponseError):
            return False
        return isinstance(found, Stored) and found.value != truth
