"""The page of an area: its settings, and what must be known about them."""

from typing import TYPE_CHECKING

from discord import ui

from astromorty.cogs.config.controls import add_control
from astromorty.cogs.config.pages.page import Page
from astromorty.context import Interaction
from astromorty.services.guild_settings import SETTINGS, area_title

if TYPE_CHECKING:
    from astromorty.cogs.config.dashboard import Dashboard

# Of the 4,000 characters that a layout carries, the settings need the rest.
LONGEST_NOTE = 1_500


class AreaPage(Page):
    """Every setting of an area with its present value beside what changes it."""

    def __init__(self, dashboard: "Dashboard", area: str) -> None:
        super().__init__(dashboard, area, area_title(area))
        self._note = ""

    async def read(self, interaction: Interaction) -> None:
        """Ask the area what is to be said below its settings."""
        note = self.dashboard.bot.area_notes.get(self.name)
        self._note = "" if note is None else (await note(self.dashboard.server))[:LONGEST_NOTE]

    def draw(self, box: ui.Container[ui.LayoutView]) -> None:
        """Add a control for each setting, and the note."""
        for setting in SETTINGS.values():
            if setting.area == self.name:
                add_control(box, setting, self.dashboard)
        if self._note:
            box.add_item(ui.TextDisplay(self._note))
