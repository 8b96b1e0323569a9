"""The forms by which panels are made and changed in the dashboard."""

from typing import Final, get_args

import discord
from discord import ui

from astromorty.cogs.roles.page import PanelPage
from astromorty.cogs.roles.panel_view import HINTS
from astromorty.cogs.roles.setting_up import Asker, Done
from astromorty.context import Interaction
from astromorty.database.models import PanelKind, PanelMode, RolePanel
from astromorty.database.models.server_roles import LONGEST_LABEL, LONGEST_TITLE
from astromorty.ui.menu import MenuModal

KINDS: Final[dict[str, PanelKind]] = {kind: kind for kind in get_args(PanelKind)}
MODES: Final[dict[str, PanelMode]] = {mode: mode for mode in HINTS}
# Longer than any emoji in Discord's notation.
_LONGEST_EMOJI: Final = 80


class _PanelForm(MenuModal):
    """Asks for what every panel has."""

    def __init__(self, page: PanelPage, title: str, name: str, seen: RolePanel | None) -> None:
        super().__init__(page.dashboard, title=title, name=f"roles:{name}")
        self.page = page
        self.title_field: ui.TextInput[ui.Modal] = ui.TextInput(
            custom_id="title", max_length=LONGEST_TITLE, default=None if seen is None else seen.title
        )
        kind, mode = ("buttons", "any") if seen is None else (seen.kind, seen.mode)
        self.kind_field: ui.Select[ui.Modal] = ui.Select(
            custom_id="kind",
            options=[discord.SelectOption(label=each, value=each, default=each == kind) for each in KINDS],
        )
        self.mode_field: ui.Select[ui.Modal] = ui.Select(
            custom_id="mode",
            options=[
                discord.SelectOption(label=each, value=each, description=HINTS[each], default=each == mode)
                for each in MODES.values()
            ],
        )
        self.add_item(ui.Label(text="What it is about", component=self.title_field))
        self.add_item(ui.Label(text="How it looks", component=self.kind_field))
        self.add_item(ui.Label(text="What members can do with it", component=self.mode_field))


class NewForm(_PanelForm):
    """Asks what a new panel is to be."""

    def __init__(self, page: PanelPage, channel: discord.TextChannel) -> None:
        super().__init__(page, "A new panel", f"new:{channel.id}", None)
        self._channel = channel

    async def on_submit(self, interaction: Interaction) -> None:  # pyright: ignore[reportIncompatibleMethodOverride]
        """Post it."""
        kind, mode = KINDS[self.kind_field.values[0]], MODES[self.mode_field.values[0]]

        async def create(asker: Asker) -> Done:
            return await self.page.set_up.create(asker, self._channel, self.title_field.value, kind, mode)

        await self.page.act(interaction, "create", create)


class EditForm(_PanelForm):
    """Asks what is to be changed about a panel."""

    def __init__(self, page: PanelPage, seen: RolePanel) -> None:
        super().__init__(page, f"Panel {seen.number}", f"edit:{seen.number}", seen)
        self._seen = seen
        needed = [] if seen.required_role is None else [seen.required_role]
        self._required: ui.RoleSelect[ui.Modal] = ui.RoleSelect(
            custom_id="required",
            placeholder="everybody",
            min_values=0,
            required=False,
            default_values=[
                discord.SelectDefaultValue(id=role_id, type=discord.SelectDefaultValueType.role)
                for role_id in needed
                if page.guild.get_role(role_id) is not None
            ],
        )
        self.add_item(ui.Label(text="The role that members need to use it", component=self._required))

    async def on_submit(self, interaction: Interaction) -> None:  # pyright: ignore[reportIncompatibleMethodOverride]
        """Save what was changed by hand: what somebody else changed meanwhile is not undone by it."""
        chosen = [role.id for role in self._required.values if not role.is_default()]
        entered: dict[str, object] = {
            "title": self.title_field.value,
            "kind": self.kind_field.values[0],
            "mode": self.mode_field.values[0],
            "required_role": chosen[0] if chosen else None,
        }
        before = self._seen.model_dump()
        values = {name: value for name, value in entered.items() if value != before[name]}

        async def change(asker: Asker) -> Done:
            if not values:
                return Done("Nothing was changed.")
            return await self.page.set_up.change(asker, self._seen.number, **values)

        await self.page.act(interaction, "edit", change)


class RoleForm(MenuModal):
    """Asks how a panel is to show a role."""

    def __init__(self, page: PanelPage, panel: RolePanel, role: discord.Role) -> None:
        super().__init__(page.dashboard, title=f"A role on panel {panel.number}", name=f"roles:role:{role.id}")
        self._page = page
        self._number = panel.number
        self._role = role
        present = next((choice for choice in panel.choices if choice.role_id == role.id), None)
        self._label: ui.TextInput[ui.Modal] = ui.TextInput(
            custom_id="label",
            required=False,
            max_length=LONGEST_LABEL,
            placeholder=role.name[:100],
            default=None if present is None else present.label,
        )
        self._emoji: ui.TextInput[ui.Modal] = ui.TextInput(
            custom_id="emoji",
            required=False,
            max_length=_LONGEST_EMOJI,
            placeholder="🌹",
            default=None if present is None else present.emoji,
        )
        self.add_item(ui.Label(text="What members see; its name if left out", component=self._label))
        self.add_item(ui.Label(text="An emoji beside it", component=self._emoji))

    async def on_submit(self, interaction: Interaction) -> None:  # pyright: ignore[reportIncompatibleMethodOverride]
        """Let the panel offer the role."""
        label, emoji = self._label.value, self._emoji.value.strip() or None

        async def offer(asker: Asker) -> Done:
            return await self._page.set_up.offer(asker, self._number, self._role, label, emoji)

        await self._page.act(interaction, "add", offer)
