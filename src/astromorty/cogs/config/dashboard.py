"""The dashboard: every setting with its present value beside the control that changes it."""

import discord
from discord import ui

from astromorty.cogs.config.controls import add_control
from astromorty.cogs.config.values import in_force
from astromorty.context import Context, Interaction
from astromorty.database.models import GuildConfig
from astromorty.errors import Conflict
from astromorty.services.guild_settings import AREAS, SETTINGS, GuildSetting, area_title
from astromorty.services.guild_settings.kinds import Value
from astromorty.ui.cards import Tone, container
from astromorty.ui.menu import Menu

OVERVIEW = "overview"
# Of the 4,000 characters that a layout carries, the settings need the rest.
LONGEST_NOTE = 1_500


class Dashboard(Menu):
    """Pages of settings.

    Args:
        ctx: The invocation that opens it.
        config: The server's configuration as of now.
    """

    def __init__(self, ctx: Context, config: GuildConfig) -> None:
        super().__init__(ctx)
        self.config = config
        self._page = OVERVIEW
        self._note = ""
        self._draw()

    async def save(self, interaction: Interaction, setting: GuildSetting, value: Value) -> None:
        """Save what was entered and show what is in force."""
        notice = f"✅ {setting.title} was saved."
        tone = Tone.SUCCESS
        try:
            self.config = await self.bot.guild_settings.save(self.config.guild_id, setting, value, seen=self.config)
        except Conflict as conflict:
            self.config = await self.bot.guild_settings.get(self.config.guild_id)
            notice, tone = f"⚠️ {conflict}", Tone.WARNING
        self._draw(notice, tone)
        await self.show(interaction)

    def _draw(self, notice: str | None = None, tone: Tone = Tone.NEUTRAL) -> None:
        """Lay the present page out anew."""
        self.clear_items()
        box = container(f"Configuration · {area_title(self._page)}", tone=tone)
        if notice is not None:
            box.add_item(ui.TextDisplay(notice))
        if self._page == OVERVIEW:
            box.add_item(ui.TextDisplay(self._overview()))
        else:
            for setting in SETTINGS.values():
                if setting.area == self._page:
                    add_control(box, setting, self)
            if self._note:
                box.add_item(ui.TextDisplay(self._note))
        self.add_item(box)
        self.add_item(ui.ActionRow(_PageSelect(self._page, self.custom_id("page"))))

    def _overview(self) -> str:
        lines: list[str] = []
        for area, purpose in AREAS.items():
            lines.append(f"**{area_title(area)}** · {purpose}")
            lines += [f"{s.title} {in_force(s, self.config)}" for s in SETTINGS.values() if s.area == area]
        lines += [f"⚠️ {off}" for off in self.bot.plan.off]
        return "\n".join(lines)

    async def turn_to(self, interaction: Interaction, page: str) -> None:
        """Show another page, with the values of this moment."""
        self.config = await self.bot.guild_settings.get(self.config.guild_id)
        self._page = page
        note = self.bot.area_notes.get(page)
        assert self.guild is not None
        self._note = "" if note is None else (await note(self.guild))[:LONGEST_NOTE]
        self._draw()
        await self.show(interaction)


class _PageSelect(ui.Select[Dashboard]):
    def __init__(self, page: str, custom_id: str) -> None:
        super().__init__(
            custom_id=custom_id,
            placeholder="Go to a page",
            options=[discord.SelectOption(label=area_title(p), value=p, default=p == page) for p in (OVERVIEW, *AREAS)],
        )

    async def callback(self, interaction: Interaction) -> None:
        assert self.view is not None
        await self.view.turn_to(interaction, self.values[0])
