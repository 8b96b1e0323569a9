"""Finding one of dozens of commands."""

from typing import TYPE_CHECKING

from discord import ui

from astromorty.context import Interaction
from astromorty.errors import InvalidInput
from astromorty.services.guild_settings.kinds import SUGGESTIONS
from astromorty.services.similar_names import matching_names
from astromorty.ui.cards import code
from astromorty.ui.menu import MenuModal

if TYPE_CHECKING:
    from astromorty.cogs.config.pages.permissions import PermissionsPage

_LONGEST_NAME = 50


class FindButton(ui.Button[ui.LayoutView]):
    """Ask for a name or a part of one, and offer what resembles it."""

    def __init__(self, page: "PermissionsPage", names: list[str]) -> None:
        super().__init__(label="Find a command", emoji="🔎", custom_id=page.dashboard.custom_id("rules:find"))
        self._page = page
        self._names = names

    async def callback(self, interaction: Interaction) -> None:
        """Open the form."""
        await interaction.response.send_modal(_FindModal(self._page, self._names))


class _FindModal(MenuModal):
    def __init__(self, page: "PermissionsPage", names: list[str]) -> None:
        super().__init__(page.dashboard, title="Find a command", name="rules:search")
        self._page = page
        self._names = names
        self._typed: ui.TextInput[ui.Modal] = ui.TextInput(custom_id="name", max_length=_LONGEST_NAME)
        self.add_item(ui.Label(text="Its name, or a part of it", component=self._typed))

    async def on_submit(self, interaction: Interaction) -> None:  # pyright: ignore[reportIncompatibleMethodOverride]
        """Offer what was found; choose it, where it is what was typed or all there is."""
        typed = " ".join(self._typed.value.lower().removeprefix("/").split())
        found = matching_names(self._names, typed, SUGGESTIONS)
        if not found:
            raise InvalidInput(f"There is no command like {code(typed)}; try a part of its name, such as `ban`.")
        self._page.found, self._page.offset = found, 0
        self._page.subject = found[0] if found[0] == typed or len(found) == 1 else None
        await self._page.dashboard.redraw(interaction)
