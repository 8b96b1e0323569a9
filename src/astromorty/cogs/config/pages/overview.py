"""The page on which the dashboard opens: everything at a glance."""

from typing import TYPE_CHECKING

from discord import ui

from astromorty.cogs.config.pages.page import Page
from astromorty.services.guild_settings import AREAS, SETTINGS, GuildSetting, area_title
from astromorty.setting_values import SHOWS_ITSELF, displayed, problem
from astromorty.ui.cards import code

if TYPE_CHECKING:
    from astromorty.cogs.config.dashboard import Dashboard

OVERVIEW = "overview"
# Of a long text its beginning is enough here.
_LONGEST_VALUE = 20


class Overview(Page):
    """All values, and what is wrong with any of them."""

    def __init__(self, dashboard: "Dashboard") -> None:
        super().__init__(dashboard, OVERVIEW, "Overview")

    def draw(self, box: ui.Container[ui.LayoutView]) -> None:
        """Add a line for each setting under the heading of its area."""
        lines = ["**Permissions** · who may use which command"]
        for area, purpose in AREAS.items():
            lines.append(f"**{area_title(area)}** · {purpose}")
            lines += [self._line(setting) for setting in SETTINGS.values() if setting.area == area]
        lines += [f"⚠️ {off}" for off in self.dashboard.bot.plan.off]
        box.add_item(ui.TextDisplay("\n".join(lines)))

    def _line(self, setting: GuildSetting) -> str:
        config = self.dashboard.config
        text = setting.shown(setting.value(config))
        value = displayed(setting, setting.value(config))
        if len(text) > _LONGEST_VALUE and not isinstance(setting.kind, SHOWS_ITSELF):
            value = code(f"{' '.join(text.split())[:_LONGEST_VALUE]}…")
        wrong = problem(self.dashboard.server, setting, config)
        return f"{setting.title} {value}" + (f" ⚠️ {wrong}" if wrong else "")
