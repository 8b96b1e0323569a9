"""Tickets: opened by a panel's form, written in, closed by a form."""

from __future__ import annotations

import random
import re
from functools import partial
from typing import Final

from discord_sandbox.client import Message
from soak.acts import Expected, Person
from soak.ledger import Outcome
from soak.life import NUMBERS, Life
from soak.scene import PATIENCE

PLACE: Final = re.compile(r"Your ticket is <#(\d+)>")
# Discord lets a category have 50 channels, closed tickets too.
MOST: Final = 40


class Caller(Life):
    """Opens a ticket, writes in it, closes it, and opens the next."""

    def __init__(self, person: Person, rng: random.Random, *, every: float) -> None:
        super().__init__(person, rng, every=every)
        self._card: Message | None = None
        # Channels of tickets that were to be closed, and those that certainly are.
        self._closing: set[int] = set()
        self._closed: set[int] = set()

    async def act(self) -> None:
        if self._card is None:
            await self._find_or_open()
        elif self._card.channel_id not in self._closing and self.rng.random() < 0.6:
            text = f"trouble-{next(NUMBERS)}"
            await self.person.write(self._card.channel_id, text)
            self.scene.ledger.said_in(self._card.channel_id).append(text)
        else:
            await self._close(self._card)

    async def _find_or_open(self) -> None:
        """Go on with a ticket that was opened though nobody said so, else open one."""
        guild = self.scene.discord.world.guilds[self.person.server.id]
        tickets = [each for each in guild.channels.values() if each.name.startswith("ticket-0")]
        for channel in tickets:
            if channel.id not in self._closed:
                self._card = await self._card_of(channel.id)
                return
        if len(tickets) < MOST:
            await self._open()

    async def _open(self) -> None:
        panel, user = self.person.server.tickets, self.person.user
        assert panel is not None
        expected = Expected(["Your ticket is <#"], ["Your ticket is being opened", "You have "])
        subject = f"subject-{next(NUMBERS)}"
        press = partial(user.press, panel, "ticket:open", timeout=PATIENCE)
        act = await self.person.fill_in("ticket", subject, expected, press, {"text": subject})
        place = PLACE.search(act.told)
        if act.outcome is Outcome.DONE and place is not None:
            self._card = await self._card_of(int(place[1]))

    async def _card_of(self, channel: int) -> Message | None:
        """Return the message with the buttons; None where it is not there yet."""
        seen = await self.person.user.view(channel)
        return next((each for each in seen if each.author.bot and "Ticket " in each.text), None)

    async def _close(self, card: Message) -> None:
        # A card has no button any more once its ticket is closed, be it that nobody said so.
        expected = Expected(["The ticket is closed"], ["This ticket is not open", "unknown_component"])
        press = partial(self.person.user.press, card, "ticket:close", timeout=PATIENCE)
        reason = f"end-{next(NUMBERS)}"
        self._closing.add(card.channel_id)
        act = await self.person.fill_in("closing", card.channel_id, expected, press, {"text": reason})
        act.value = reason
        if act.outcome is Outcome.DONE or (act.outcome is Outcome.REFUSED and not act.odd):
            self._closed.add(card.channel_id)
            self._card = None
