"""Looking around in the commands: areas and commands are chosen from menus."""

from collections.abc import Sequence

from discord import ui

from astromorty.cogs.help.listing import line, pages
from astromorty.cogs.help.page import page_of
from astromorty.context import Context, Interaction
from astromorty.gate import Command
from astromorty.manual import Area
from astromorty.ui.cards import code, container
from astromorty.ui.menu import Menu
from astromorty.ui.pages import PAGE_CHARACTERS, paginate

# As many as a select shows.
MOST_OPTIONS = 25
# Who sees a command can choose it.
PAGE_COMMANDS = MOST_OPTIONS
_LONGEST_LABEL = 100


class HelpMenu(Menu):
    """Show the areas, the commands of one, or the page of a command.

    Args:
        ctx: The invocation that asks.
        areas: What the member may run.
        area: The one to begin with; their list if left out.
    """

    def __init__(self, ctx: Context, areas: Sequence[Area], area: Area | None = None) -> None:
        super().__init__(ctx)
        self._ctx = ctx
        self._areas = {each.name: each for each in areas}
        self._area = area
        self._number = 0
        if area is None:
            self._draw_areas()
        else:
            self._draw_commands(area)

    def _draw_areas(self) -> None:
        self.clear_items()
        lines = [f"**{area.name}** · {area.description}\n-# {_names(area)}" for area in self._areas.values()]
        box = container("Commands", "\n".join(lines), "-# Choose an area, or ask for `help` with a command's name.")
        self._add_areas(box)
        self.add_item(box)

    def _draw_commands(self, area: Area) -> None:
        self.clear_items()
        self._area = area
        split = pages(self._ctx, area.commands, lines=PAGE_COMMANDS, characters=PAGE_CHARACTERS)
        page = split[self._number]
        box = container(area.name, area.description, "\n".join(line(self._ctx, command) for command in page))
        if len(split) > 1:
            box.add_item(ui.TextDisplay(f"-# Page {self._number + 1} of {len(split)}"))
        self._add_areas(box)
        self._add_commands(box, page)
        overview = self._button("Overview", "overview")
        overview.callback = self._show_areas
        box.add_item(ui.ActionRow(*self._turning(len(split)), overview))
        self.add_item(box)

    def _turning(self, count: int) -> "list[ui.Button[HelpMenu]]":
        """Return the buttons between pages, where there are several."""
        if count == 1:
            return []
        back = self._button("Previous", "previous")
        forth = self._button("Next", "next")
        back.callback = self._previous
        forth.callback = self._next
        back.disabled = self._number == 0
        forth.disabled = self._number == count - 1
        return [back, forth]

    def _add_areas(self, box: ui.Container[ui.LayoutView]) -> None:
        areas = list(self._areas.values())
        for start in range(0, len(areas), MOST_OPTIONS):
            self._add_area_select(box, areas[start : start + MOST_OPTIONS], f"area:{start}" if start else "area")

    def _add_area_select(self, box: ui.Container[ui.LayoutView], areas: Sequence[Area], name: str) -> None:
        placeholder = "Choose an area" if name == "area" else "More areas"
        select: ui.Select[HelpMenu] = ui.Select(placeholder=placeholder, custom_id=self.custom_id(name))
        for area in areas:
            select.add_option(
                label=area.name, description=area.description[:_LONGEST_LABEL], default=area is self._area
            )

        async def choose(interaction: Interaction) -> None:
            self._number = 0
            self._draw_commands(self._areas[select.values[0]])
            await self.show(interaction)

        select.callback = choose
        box.add_item(ui.ActionRow(select))

    def _add_commands(self, box: ui.Container[ui.LayoutView], listed: Sequence[Command]) -> None:
        select: ui.Select[HelpMenu] = ui.Select(placeholder="Explain a command", custom_id=self.custom_id("command"))
        named = {command.qualified_name: command for command in listed}
        for name, command in named.items():
            select.add_option(label=name, description=command.short_doc[:_LONGEST_LABEL])

        async def choose(interaction: Interaction) -> None:
            await self._draw_command(named[select.values[0]])
            await self.show(interaction)

        select.callback = choose
        box.add_item(ui.ActionRow(select))

    async def _draw_command(self, command: Command) -> None:
        self.clear_items()
        text, *more = paginate(await page_of(self._ctx, command))
        box = container(command.qualified_name, text)
        if more:
            box.add_item(ui.TextDisplay(f"-# {code(f'help {command.qualified_name}')} shows the rest."))
        back = self._button("Back", "back")
        back.callback = self._back
        box.add_item(ui.ActionRow(back))
        self.add_item(box)

    def _button(self, label: str, name: str) -> "ui.Button[HelpMenu]":
        return ui.Button(label=label, custom_id=self.custom_id(name))

    async def _show_areas(self, interaction: Interaction) -> None:
        self._area = None
        self._draw_areas()
        await self.show(interaction)

    async def _previous(self, interaction: Interaction) -> None:
        await self._turn(interaction, -1)

    async def _next(self, interaction: Interaction) -> None:
        await self._turn(interaction, 1)

    async def _back(self, interaction: Interaction) -> None:
        await self._turn(interaction, 0)

    async def _turn(self, interaction: Interaction, by: int) -> None:
        assert self._area is not None
        self._number += by
        self._draw_commands(self._area)
        await self.show(interaction)


def _names(area: Area) -> str:
    """Name an area's commands; for a group's stands the group."""
    return " · ".join(dict.fromkeys(code(command.qualified_name.partition(" ")[0]) for command in area.commands))
