"""What the dashboard shows of panels, and what changes them."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final
from weakref import WeakKeyDictionary

from discord import ui

from astromorty.cogs.roles.page import PanelPage
from astromorty.cogs.roles.panel_controls import choosing_rows, panel_rows
from astromorty.cogs.roles.setting_up import PanelSetUp
from astromorty.cogs.roles.words import in_full, in_short
from astromorty.database.controllers.server_roles import ServerRolesController
from astromorty.ui.cards import fitting

if TYPE_CHECKING:
    from astromorty.cogs.config.dashboard import Dashboard

LONGEST_LIST: Final = 600
LONGEST_PANEL: Final = 850


class PanelsPart:
    """Lists the panels, lets one be posted, and shows the chosen one with all that can be done with it."""

    def __init__(self, stored: ServerRolesController, set_up: PanelSetUp) -> None:
        self._stored = stored
        self._set_up = set_up
        self._chosen: WeakKeyDictionary[Dashboard, int] = WeakKeyDictionary()

    async def __call__(self, dashboard: "Dashboard") -> Sequence[ui.Item[Any]]:
        """Return the part as it is now."""
        guild = dashboard.server
        decided = await self._stored.get(guild.id)
        page = PanelPage(dashboard, self._set_up, self._chosen)
        chosen = decided.panel(self._chosen.get(dashboard, 0))
        lines = [in_short(guild, panel) for panel in decided.panels] or ["none yet"]
        items: list[ui.Item[Any]] = [ui.TextDisplay(fitting(["**Panels**", *lines], LONGEST_LIST))]
        items += choosing_rows(page, decided.panels, chosen)
        if chosen is not None:
            items.append(ui.TextDisplay(fitting(in_full(guild, chosen), LONGEST_PANEL)))
            items += panel_rows(page, chosen)
        return items
