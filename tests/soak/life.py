"""Somebody's way of spending the run."""

from __future__ import annotations

import random
from collections.abc import Callable, Coroutine
from itertools import count
from typing import Any, Final

from soak.acts import Person

Living = Callable[[], Coroutine[Any, Any, None]]
NUMBERS: Final = count(1)
"""Everything that somebody thinks of has a number of its own."""


class Life:
    """Acts, and pauses between them."""

    def __init__(self, person: Person, rng: random.Random, *, every: float) -> None:
        self.person = person
        self.scene = person.scene
        self.rng = rng
        self.every = every

    async def live(self) -> None:
        """Act until the load ends."""
        await self.scene.pause(self.rng.uniform(0, self.every))
        while not self.scene.ending.is_set():
            await self.act()
            await self.scene.pause(self.rng.uniform(0.3, 1.7) * self.every)

    async def act(self) -> None:
        """Do one thing."""
        raise NotImplementedError
