"""The list of commands and the page of each."""

from typing import TYPE_CHECKING

from discord import app_commands
from discord.ext import commands

from astromorty.cogs.help.listing import describe, find_command, list_commands, matching_names
from astromorty.context import Context, Interaction
from astromorty.ui.cards import card
from astromorty.ui.choices import choices
from astromorty.ui.pages import answer_pages

if TYPE_CHECKING:
    from astromorty.bot import Astromorty


class Help(commands.Cog):
    """Find out what the bot can do for you."""

    def __init__(self, bot: "Astromorty") -> None:
        self.bot = bot

    @commands.hybrid_command(name="help")
    @app_commands.describe(command="A command to explain; all that you may run if left out")
    async def show_help(self, ctx: Context, *, command: str | None = None) -> None:
        """List the commands that you may run, or explain one."""
        if command is None:
            await answer_pages(ctx, "Commands", await list_commands(ctx), private=True)
        else:
            found = await find_command(ctx, command)
            await ctx.answer(card(found.qualified_name, await describe(ctx, found)), private=True)

    @show_help.autocomplete("command")
    async def _complete_command(self, interaction: Interaction, current: str) -> list[app_commands.Choice[str]]:
        ctx = await self.bot.get_context(interaction)
        return choices(await matching_names(ctx, current))
