"""What stands below the settings on the dashboard's page for tickets."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import discord
from discord import ui

from astromorty.cogs.tickets.cards import PANEL_BUTTON, PANEL_TEXT, PANEL_TITLE, panel
from astromorty.cogs.tickets.channels import trouble
from astromorty.cogs.tickets.desk import Desk
from astromorty.context import Interaction
from astromorty.discord_answers import asking
from astromorty.errors import InvalidInput
from astromorty.places import refuse_place
from astromorty.ui.cards import Tone

if TYPE_CHECKING:
    from astromorty.cogs.config.dashboard import Dashboard


class TicketPart:
    """Says what is missing and how many tickets are open, and posts panels."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def __call__(self, dashboard: "Dashboard") -> Sequence[ui.Item[Any]]:
        """Return the part as it is now."""
        number = await self._desk.tickets.count_open(dashboard.server.id)
        sentence = trouble(dashboard.server, dashboard.config)
        if sentence is not None:
            return [ui.TextDisplay(f"**{number:,}** open\n⚠️ {sentence}")]
        text = f"**{number:,}** open\nChoose where to post the button that opens tickets:"
        return [ui.TextDisplay(text), ui.ActionRow(_PanelSelect(dashboard))]


class _PanelSelect(ui.ChannelSelect[ui.LayoutView]):
    def __init__(self, dashboard: "Dashboard") -> None:
        super().__init__(
            custom_id=dashboard.custom_id("tickets:panel"),
            channel_types=[discord.ChannelType.text],
            placeholder="Post a panel in…",
        )
        self._dashboard = dashboard

    async def callback(self, interaction: Interaction) -> None:
        """Post a panel in the chosen channel."""
        dashboard = self._dashboard
        await dashboard.bot.gate.refuse(interaction.user, "ticket panel", interaction.channel)
        place = dashboard.server.get_channel(self.values[0].id)
        if not isinstance(place, discord.TextChannel):
            raise InvalidInput("That channel is gone; choose another one.")
        refuse_place(interaction.user, place)
        async with asking():
            await place.send(view=panel(PANEL_TITLE, PANEL_TEXT, PANEL_BUTTON))
        await dashboard.redraw(interaction, f"✅ The panel is in {place.mention}.", Tone.SUCCESS)
