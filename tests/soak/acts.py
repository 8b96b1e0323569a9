"""One act of one person, and what its answer means."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from time import time
from typing import Any

from discord_sandbox.client import InteractionResult, Message, SandboxRefused, SandboxUser
from discord_sandbox.state.event import Event
from discord_sandbox.wire import JsonObject
from soak.ledger import Act, Outcome, Written
from soak.scene import PATIENCE, Scene, Server

# Whoever reads one of these does not know whether it was done.
NOT_KNOWN = (
    "The database does not answer",
    "Something went wrong on my side",
    "Discord did not answer",
    "Discord has a problem",
)
PROGRESS = "⏳"
NO_FORM = "no form:"
# Nobody fills in a form faster (seconds); discord.py learns of it a moment after it is shown.
FILLING = 0.25
# And nothing was done where one of these is said.
NOTHING_DONE = ("I am restarting", "Nothing was done", "nothing was done")


Opening = Callable[[], Awaitable[InteractionResult]]
Read = Callable[[], Awaitable[str | None]] | None


@dataclass(frozen=True, slots=True)
class Expected:
    """What an answer says when it was done, and what it may say, with nothing broken, when it was not."""

    done: Sequence[str]
    refused: Sequence[str] = ()


class Replies:
    """Hears the bot's replies to messages, as they are sent."""

    def __init__(self, scene: Scene) -> None:
        self._waiting: dict[str, asyncio.Future[str]] = {}
        self._bot = str(scene.discord.world.bot.id)
        scene.discord.world.listen(self._hear)

    async def reply_to(self, said: Message, seconds: float) -> str | None:
        """Return the text of the first reply to a message; None when none comes."""
        reply: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        self._waiting[str(said.id)] = reply
        try:
            return await asyncio.wait_for(reply, seconds)
        except TimeoutError:
            return None
        finally:
            del self._waiting[str(said.id)]

    def _hear(self, event: Event) -> None:
        if event.name not in ("MESSAGE_CREATE", "MESSAGE_UPDATE") or event.data["author"]["id"] != self._bot:
            return
        reference: JsonObject = event.data.get("message_reference") or {}
        waiting = self._waiting.get(str(reference.get("message_id")))
        text = str(event.data["components"]) + str(event.data["content"])
        if waiting is not None and not waiting.done() and PROGRESS not in text:
            waiting.set_result(text)


class Person:
    """A user in a server whose acts are entered in the ledger."""

    def __init__(self, scene: Scene, server: Server, name: str, replies: Replies) -> None:
        self.scene = scene
        self.server = server
        self.name = name
        self.id = scene.user_id(name)
        self.user: SandboxUser = scene.client.user(name)
        self._replies = replies

    def like(self, name: str) -> Person:
        """Return somebody else in the same server."""
        return Person(self.scene, self.server, name, self._replies)

    async def slash(
        self, kind: str, key: Hashable, value: object, expected: Expected, command: str, /, **options: str | int
    ) -> Act:
        """Run a slash command."""

        async def ask() -> str | None:
            result = await self.user.slash(self.server.channel, command, dict(options), timeout=PATIENCE)
            deadline = time() + PATIENCE
            while PROGRESS in result.text and time() < deadline:
                await asyncio.sleep(0.2)
                result = await self.scene.client.interaction(result.id)
            return shown(result)

        return await self._act(kind, key, value, expected, ask)

    async def press(
        self, kind: str, key: Hashable, value: object, expected: Expected, message: Message, custom_id: str
    ) -> Act:
        """Press a button."""

        async def ask() -> str | None:
            return shown(await self.user.press(message, custom_id, timeout=PATIENCE))

        return await self._act(kind, key, value, expected, ask)

    async def fill_in(
        self,
        kind: str,
        key: Hashable,
        expected: Expected,
        opening: Opening,
        form: Mapping[str, Any],
        read: Read = None,
    ) -> Act:
        """Open a form and send it, filled in; where none opens, nothing is done. `read` tells what the bot said."""

        async def ask() -> str | None:
            opened = await opening()
            if opened.modal is None:
                return f"{NO_FORM} {shown(opened)}"
            await asyncio.sleep(FILLING)
            result = await self.user.submit(opened.modal, form, timeout=PATIENCE)
            return shown(result) if read is None else await read()

        act = await self._act(kind, key, None, expected, ask)
        if act.told.startswith(NO_FORM):
            act.outcome = Outcome.REFUSED
        return act

    async def write(self, channel: int, text: str) -> Message:
        """Write a message that is worth experience."""
        sent = time()
        message = await self.user.send(channel, text)
        self.scene.ledger.wrote(Written(self.server.id, self.id, sent))
        return message

    async def say(self, kind: str, key: Hashable, value: object, expected: Expected, text: str) -> Act:
        """Run a prefix command, and wait for the bot's reply."""

        async def ask() -> str | None:
            said = await self.user.send(self.server.channel, text)
            return await self._replies.reply_to(said, PATIENCE)

        return await self._act(kind, key, value, expected, ask)

    async def _act(
        self, kind: str, key: Hashable, value: object, expected: Expected, ask: Callable[[], Awaitable[str | None]]
    ) -> Act:
        act = self.scene.ledger.begin(Act(kind, self.server.id, key, value, time()))
        try:
            told = await ask()
        except SandboxRefused as refused:
            told, act.outcome = str(refused), Outcome.REFUSED
            act.odd = not any(part in told for part in expected.refused)
        else:
            judge(act, told, expected)
        act.answered = time()
        act.told = told or ""
        if told is not None:
            self.scene.ledger.heard(act.guild, act.sent, act.answered)
        return act


def judge(act: Act, told: str | None, expected: Expected) -> None:
    """Enter what an answer means."""
    if told is not None and any(part in told for part in expected.done):
        act.outcome = Outcome.DONE
    elif told is not None and any(part in told for part in expected.refused):
        act.outcome = Outcome.REFUSED
    else:
        act.odd = True
        certain = told is not None and any(part in told for part in NOTHING_DONE)
        act.outcome = Outcome.REFUSED if certain else Outcome.UNKNOWN


def shown(result: InteractionResult) -> str | None:
    """Return what the user was shown; None when the bot did not answer."""
    texts = [result.text, *(each.text for each in result.follow_ups)]
    return "\n".join(filter(None, texts)) or (result.modal.title if result.modal else None)
