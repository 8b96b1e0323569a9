"""What the dashboard shows of the roles that members get by themselves, and what changes them."""

from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING, Any, Final

import discord
from discord import ui

from astromorty.cogs.autoroles.role_check import by_status_lines, on_join_lines
from astromorty.cogs.autoroles.setting_up import SetUp
from astromorty.context import Interaction
from astromorty.database.controllers.given_role import GivenRoleController
from astromorty.database.models import GivenRoles
from astromorty.database.models.given_role import LONGEST_STATUS_TEXT
from astromorty.ui.cards import Tone, fitting
from astromorty.ui.menu import MenuModal

if TYPE_CHECKING:
    from astromorty.cogs.config.dashboard import Dashboard

LONGEST_LIST: Final = 750


class AutorolePart:
    """Lists the roles; one can be chosen to be given, or to be given no more."""

    def __init__(self, stored: GivenRoleController, set_up: SetUp) -> None:
        self._stored = stored
        self._set_up = set_up

    async def __call__(self, dashboard: "Dashboard") -> Sequence[ui.Item[Any]]:
        """Return the part as it is now."""
        given = await self._stored.get(dashboard.server.id)
        joins = on_join_lines(dashboard.bot, dashboard.server, given)
        texts = by_status_lines(dashboard.bot, dashboard.server, given)
        lists = [["**On joining**", *(joins or ["none"])], ["**For a status**", *(texts or ["none"])]]
        page = _Page(dashboard, self._set_up)
        items: list[ui.Item[Any]] = [
            *(ui.TextDisplay(fitting(lines, LONGEST_LIST)) for lines in lists),
            ui.ActionRow(_JoinSelect(page, "members")),
            ui.ActionRow(_JoinSelect(page, "bots")),
            ui.ActionRow(_StatusSelect(page)),
        ]
        if given != GivenRoles():
            items.append(ui.ActionRow(_RemoveSelect(page, given)))
        return items


class _Page:
    """What the controls of one drawing have in common."""

    def __init__(self, dashboard: "Dashboard", set_up: SetUp) -> None:
        self.dashboard = dashboard
        self.set_up = set_up

    async def act(self, interaction: Interaction, command: str, work: Callable[[], Awaitable[str]]) -> None:
        """Do what `command` does for who may run it, and show what is there then."""
        await self.dashboard.bot.gate.refuse(interaction.user, command, interaction.channel)
        await self.dashboard.redraw(interaction, f"✅ {await work()}", Tone.SUCCESS)


class _JoinSelect(ui.RoleSelect[ui.LayoutView]):
    def __init__(self, page: _Page, audience: str) -> None:
        custom_id = page.dashboard.custom_id(f"autoroles:{audience}")
        super().__init__(custom_id=custom_id, placeholder=f"Give a role to {audience} that join")
        self._page = page
        self._for_bots = audience == "bots"

    async def callback(self, interaction: Interaction) -> None:
        assert isinstance(interaction.user, discord.Member)
        member, role = interaction.user, self.values[0]

        async def add() -> str:
            return await self._page.set_up.on_join(member, role, for_bots=self._for_bots)

        await self._page.act(interaction, "autorole add", add)


class _StatusSelect(ui.RoleSelect[ui.LayoutView]):
    def __init__(self, page: _Page) -> None:
        custom_id = page.dashboard.custom_id("autoroles:status")
        super().__init__(custom_id=custom_id, placeholder="Give a role for a text in the status")
        self._page = page

    async def callback(self, interaction: Interaction) -> None:
        await interaction.response.send_modal(_StatusForm(self._page, self.values[0]))


class _StatusForm(MenuModal):
    def __init__(self, page: _Page, role: discord.Role) -> None:
        super().__init__(page.dashboard, title="A role for a status", name="autoroles:status-form")
        self._page = page
        self._role = role
        self._text: ui.TextInput[ui.Modal] = ui.TextInput(
            custom_id="text", placeholder=".gg/astro", max_length=LONGEST_STATUS_TEXT
        )
        self.add_item(ui.Label(text="What has to stand in the status", component=self._text))

    async def on_submit(self, interaction: Interaction) -> None:  # pyright: ignore[reportIncompatibleMethodOverride]
        assert isinstance(interaction.user, discord.Member)
        member = interaction.user

        async def add() -> str:
            return await self._page.set_up.by_status(member, self._role, self._text.value)

        await self._page.act(interaction, "statusrole add", add)


class _RemoveSelect(ui.Select[ui.LayoutView]):
    def __init__(self, page: _Page, given: GivenRoles) -> None:
        server = page.dashboard.server
        kinds = [("join", role_id, "On joining") for role_id, _ in given.on_join]
        kinds += [("status", role_id, "For a status") for role_id, _ in given.by_status]
        options = [
            discord.SelectOption(
                label=role.name if (role := server.get_role(role_id)) else "deleted role",
                value=f"{kind}:{role_id}",
                description=words,
            )
            for kind, role_id, words in kinds
        ]
        custom_id = page.dashboard.custom_id("autoroles:remove")
        super().__init__(custom_id=custom_id, placeholder="Give a role no more", options=options)
        self._page = page

    async def callback(self, interaction: Interaction) -> None:
        kind, role_id = self.values[0].split(":")
        set_up, guild_id = self._page.set_up, self._page.dashboard.server.id
        remove, group = (set_up.not_on_join, "autorole") if kind == "join" else (set_up.not_by_status, "statusrole")

        async def work() -> str:
            return await remove(guild_id, int(role_id))

        await self._page.act(interaction, f"{group} remove", work)
