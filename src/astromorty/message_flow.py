"""What becomes of a message: it is parsed once, and everybody who cares for messages gets the same parse."""

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

import discord
from discord.ext import commands

from astromorty.context import Context
from astromorty.errors import TooFast

if TYPE_CHECKING:
    from astromorty.bot import Astromorty

Receiver = Callable[[Context], Awaitable[None]]
MessageTaker = Callable[[Context], Awaitable[bool]]


class MessageFlow:
    """Hands members' messages on.

    Cogs add what they receive with when they are loaded, and take it away when they are unloaded. Most messages concern
    nobody: a receiver finds that out without I/O.

    Attributes:
        guards: Asked in turn about each message of a member, before anything else; the first that returns True has
            dealt with it, and nothing more becomes of it.
        every: Get each message of a member, commands too, before anything is done about it.
        words: Asked in turn when a message starts with the prefix and no command is called so; the first that returns
            True has answered it.
        plain: Get each message that neither is a command nor was taken for one.
        seen: How many messages of members there were.
    """

    def __init__(self, bot: "Astromorty") -> None:
        self._bot = bot
        self.guards: list[MessageTaker] = []
        self.every: list[Receiver] = []
        self.words: list[MessageTaker] = []
        self.plain: list[Receiver] = []
        self.seen = 0

    async def receive(self, message: discord.Message) -> None:
        """Run the command that the message holds, or pass it on."""
        self.seen += 1
        ctx = await self._bot.get_context(message)
        if await self._is_taken(self.guards, ctx):
            return
        await self._hand_out(self.every, ctx)
        if not ctx.invoked_with:
            await self._hand_out(self.plain, ctx)
            return
        if not await self._keeps_pace(ctx):
            return
        if ctx.command is None:
            if await self._is_taken(self.words, ctx):
                return
            await self._hand_out(self.plain, ctx)
        await self._bot.invoke(ctx)

    async def _keeps_pace(self, ctx: Context) -> bool:
        try:
            self._bot.pace.count(ctx.author)
        except TooFast as error:
            if error.is_first:
                await self._bot.errors.from_command(ctx, commands.CommandInvokeError(error))
            return False
        return True

    async def _hand_out(self, receivers: list[Receiver], ctx: Context) -> None:
        for receive in tuple(receivers):
            try:
                await receive(ctx)
            except Exception as error:  # the edge of one receiver: the others still get the message
                self._report(ctx, error)

    async def _is_taken(self, takers: list[MessageTaker], ctx: Context) -> bool:
        for take in tuple(takers):
            try:
                if await take(ctx):
                    return True
            except Exception as error:  # as above
                self._report(ctx, error)
        return False

    def _report(self, ctx: Context, error: Exception) -> None:
        guild_id = ctx.guild.id if ctx.guild else None
        self._bot.errors.from_event(error, "A message could not be dealt with in full", guild_id=guild_id)
