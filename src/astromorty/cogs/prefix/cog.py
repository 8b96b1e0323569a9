"""Commands around the prefix of a server."""

from collections.abc import Awaitable
from typing import TYPE_CHECKING

import discord
from discord import app_commands
from discord.ext import commands

from astromorty.context import Context
from astromorty.gate import needs
from astromorty.manual import examples
from astromorty.prefix import MAX_PREFIX_LENGTH
from astromorty.ui.cards import card, code, done

if TYPE_CHECKING:
    from astromorty.bot import Astromorty


class Prefix(commands.Cog):
    """Show and change what a message starts with to be a command."""

    def __init__(self, bot: "Astromorty") -> None:
        self.bot = bot

    async def cog_load(self) -> None:
        """Begin to receive messages."""
        self.bot.messages.plain.append(self._receive)

    async def cog_unload(self) -> None:
        """Receive no more."""
        self.bot.messages.plain.remove(self._receive)

    @commands.hybrid_group(fallback="show", case_insensitive=True)
    async def prefix(self, ctx: Context) -> None:
        """Show the prefix of this server."""
        prefix = await self.bot.prefixes.get_prefix(ctx.guild.id if ctx.guild else None)
        await ctx.answer(card(None, self._sentence(prefix)))

    @prefix.command(name="set")
    @examples("?")
    @needs(manage_guild=True)
    @app_commands.describe(prefix=f"1 to {MAX_PREFIX_LENGTH} characters without spaces, such as ? or bot!")
    async def prefix_set(self, ctx: Context, prefix: str) -> None:
        """Change the prefix of this server."""
        saved = await self.bot.prefixes.set_prefix(ctx.server.id, prefix)
        said = f"The prefix is now {code(saved)}. Try {code(f'{saved}ping')}."
        await ctx.answer(done("\n".join((said, *self.bot.plan.warnings("prefix")))))

    @prefix.command(name="reset")
    @needs(manage_guild=True)
    async def prefix_reset(self, ctx: Context) -> None:
        """Go back to the default prefix."""
        saved = await self.bot.prefixes.reset_prefix(ctx.server.id)
        await ctx.answer(done(f"The prefix is {code(saved)} again."))

    def _receive(self, message: discord.Message) -> Awaitable[None] | None:
        """Answer a bare mention with the prefix: who forgot it has no other way to ask."""
        return self._tell(message) if message.content in self.bot.mentions else None

    async def _tell(self, message: discord.Message) -> None:
        prefix = await self.bot.prefixes.get_prefix(message.guild.id if message.guild else None)
        await message.reply(view=card(None, self._sentence(prefix)), mention_author=False)

    def _sentence(self, prefix: str) -> str:
        return f"The prefix is {code(prefix)}. Mentioning me works too. {code(f'{prefix}help')} lists what I can do."
