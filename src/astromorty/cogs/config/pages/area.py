"""The page of an area: its settings, and what must be known about them."""

from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING, Any

from discord import ui

from astromorty.cogs.config.controls import add_control
from astromorty.cogs.config.pages.page import Page
from astromorty.context import Interaction
from astromorty.services.guild_settings import SETTINGS, area_title
from astromorty.ui.page_note import note

if TYPE_CHECKING:
    from astromorty.cogs.config.dashboard import Dashboard

# What stands below the settings on the page of an area, asked for each time the page is drawn.
AreaPart = Callable[["Dashboard"], Awaitable[Sequence[ui.Item[Any]]]]


class AreaPage(Page):
    """Every setting of an area with its present value beside what changes it."""

    def __init__(self, dashboard: "Dashboard", area: str) -> None:
        super().__init__(dashboard, area, area_title(area))
        self._part: Sequence[ui.Item[Any]] = ()

    async def read(self, interaction: Interaction) -> None:
        """Ask the area what is to stand below its settings."""
        part = self.dashboard.bot.area_parts.get(self.name)
        self._part = () if part is None else await part(self.dashboard)

    def draw(self, box: ui.Container[ui.LayoutView]) -> None:
        """Add a control for each setting, and the area's own part."""
        settings = [setting for setting in SETTINGS.values() if setting.area == self.name]
        for setting in settings:
            add_control(box, setting, self.dashboard)
        warnings = self.dashboard.bot.plan.warnings(*(setting.name for setting in settings))
        for item in note("\n".join(warnings)):
            box.add_item(item)
        for item in self._part:
            box.add_item(item)
