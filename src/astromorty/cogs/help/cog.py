"""The list of commands and the page of each."""

from typing import TYPE_CHECKING

from discord import app_commands
from discord.ext import commands

from astromorty.cogs.help.listing import find_command, matching_names, runnable_areas
from astromorty.cogs.help.menu import HelpMenu
from astromorty.cogs.help.page import page_of
from astromorty.context import Context, Interaction
from astromorty.manual import examples
from astromorty.ui.choices import choices
from astromorty.ui.pages import answer_pages

if TYPE_CHECKING:
    from astromorty.bot import Astromorty


class Help(commands.Cog):
    """Find out what the bot can do for you."""

    def __init__(self, bot: "Astromorty") -> None:
        self.bot = bot

    @commands.hybrid_command(name="help")
    @examples("remind me", "levels")
    @app_commands.describe(command="A command or an area to explain; all that you may run if left out")
    async def show_help(self, ctx: Context, *, command: str | None = None) -> None:
        """List the commands that you may run, or explain one."""
        areas = {area.name.casefold(): area for area in await runnable_areas(ctx)}
        name = (command or "").strip().casefold()
        if not name or (name in areas and ctx.bot.get_command(name) is None):
            await HelpMenu(ctx, tuple(areas.values()), areas.get(name)).open(ctx, private=True)
            return
        found = await find_command(ctx, name)
        await answer_pages(ctx, found.qualified_name, await page_of(ctx, found), private=True)

    @show_help.autocomplete("command")
    async def _complete_command(self, interaction: Interaction, current: str) -> list[app_commands.Choice[str]]:
        ctx = await self.bot.get_context(interaction)
        return choices(await matching_names(ctx, current))
