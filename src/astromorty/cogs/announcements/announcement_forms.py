"""The forms in which announcements are written in the dashboard."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

import discord
from discord import ui

from astromorty.cogs.announcements.words import state
from astromorty.cogs.announcements.writing import Writing
from astromorty.context import Interaction
from astromorty.database.models import Announcement
from astromorty.database.models.announcement import LONGEST_TEXT
from astromorty.places import Place
from astromorty.services.times.when import LONGEST_WHEN
from astromorty.ui.cards import Tone
from astromorty.ui.menu import MenuModal

if TYPE_CHECKING:
    from astromorty.cogs.config.dashboard import Dashboard

_WHEN: Final = "tomorrow 9am, next friday 18:00, 2030-12-24"


class _AnnouncementForm(MenuModal):
    def __init__(self, dashboard: "Dashboard", writing: Writing, *, title: str, name: str, text: str | None) -> None:
        super().__init__(dashboard, title=title, name=name)
        self._dashboard = dashboard
        self._writing = writing
        self._when: ui.TextInput[ui.Modal] = ui.TextInput(
            custom_id="when", placeholder=_WHEN, max_length=LONGEST_WHEN, required=text is None
        )
        self._text: ui.TextInput[ui.Modal] = ui.TextInput(
            custom_id="text", style=discord.TextStyle.long, max_length=LONGEST_TEXT, default=text
        )

    async def _show(self, interaction: Interaction, notice: str) -> None:
        await self._dashboard.redraw(interaction, f"✅ {notice}", Tone.SUCCESS)


class NewForm(_AnnouncementForm):
    """Asks what is to be announced in a channel, and when; `made` hears of it."""

    def __init__(
        self, dashboard: "Dashboard", writing: Writing, channel: Place, made: Callable[[Announcement], None]
    ) -> None:
        super().__init__(dashboard, writing, title="Announcement", name=f"announcement:new:{channel.id}", text=None)
        self._channel = channel
        self._made = made
        self._rule: ui.TextInput[ui.Modal] = ui.TextInput(
            custom_id="rule", placeholder="day, weekday, monday, 2 weeks", max_length=40, required=False
        )
        self.add_item(ui.Label(text="When, or the first time", component=self._when))
        self.add_item(ui.Label(text="Again every …", description="Empty: it comes once.", component=self._rule))
        self.add_item(ui.Label(text="Text", component=self._text))

    async def on_submit(self, interaction: Interaction) -> None:  # pyright: ignore[reportIncompatibleMethodOverride]
        """Let it be announced, and choose it."""
        rule = self._rule.value.strip() or None
        command = "announce at" if rule is None else "announce every"
        await self._dashboard.bot.gate.refuse(interaction.user, command, interaction.channel)
        plan = await self._writing.plan(self._channel.guild.id, self._when.value, rule)
        made = await self._writing.make(interaction.user, self._channel, self._text.value, plan)
        self._made(made)
        await self._show(interaction, state(made))


class EditForm(_AnnouncementForm):
    """Asks for another text of an announcement, another time, or both."""

    def __init__(self, dashboard: "Dashboard", writing: Writing, seen: Announcement) -> None:
        number = seen.announcement_id
        super().__init__(
            dashboard, writing, title=f"Announcement {number}", name=f"announcement:edit:{number}", text=seen.text
        )
        self._seen = seen
        label = "When" if seen.rule is None else f"The first time, of every {seen.rule}"
        self.add_item(ui.Label(text=label[:45], description="Empty: as it is.", component=self._when))
        self.add_item(ui.Label(text="Text", component=self._text))

    async def on_submit(self, interaction: Interaction) -> None:  # pyright: ignore[reportIncompatibleMethodOverride]
        """Change what was changed in the form."""
        await self._dashboard.bot.gate.refuse(interaction.user, "announce edit", interaction.channel)
        when, text = self._when.value.strip() or None, self._text.value.strip()
        changed = None if text == self._seen.text else text
        edited = await self._writing.edit(interaction.user, self._seen, when=when, text=changed)
        await self._show(interaction, f"Changed: {state(edited)}")
