"""Members tell moderators what goes wrong."""

from functools import partial
from typing import TYPE_CHECKING

import discord
from discord import app_commands
from discord.ext import commands

from astromorty.cogs.reports.decision import ReportButton
from astromorty.cogs.reports.delivery import Delivery
from astromorty.cogs.reports.form import COMMAND, ReportForm, Target
from astromorty.context import Context, Interaction
from astromorty.errors import Refusal
from astromorty.manual import examples

if TYPE_CHECKING:
    from astromorty.bot import Astromorty

_PRIVATE = "What you report is between you and the moderators: use `/report`, or the menu of a message or member."


class ReportCommands(commands.Cog, name="Reports"):
    """Tell the moderators what goes wrong."""

    def __init__(self, bot: "Astromorty") -> None:
        self.bot = bot
        self.delivery = Delivery(bot)
        extras = {"command": COMMAND}
        self._menus = (
            app_commands.ContextMenu(name="Report message", callback=self._report_message, extras=extras),
            app_commands.ContextMenu(name="Report member", callback=self._report_member, extras=extras),
        )
        for menu in self._menus:
            menu.guild_only = True

    async def cog_load(self) -> None:
        """Begin to answer menus and buttons."""
        self.bot.add_dynamic_items(ReportButton)
        for menu in self._menus:
            self.bot.tree.add_command(menu)

    async def cog_unload(self) -> None:
        """Leave them to others."""
        self.bot.remove_dynamic_items(ReportButton)
        for menu in self._menus:
            self.bot.tree.remove_command(menu.name, type=menu.type)

    @commands.hybrid_command(name=COMMAND, extras={"slash_only": True})
    @commands.guild_only()
    @examples("", "@Mia")
    @app_commands.describe(member="Whom; left out, the form asks")
    async def report(self, ctx: Context, member: discord.Member | discord.User | None = None) -> None:
        """Report a member to the moderators."""
        if ctx.interaction is None:
            raise Refusal(_PRIVATE)
        await self._ask(ctx.interaction, member, None)

    async def _report_message(self, interaction: Interaction, message: discord.Message) -> None:
        """Report a message, from its menu."""
        await self._ask(interaction, message.author, message)

    async def _report_member(self, interaction: Interaction, member: discord.Member | discord.User) -> None:
        """Report a member, from the member's own menu."""
        await self._ask(interaction, member, None)

    async def _ask(self, interaction: Interaction, target: Target | None, message: discord.Message | None) -> None:
        await self.delivery.expect_possible(interaction, target)
        deliver = partial(self.delivery.deliver, message=message)
        await interaction.response.send_modal(ReportForm(interaction, target, deliver))
