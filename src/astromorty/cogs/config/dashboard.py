"""The dashboard: every setting with its present value beside the control that changes it."""

import discord
from discord import ui

from astromorty.context import Context, Interaction
from astromorty.database.models import GuildConfig
from astromorty.errors import Conflict
from astromorty.services.guild_settings import AREAS, SETTINGS, GuildSetting
from astromorty.ui.cards import Tone, code, container
from astromorty.ui.menu import Menu, MenuModal

OVERVIEW = "overview"
OTHER = "other"


class Dashboard(Menu):
    """Pages of settings.

    Args:
        ctx: The invocation that opens it.
        config: The server's configuration as of now.
        requires: Permissions that the member must still hold at each press.
    """

    def __init__(self, ctx: Context, config: GuildConfig, *, requires: discord.Permissions) -> None:
        super().__init__(ctx, requires=requires)
        self.config = config
        self._page = OVERVIEW
        self._draw()

    async def save(self, interaction: Interaction, setting: GuildSetting, text: str) -> None:
        """Save what was entered and show what is in force; an empty text stands for the default."""
        notice = f"✅ {setting.title} was saved."
        tone = Tone.SUCCESS
        try:
            self.config = await self.bot.guild_settings.save(
                self.config.guild_id, setting, text or None, seen=self.config
            )
        except Conflict as conflict:
            self.config = await self.bot.guild_settings.get(self.config.guild_id)
            notice, tone = f"⚠️ {conflict}", Tone.WARNING
        self._draw(notice, tone)
        await self.show(interaction)

    def _draw(self, notice: str | None = None, tone: Tone = Tone.NEUTRAL) -> None:
        """Lay the present page out anew."""
        self.clear_items()
        box = container(f"Configuration · {self._page.title()}", tone=tone)
        if notice is not None:
            box.add_item(ui.TextDisplay(notice))
        if self._page == OVERVIEW:
            box.add_item(ui.TextDisplay(self._overview()))
        else:
            for setting in SETTINGS.values():
                if setting.area == self._page:
                    self._add_control(box, setting)
        self.add_item(box)
        self.add_item(ui.ActionRow(_PageSelect(self._page, self.custom_id("page"))))

    def _overview(self) -> str:
        lines: list[str] = []
        for area, purpose in AREAS.items():
            lines.append(f"**{area.title()}** · {purpose}")
            lines += [f"{s.title} {code(s.shown(self.config))}" for s in SETTINGS.values() if s.area == area]
        lines += [f"⚠️ {off}" for off in self.bot.plan.off]
        return "\n".join(lines)

    def _add_control(self, box: ui.Container[ui.LayoutView], setting: GuildSetting) -> None:
        value = setting.shown(self.config)
        text = f"**{setting.title}** {code(value)}\n-# {setting.description}"
        custom_id = self.custom_id(f"edit:{setting.name}")
        if setting.common:
            box.add_item(ui.TextDisplay(text))
            box.add_item(ui.ActionRow(_ValueSelect(setting, value, custom_id)))
        else:
            box.add_item(ui.Section(text, accessory=_EditButton(setting, custom_id)))

    async def turn_to(self, interaction: Interaction, page: str) -> None:
        """Show another page, with the values of this moment."""
        self.config = await self.bot.guild_settings.get(self.config.guild_id)
        self._page = page
        self._draw()
        await self.show(interaction)


class _PageSelect(ui.Select[Dashboard]):
    def __init__(self, page: str, custom_id: str) -> None:
        super().__init__(
            custom_id=custom_id,
            placeholder="Go to a page",
            options=[discord.SelectOption(label=p.title(), value=p, default=p == page) for p in (OVERVIEW, *AREAS)],
        )

    async def callback(self, interaction: Interaction) -> None:
        assert self.view is not None
        await self.view.turn_to(interaction, self.values[0])


class _EditButton(ui.Button[Dashboard]):
    def __init__(self, setting: GuildSetting, custom_id: str) -> None:
        super().__init__(label="Change", custom_id=custom_id)
        self._setting = setting

    async def callback(self, interaction: Interaction) -> None:
        assert self.view is not None
        await interaction.response.send_modal(_EditModal(self.view, self._setting))


class _ValueSelect(ui.Select[Dashboard]):
    def __init__(self, setting: GuildSetting, value: str, custom_id: str) -> None:
        offered = dict.fromkeys((value, *setting.common))
        options = [discord.SelectOption(label=v, value=v, default=v == value) for v in offered]
        options.append(discord.SelectOption(label="Another one …", value=OTHER))
        super().__init__(custom_id=custom_id, options=options)
        self._setting = setting

    async def callback(self, interaction: Interaction) -> None:
        assert self.view is not None
        if self.values[0] == OTHER:
            await interaction.response.send_modal(_EditModal(self.view, self._setting))
        else:
            await self.view.save(interaction, self._setting, self.values[0])


class _EditModal(MenuModal):
    def __init__(self, dashboard: Dashboard, setting: GuildSetting) -> None:
        super().__init__(dashboard, title=setting.title, name=f"enter:{setting.name}")
        self._dashboard = dashboard
        self._setting = setting
        self._value: ui.TextInput[ui.Modal] = ui.TextInput(
            custom_id="value", required=False, default=setting.value(dashboard.config), max_length=100
        )
        shown = f"Empty means the default, {setting.shown_default}"
        self.add_item(ui.Label(text=setting.title, description=shown, component=self._value))

    async def on_submit(self, interaction: Interaction) -> None:  # pyright: ignore[reportIncompatibleMethodOverride]
        await self._dashboard.save(interaction, self._setting, self._value.value.strip())
