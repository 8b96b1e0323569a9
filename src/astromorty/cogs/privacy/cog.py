"""Commands by which people see, take and delete what is stored about them."""

from typing import TYPE_CHECKING

from discord.ext import commands

from astromorty.cogs.privacy.words import held, stored
from astromorty.context import Context
from astromorty.ui.cards import card

if TYPE_CHECKING:
    from astromorty.bot import Astromorty


class Privacy(commands.Cog):
    """See what is stored about you, take it with you, or delete it."""

    def __init__(self, bot: "Astromorty") -> None:
        self.bot = bot

    @commands.hybrid_group(fallback="info", case_insensitive=True)
    async def privacy(self, ctx: Context) -> None:
        """Show what is stored about you, in all servers."""
        holdings = await self.bot.member_data.holdings(ctx.author.id)
        lines = [held(holding) for holding in stored(holdings)] or ["Nothing at the moment."]
        await ctx.answer(card("What is stored about you", "\n".join(lines)), private=True)
