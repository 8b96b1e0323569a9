"""The dashboard: pages with every value beside the control that changes it."""

from collections.abc import Iterable, Sequence

import discord
from discord import ui

from astromorty.cogs.config.controls import EditModal
from astromorty.cogs.config.pages import OVERVIEW, AreaPage, Overview, Page, PermissionsPage
from astromorty.context import Context, Interaction
from astromorty.database.models import GuildConfig
from astromorty.errors import Conflict, NotAllowed
from astromorty.services.guild_settings import AREAS, GuildSetting
from astromorty.services.guild_settings.kinds import Value
from astromorty.setting_values import read
from astromorty.ui.cards import Tone, container
from astromorty.ui.menu import Menu


class Dashboard(Menu):
    """Pages of settings.

    Args:
        ctx: The invocation that opens it, in a server.
        config: The server's configuration as of now.
    """

    def __init__(self, ctx: Context, config: GuildConfig) -> None:
        super().__init__(ctx)
        self.server = ctx.server
        self.config = config
        general, *others = (AreaPage(self, area) for area in AREAS)
        pages: list[Page] = [Overview(self), general, PermissionsPage(self), *others]
        self._pages = {page.name: page for page in pages}
        self._page = self._pages[OVERVIEW]
        self._draw()

    async def save(self, interaction: Interaction, setting: GuildSetting, value: Value, *, seen: GuildConfig) -> None:
        """Save what was entered by who saw `seen`, and show what is in force."""
        await self.bot.gate.refuse(interaction.user, "config set", interaction.channel)
        notice, tone = f"✅ {setting.title} was saved.", Tone.SUCCESS
        try:
            await self.bot.guild_settings.save(self.server.id, setting, value, seen=seen)
        except Conflict as conflict:
            notice, tone = f"⚠️ {conflict}", Tone.WARNING
        await self.redraw(interaction, notice, tone)

    async def save_chosen(
        self, interaction: Interaction, setting: GuildSetting, chosen: Sequence[discord.abc.Snowflake]
    ) -> None:
        """Save the channel or roles that were chosen from a list, which offers more than can be used; none is None."""
        value = read(self.server, setting, " ".join(str(each.id) for each in chosen)) if chosen else None
        await self.save(interaction, setting, value, seen=self.config)

    async def open_form(self, interaction: Interaction, setting: GuildSetting) -> None:
        """Ask for the value of a setting, beginning with that of this moment."""
        # `config` stays what is shown, by which a save tells whether somebody else was faster.
        seen = await self.bot.guild_settings.get(self.server.id)
        await interaction.response.send_modal(EditModal(self, setting, seen))

    async def turn_to(self, interaction: Interaction, name: str) -> None:
        """Show another page."""
        before, self._page = self._page, self._pages[name]
        try:
            await self.redraw(interaction)
        except NotAllowed:
            self._page = before
            raise

    async def redraw(self, interaction: Interaction, notice: str | None = None, tone: Tone = Tone.NEUTRAL) -> None:
        """Show the present page with the values of this moment."""
        self.config = await self.bot.guild_settings.get(self.server.id)
        await self._page.read(interaction)
        self._draw(notice, tone)
        await self.show(interaction)

    def _draw(self, notice: str | None = None, tone: Tone = Tone.NEUTRAL) -> None:
        """Lay the present page out anew."""
        self.clear_items()
        box = container(f"Configuration · {self._page.title}", tone=tone)
        if notice is not None:
            box.add_item(ui.TextDisplay(notice))
        self._page.draw(box)
        self.add_item(box)
        self.add_item(ui.ActionRow(_PageSelect(self._pages.values(), self._page, self.custom_id("page"))))


class _PageSelect(ui.Select[Dashboard]):
    def __init__(self, pages: Iterable[Page], shown: Page, custom_id: str) -> None:
        options = [discord.SelectOption(label=p.title, value=p.name, default=p is shown) for p in pages]
        super().__init__(custom_id=custom_id, placeholder="Go to a page", options=options)

    async def callback(self, interaction: Interaction) -> None:
        assert self.view is not None
        await self.view.turn_to(interaction, self.values[0])
