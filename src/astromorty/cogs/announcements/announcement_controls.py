"""What makes and changes announcements in the dashboard."""

from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

import discord
from discord import ui

from astromorty.cogs.announcements.announcement_forms import EditForm, NewForm
from astromorty.cogs.announcements.writing import Writing
from astromorty.context import Interaction
from astromorty.database.models import Announcement
from astromorty.places import CHANNEL_TYPES, named_place
from astromorty.ui.cards import Tone
from astromorty.ui.choices import MOST_OFFERED

if TYPE_CHECKING:
    from astromorty.cogs.config.dashboard import Dashboard


class AnnouncementControls:
    """A list of channels to announce something in, one of the announcements, and buttons for the chosen one."""

    def __init__(self, writing: Writing) -> None:
        self.writing = writing
        self._chosen: WeakKeyDictionary[Dashboard, int] = WeakKeyDictionary()

    def choose(self, dashboard: "Dashboard", number: int) -> None:
        """Let the next drawing show the buttons of an announcement."""
        self._chosen[dashboard] = number

    def rows(self, dashboard: "Dashboard", coming: Sequence[Announcement]) -> list[ui.Item[Any]]:
        """Return them as they are now."""
        chosen = next((each for each in coming if each.announcement_id == self._chosen.get(dashboard)), None)
        rows: list[ui.Item[Any]] = []
        if coming:
            rows.append(ui.ActionRow(_Choose(self, dashboard, coming, chosen)))
        if chosen is not None:
            rows.append(ui.ActionRow(*self._buttons(dashboard, chosen)))
        return [*rows, ui.ActionRow(_Announce(self, dashboard))]

    def _buttons(self, dashboard: "Dashboard", chosen: Announcement) -> list[ui.Button[ui.LayoutView]]:
        number, announcements = chosen.announcement_id, self.writing.announcements

        async def pause() -> str:
            await announcements.pause(chosen)
            return f"Announcement {number} is paused."

        async def resume() -> str:
            await announcements.resume(chosen)
            return f"Announcement {number} goes on."

        async def post() -> str:
            await announcements.post_now(chosen)
            return f"Announcement {number} is being posted."

        async def delete() -> str:
            await announcements.delete(chosen)
            return f"Announcement {number} is deleted."

        switch = ("resume", resume) if chosen.is_paused else ("pause", pause)
        acts = [_Act(dashboard, *each) for each in (switch, ("now", post), ("delete", delete))]
        return [_Edit(self.writing, dashboard, chosen), *acts]


class _Choose(ui.Select[ui.LayoutView]):
    def __init__(
        self,
        controls: AnnouncementControls,
        dashboard: "Dashboard",
        coming: Sequence[Announcement],
        chosen: Announcement | None,
    ) -> None:
        options = [
            discord.SelectOption(
                label=f"#{each.announcement_id} · {' '.join(each.text.split())}"[:100],
                value=str(each.announcement_id),
                default=each == chosen,
            )
            for each in coming[:MOST_OFFERED]
        ]
        custom_id = dashboard.custom_id("announcement")
        super().__init__(custom_id=custom_id, placeholder="Change an announcement", options=options)
        self._controls = controls
        self._dashboard = dashboard

    async def callback(self, interaction: Interaction) -> None:
        self._controls.choose(self._dashboard, int(self.values[0]))
        await self._dashboard.redraw(interaction)


class _Announce(ui.ChannelSelect[ui.LayoutView]):
    def __init__(self, controls: AnnouncementControls, dashboard: "Dashboard") -> None:
        custom_id = dashboard.custom_id("announcement:add")
        super().__init__(custom_id=custom_id, placeholder="Announce something in …", channel_types=CHANNEL_TYPES)
        self._controls = controls
        self._dashboard = dashboard

    async def callback(self, interaction: Interaction) -> None:
        await self._dashboard.bot.gate.refuse(interaction.user, "announce at", interaction.channel)
        channel = named_place(interaction.user, self.values[0].id)

        def choose(made: Announcement) -> None:
            self._controls.choose(self._dashboard, made.announcement_id)

        await interaction.response.send_modal(NewForm(self._dashboard, self._controls.writing, channel, choose))


class _Edit(ui.Button[ui.LayoutView]):
    def __init__(self, writing: Writing, dashboard: "Dashboard", chosen: Announcement) -> None:
        super().__init__(label="Edit", custom_id=dashboard.custom_id("announcement:edit"))
        self._writing = writing
        self._dashboard = dashboard
        self._chosen = chosen

    async def callback(self, interaction: Interaction) -> None:
        await self._dashboard.bot.gate.refuse(interaction.user, "announce edit", interaction.channel)
        await interaction.response.send_modal(EditForm(self._dashboard, self._writing, self._chosen))


class _Act(ui.Button[ui.LayoutView]):
    def __init__(self, dashboard: "Dashboard", name: str, work: Callable[[], Awaitable[str]]) -> None:
        label = "Post now" if name == "now" else name.capitalize()
        style = discord.ButtonStyle.danger if name == "delete" else discord.ButtonStyle.secondary
        super().__init__(label=label, style=style, custom_id=dashboard.custom_id(f"announcement:{name}"))
        self._dashboard = dashboard
        self._command = f"announce {name}"
        self._work = work

    async def callback(self, interaction: Interaction) -> None:
        await self._dashboard.bot.gate.refuse(interaction.user, self._command, interaction.channel)
        await self._dashboard.redraw(interaction, f"✅ {await self._work()}", Tone.SUCCESS)
