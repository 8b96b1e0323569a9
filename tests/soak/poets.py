"""The starboard: verses, and who stars them."""

from __future__ import annotations

import random
from typing import Final

from discord_sandbox.client import Message
from soak.acts import Person
from soak.life import NUMBERS, Life

STAR: Final = "⭐"
FANS: Final = ("author", "sleeper", "presser", "prober", "mod")
NEWEST: Final = 4


class Poet(Life):
    """Writes verses; others star the newest of them, and take that back."""

    def __init__(self, person: Person, rng: random.Random, *, every: float) -> None:
        super().__init__(person, rng, every=every)
        self._verses: list[Message] = []

    async def act(self) -> None:
        if not self._verses or self.rng.random() < 0.15:
            text = f"verse-{next(NUMBERS)}"
            self._verses.append(await self.person.write(self.person.server.channel, text))
            return
        await self._star(self.rng.choice(self._verses[-NEWEST:]))

    async def _star(self, verse: Message) -> None:
        name = self.rng.choice(FANS)
        fan, fan_id = self.scene.client.user(name), self.scene.user_id(name)
        world = self.scene.discord.world
        stars = world.channels[verse.channel_id].messages[verse.id].reactions
        has = any(fan_id in each.user_ids for each in stars)
        self.scene.ledger.starred(self.person.server.id, verse.id)
        await (fan.unreact(verse, STAR) if has else fan.react(verse, STAR))
