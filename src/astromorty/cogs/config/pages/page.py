"""What the dashboard asks of each of its pages."""

from typing import TYPE_CHECKING

from discord import ui

from astromorty.context import Interaction

if TYPE_CHECKING:
    from astromorty.cogs.config.dashboard import Dashboard


class Page:
    """One page of the dashboard.

    Args:
        dashboard: Where it is shown.
        name: What the list of pages knows it by.
        title: What people know it by.
    """

    def __init__(self, dashboard: "Dashboard", name: str, title: str) -> None:
        self.dashboard = dashboard
        self.name = name
        self.title = title

    async def read(self, interaction: Interaction) -> None:
        """Read what the page shows besides the settings; raise NotAllowed if who presses may not see it."""

    def draw(self, box: ui.Container[ui.LayoutView]) -> None:
        """Add the page's parts to `box`."""
        raise NotImplementedError
