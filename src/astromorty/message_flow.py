"""What becomes of a message: those who care for messages are asked in turn, and hardly ever is there anything to do."""

from collections.abc import Awaitable, Callable, Coroutine, Generator, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any, TypeAlias

import discord
from discord.ext import commands

from astromorty.context import Context
from astromorty.errors import TooFast

if TYPE_CHECKING:
    from astromorty.bot import Astromorty

# Does at once what it can without waiting, and returns what is left to be awaited: None for most messages.
Receiver = Callable[[discord.Message], Awaitable[None] | None]
# Likewise; what is awaited says whether the message was dealt with, which a None denies.
Guard = Callable[[discord.Message], Awaitable[bool] | None]
WordTaker = Callable[[Context], Awaitable[bool]]
Steps: TypeAlias = Generator[Awaitable[Any], Any, None]


class MessageFlow:
    """Hands members' messages on.

    Cogs add what they receive with when they are loaded, and take it away when they are unloaded. Most messages concern
    nobody. A receiver finds that out at once, from what this process knows, so that such a message is done with before
    the next one is read and never becomes a task.

    Attributes:
        guards: Asked in turn about each message of a member, before anything else; the first that says so has dealt
            with it, and nothing more becomes of it.
        every: Get each message of a member, commands too, before anything is done about it.
        words: Asked in turn when a message starts with the prefix and no command is called so; the first that returns
            True has answered it.
        plain: Get each message that neither is a command nor was taken for one.
        seen: How many messages of members there were.
    """

    def __init__(self, bot: "Astromorty") -> None:
        self._bot = bot
        self.guards: list[Guard] = []
        self.every: list[Receiver] = []
        self.words: list[WordTaker] = []
        self.plain: list[Receiver] = []
        self.seen = 0

    def begin(self, message: discord.Message) -> Coroutine[None, None, None] | None:
        """Do what can be done without waiting; return the rest, to be awaited in a task, or None if that was all."""
        self.seen += 1
        steps = self._steps(message)
        rest = next(steps, None)
        return None if rest is None else self._go_on(message, steps, rest)

    async def _go_on(self, message: discord.Message, steps: Steps, rest: Awaitable[Any]) -> None:
        with suppress(StopIteration):
            while True:
                try:
                    outcome = await rest
                except Exception as error:  # the edge of one receiver: the others still get the message
                    self._report(message, error)
                    outcome = None
                rest = steps.send(outcome)

    def _steps(self, message: discord.Message) -> Steps:
        """Yield what has to be awaited of all that a message brings about; get back what it came to."""
        for guard in tuple(self.guards):
            rest = self._ask(guard, message)
            if rest is not None and (yield rest):
                return
        yield from self._hand_out(self.every, message)
        prefixes = self._bot.prefixes.known(message.guild.id if message.guild else None, self._bot.mentions)
        if prefixes is None or message.content.startswith(prefixes):
            ctx: Context | None = yield self._bot.get_context(message)
            if ctx is not None and ctx.invoked_with:
                yield from self._run(ctx)
                return
        yield from self._hand_out(self.plain, message)

    def _hand_out(self, receivers: Sequence[Receiver], message: discord.Message) -> Steps:
        for receive in tuple(receivers):
            rest = self._ask(receive, message)
            if rest is not None:
                yield rest

    def _ask(self, receive: Receiver | Guard, message: discord.Message) -> Awaitable[Any] | None:
        try:
            return receive(message)
        except Exception as error:  # as with what is awaited of it
            return self._fail(error)

    async def _fail(self, error: Exception) -> None:
        """Fail in the message's own task, where that is reported."""
        raise error

    def _run(self, ctx: Context) -> Steps:
        """Run the command that a message asks for, or find out what else it may mean."""
        if not (yield self._keeps_pace(ctx)):
            return
        if ctx.command is None:
            for take in tuple(self.words):
                if (yield take(ctx)):
                    return
            yield from self._hand_out(self.plain, ctx.message)
        yield self._bot.invoke(ctx)

    async def _keeps_pace(self, ctx: Context) -> bool:
        try:
            self._bot.pace.count(ctx.author)
        except TooFast as error:
            if error.is_first:
                await self._bot.errors.from_command(ctx, commands.CommandInvokeError(error))
            return False
        return True

    def _report(self, message: discord.Message, error: Exception) -> None:
        guild_id = message.guild.id if message.guild else None
        self._bot.errors.from_event(error, "A message could not be dealt with in full", guild_id=guild_id)
