"""What the dashboard shows below the settings of welcomes."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import discord
from discord import ui

from astromorty.cogs.welcome.preview import preview
from astromorty.cogs.welcome.words import JOINING, LEAVING, Occasion
from astromorty.context import Interaction

if TYPE_CHECKING:
    from astromorty.cogs.config.dashboard import Dashboard


async def welcome_part(dashboard: "Dashboard") -> Sequence[ui.Item[Any]]:
    """Return buttons that show how the texts look."""
    buttons = (
        _PreviewButton(dashboard, JOINING, "Preview welcome", "welcome"),
        _PreviewButton(dashboard, LEAVING, "Preview goodbye", "goodbye"),
    )
    return [ui.ActionRow(*buttons)]


class _PreviewButton(ui.Button[ui.LayoutView]):
    def __init__(self, dashboard: "Dashboard", occasion: Occasion, label: str, command: str) -> None:
        super().__init__(label=label, custom_id=dashboard.custom_id(f"preview:{command}"))
        self._dashboard = dashboard
        self._occasion = occasion
        self._command = f"{command} preview"

    async def callback(self, interaction: Interaction) -> None:
        bot = self._dashboard.bot
        await bot.gate.refuse(interaction.user, self._command, interaction.channel)
        config = await bot.guild_settings.get(self._dashboard.server.id)
        text = preview(self._occasion, config, interaction.user, self._dashboard.server)
        await interaction.response.send_message(text, ephemeral=True, allowed_mentions=discord.AllowedMentions.none())
