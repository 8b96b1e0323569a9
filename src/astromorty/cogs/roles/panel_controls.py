"""What chooses, posts and changes panels in the dashboard."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Final

import discord
from discord import ui

from astromorty.cogs.roles.page import PanelPage
from astromorty.cogs.roles.panel_forms import EditForm, NewForm, RoleForm
from astromorty.cogs.roles.setting_up import Asker, Done
from astromorty.context import Interaction
from astromorty.database.models import RolePanel
from astromorty.ui.choices import MOST_OFFERED

_PLACES: Final = [discord.ChannelType.text, discord.ChannelType.news]


def choosing_rows(page: PanelPage, panels: Sequence[RolePanel], chosen: RolePanel | None) -> list[ui.Item[Any]]:
    """Return what posts a panel, and the lists to choose one from."""
    starts = range(0, len(panels), MOST_OFFERED)
    lists = [_PanelSelect(page, panels[start : start + MOST_OFFERED], chosen) for start in starts]
    return [ui.ActionRow(control) for control in (_NewPanel(page), *lists)]


def panel_rows(page: PanelPage, panel: RolePanel) -> list[ui.Item[Any]]:
    """Return all that can be done with a panel."""
    number = panel.number

    async def repost(asker: Asker) -> Done:
        return await page.set_up.repost(asker, number)

    async def delete(asker: Asker) -> Done:
        return await page.set_up.delete(asker, number)

    buttons = [
        _EditButton(page, panel),
        _Act(page, "repost", "Post it anew", repost),
        _Act(page, "delete", "Delete", delete, discord.ButtonStyle.danger),
    ]
    rows: list[ui.Item[Any]] = [ui.ActionRow(*buttons), ui.ActionRow(_AddRole(page, panel))]
    if panel.choices:
        rows.append(ui.ActionRow(_RemoveRole(page, panel)))
    return [*rows, ui.ActionRow(_Move(page, number))]


class _PanelSelect(ui.Select[ui.LayoutView]):
    def __init__(self, page: PanelPage, panels: Sequence[RolePanel], chosen: RolePanel | None) -> None:
        options = [
            discord.SelectOption(
                label=f"{panel.number} · {panel.title}"[:100], value=str(panel.number), default=panel == chosen
            )
            for panel in panels
        ]
        custom_id = page.custom_id(f"choose:{panels[0].number}")
        super().__init__(custom_id=custom_id, placeholder="Change a panel", options=options)
        self._page = page

    async def callback(self, interaction: Interaction) -> None:
        self._page.choose(int(self.values[0]))
        await self._page.dashboard.redraw(interaction)


class _NewPanel(ui.ChannelSelect[ui.LayoutView]):
    def __init__(self, page: PanelPage) -> None:
        super().__init__(custom_id=page.custom_id("create"), placeholder="Post a new panel in …", channel_types=_PLACES)
        self._page = page

    async def callback(self, interaction: Interaction) -> None:
        await self._page.refuse(interaction, "create")
        await interaction.response.send_modal(NewForm(self._page, self._page.channel(self.values[0].id)))


class _EditButton(ui.Button[ui.LayoutView]):
    def __init__(self, page: PanelPage, panel: RolePanel) -> None:
        super().__init__(label="Edit", custom_id=page.custom_id("edit"))
        self._page = page
        self._panel = panel

    async def callback(self, interaction: Interaction) -> None:
        await self._page.refuse(interaction, "edit")
        await interaction.response.send_modal(EditForm(self._page, self._panel))


class _Act(ui.Button[ui.LayoutView]):
    def __init__(
        self,
        page: PanelPage,
        action: str,
        label: str,
        work: Callable[[Asker], Awaitable[Done]],
        style: discord.ButtonStyle = discord.ButtonStyle.secondary,
    ) -> None:
        super().__init__(label=label, style=style, custom_id=page.custom_id(action))
        self._page = page
        self._action = action
        self._work = work

    async def callback(self, interaction: Interaction) -> None:
        await self._page.act(interaction, self._action, self._work)


class _AddRole(ui.RoleSelect[ui.LayoutView]):
    def __init__(self, page: PanelPage, panel: RolePanel) -> None:
        super().__init__(custom_id=page.custom_id("add"), placeholder="Offer a role, or show it anew")
        self._page = page
        self._panel = panel

    async def callback(self, interaction: Interaction) -> None:
        await self._page.refuse(interaction, "add")
        await interaction.response.send_modal(RoleForm(self._page, self._panel, self.values[0]))


class _RemoveRole(ui.Select[ui.LayoutView]):
    def __init__(self, page: PanelPage, panel: RolePanel) -> None:
        options = [
            discord.SelectOption(
                label=role.name if (role := page.guild.get_role(choice.role_id)) else "deleted role",
                value=str(choice.role_id),
            )
            for choice in panel.choices
        ]
        super().__init__(custom_id=page.custom_id("remove"), placeholder="Offer a role no more", options=options)
        self._page = page
        self._number = panel.number

    async def callback(self, interaction: Interaction) -> None:
        role_id = int(self.values[0])

        async def withdraw(asker: Asker) -> Done:
            return await self._page.set_up.withdraw(asker, self._number, role_id)

        await self._page.act(interaction, "remove", withdraw)


class _Move(ui.ChannelSelect[ui.LayoutView]):
    def __init__(self, page: PanelPage, number: int) -> None:
        super().__init__(custom_id=page.custom_id("move"), placeholder="Post it anew in …", channel_types=_PLACES)
        self._page = page
        self._number = number

    async def callback(self, interaction: Interaction) -> None:
        place = self._page.channel(self.values[0].id)

        async def move(asker: Asker) -> Done:
            return await self._page.set_up.repost(asker, self._number, place)

        await self._page.act(interaction, "repost", move)
