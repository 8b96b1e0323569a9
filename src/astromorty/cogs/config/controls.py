"""The control of each kind of setting: a button, a list or a form."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import discord
from discord import ui

from astromorty.context import Interaction
from astromorty.database.models import GuildConfig
from astromorty.services.guild_settings import GuildSetting
from astromorty.services.guild_settings.kinds import (
    Category,
    Choice,
    Kind,
    Role,
    Roles,
    Switch,
    Text,
    TextChannel,
    VoiceChannel,
    role_ids,
)
from astromorty.setting_values import in_force, problem, read
from astromorty.ui.menu import MenuModal

if TYPE_CHECKING:
    from astromorty.cogs.config.dashboard import Dashboard

OTHER = "other"
CHANNEL_TYPES: Mapping[type[Kind], list[discord.ChannelType]] = {
    TextChannel: [discord.ChannelType.text, discord.ChannelType.news],
    VoiceChannel: [discord.ChannelType.voice],
    Category: [discord.ChannelType.category],
}


def add_control(box: ui.Container[ui.LayoutView], setting: GuildSetting, dashboard: "Dashboard") -> None:
    """Add a setting's name, its present value and what changes it."""
    text = f"**{setting.title}** {in_force(setting, dashboard.config)}\n-# {setting.description}"
    wrong = problem(dashboard.server, setting, dashboard.config)
    if wrong is not None:
        text += f"\n⚠️ {wrong}"
    custom_id = dashboard.custom_id(f"edit:{setting.name}")
    control = _control(setting, dashboard, custom_id)
    if isinstance(control, ui.Button):
        box.add_item(ui.Section(text, accessory=control))
    else:
        box.add_item(ui.TextDisplay(text))
        box.add_item(ui.ActionRow(control))


def _control(
    setting: GuildSetting, dashboard: "Dashboard", custom_id: str
) -> "ui.Button[Dashboard] | ui.Select[Dashboard] | ui.ChannelSelect[Dashboard] | ui.RoleSelect[Dashboard]":
    value = setting.value(dashboard.config)
    chosen = value if isinstance(value, int) else None
    match setting.kind:
        case Switch():
            return _SwitchButton(setting, is_on=bool(value), custom_id=custom_id)
        case Choice(meanings):
            options = [discord.SelectOption(label=m, value=v, default=v == value) for v, m in meanings.items()]
            return _ValueSelect(setting, custom_id=custom_id, options=options)
        case TextChannel() | VoiceChannel() | Category():
            types = CHANNEL_TYPES[type(setting.kind)]
            return _ChannelSelect(setting, value=chosen, types=types, custom_id=custom_id)
        case Role():
            return _RoleSelect(setting, chosen=() if chosen is None else (chosen,), custom_id=custom_id)
        case Roles(most):
            return _RoleSelect(setting, chosen=role_ids(value), most=most, custom_id=custom_id)
        case Text(common=common) if common:
            offered = dict.fromkeys((str(value), *common))
            options = [discord.SelectOption(label=v, value=v, default=v == value) for v in offered]
            options.append(discord.SelectOption(label="Another one …", value=OTHER))
            return _ValueSelect(setting, custom_id=custom_id, options=options)
        case _:
            return _EditButton(setting, custom_id)


class _SwitchButton(ui.Button["Dashboard"]):
    def __init__(self, setting: GuildSetting, *, is_on: bool, custom_id: str) -> None:
        style = discord.ButtonStyle.secondary if is_on else discord.ButtonStyle.success
        super().__init__(label="Turn off" if is_on else "Turn on", style=style, custom_id=custom_id)
        self._setting = setting
        self._is_on = is_on

    async def callback(self, interaction: Interaction) -> None:
        assert self.view is not None
        await self.view.save(interaction, self._setting, not self._is_on, seen=self.view.config)


class _EditButton(ui.Button["Dashboard"]):
    def __init__(self, setting: GuildSetting, custom_id: str) -> None:
        super().__init__(label="Change", custom_id=custom_id)
        self._setting = setting

    async def callback(self, interaction: Interaction) -> None:
        assert self.view is not None
        await self.view.open_form(interaction, self._setting)


class _ValueSelect(ui.Select["Dashboard"]):
    def __init__(self, setting: GuildSetting, *, custom_id: str, options: list[discord.SelectOption]) -> None:
        super().__init__(custom_id=custom_id, options=options)
        self._setting = setting

    async def callback(self, interaction: Interaction) -> None:
        assert self.view is not None
        if self.values[0] == OTHER:
            await self.view.open_form(interaction, self._setting)
        else:
            value = self._setting.kind.parse(self.values[0])
            await self.view.save(interaction, self._setting, value, seen=self.view.config)


class _ChannelSelect(ui.ChannelSelect["Dashboard"]):
    def __init__(
        self, setting: GuildSetting, *, value: int | None, types: list[discord.ChannelType], custom_id: str
    ) -> None:
        chosen = [discord.SelectDefaultValue(id=value, type=discord.SelectDefaultValueType.channel)] if value else []
        super().__init__(
            custom_id=custom_id,
            channel_types=types,
            placeholder=setting.none_means,
            min_values=0,
            default_values=chosen,
        )
        self._setting = setting

    async def callback(self, interaction: Interaction) -> None:
        assert self.view is not None
        await self.view.save_chosen(interaction, self._setting, self.values)


class _RoleSelect(ui.RoleSelect["Dashboard"]):
    def __init__(self, setting: GuildSetting, *, chosen: Sequence[int], most: int = 1, custom_id: str) -> None:
        present = [discord.SelectDefaultValue(id=each, type=discord.SelectDefaultValueType.role) for each in chosen]
        super().__init__(
            custom_id=custom_id,
            placeholder=setting.none_means,
            min_values=0,
            max_values=most,
            default_values=present,
        )
        self._setting = setting

    async def callback(self, interaction: Interaction) -> None:
        assert self.view is not None
        await self.view.save_chosen(interaction, self._setting, self.values)


class EditModal(MenuModal):
    """A form for the value of a setting, which begins with the present one."""

    def __init__(self, dashboard: "Dashboard", setting: GuildSetting, seen: GuildConfig) -> None:
        super().__init__(dashboard, title=setting.title, name=f"enter:{setting.name}")
        self._dashboard = dashboard
        self._setting = setting
        self._seen = seen
        kind = setting.kind
        value = setting.value(seen)
        self._value: ui.TextInput[ui.Modal] = ui.TextInput(
            custom_id="value",
            required=False,
            default=None if value is None else kind.shown(value),
            max_length=kind.longest if isinstance(kind, Text) else 100,
            style=discord.TextStyle.long if isinstance(kind, Text) and kind.lines else discord.TextStyle.short,
        )
        shown = f"Empty means the default, {setting.shown(setting.default)}"
        self.add_item(ui.Label(text=setting.title, description=shown, component=self._value))

    async def on_submit(self, interaction: Interaction) -> None:  # pyright: ignore[reportIncompatibleMethodOverride]
        """Save what was entered."""
        text = self._value.value.strip()
        assert interaction.guild is not None
        value = read(interaction.guild, self._setting, text) if text else self._setting.default
        await self._dashboard.save(interaction, self._setting, value, seen=self._seen)
