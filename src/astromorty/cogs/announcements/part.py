"""The dashboard's page for announcements: what is to come, what stays last, and what changes it."""

from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING, Any, Final
from weakref import WeakKeyDictionary

import discord
from discord import ui

from astromorty.cogs.announcements.sticky_controls import sticky_controls
from astromorty.cogs.announcements.sticky_posts import StickyPosts
from astromorty.cogs.announcements.words import listed, listed_sticky
from astromorty.context import Interaction
from astromorty.database.models import Announcement
from astromorty.services.announcements import Announcements
from astromorty.services.stickies import Stickies
from astromorty.ui.cards import Tone

if TYPE_CHECKING:
    from astromorty.cogs.config.dashboard import Dashboard

LONGEST_LIST: Final = 700
# A list offers so many; the commands reach the others.
MOST_OFFERED: Final = 25


class AnnouncementsPart:
    """Shows both; the chosen announcement can be paused, posted and deleted, a sticky message be set and removed."""

    def __init__(self, stickies: Stickies, posts: StickyPosts, announcements: Announcements) -> None:
        self._stickies = stickies
        self._posts = posts
        self._announcements = announcements
        self._chosen: WeakKeyDictionary[Dashboard, int] = WeakKeyDictionary()

    async def __call__(self, dashboard: "Dashboard") -> Sequence[ui.Item[Any]]:
        """Return the part as it is now."""
        coming = await self._announcements.of_guild(dashboard.server.id)
        stickies = await self._stickies.table.of_guild(dashboard.server.id)
        chosen = next((each for each in coming if each.announcement_id == self._chosen.get(dashboard)), None)
        lines = [listed(each) for each in coming] or ["none yet; `announce at tomorrow 9am #news We meet at noon.`"]
        items: list[ui.Item[Any]] = [ui.TextDisplay(_fitting("**Announcements**", lines))]
        if coming:
            items.append(ui.ActionRow(_ChooseAnnouncement(dashboard, self._chosen, coming, chosen)))
        if chosen is not None:
            items.append(ui.ActionRow(*self._buttons(dashboard, chosen)))
        items.append(ui.TextDisplay(_fitting("**Sticky messages**", [listed_sticky(each) for each in stickies])))
        return [*items, *sticky_controls(dashboard, self._stickies, self._posts, stickies)]

    def _buttons(self, dashboard: "Dashboard", chosen: Announcement) -> list[ui.Button[ui.LayoutView]]:
        number = chosen.announcement_id

        async def pause() -> str:
            await self._announcements.pause(chosen)
            return f"Announcement {number} is paused."

        async def resume() -> str:
            await self._announcements.resume(chosen)
            return f"Announcement {number} goes on."

        async def post() -> str:
            await self._announcements.post_now(chosen)
            return f"Announcement {number} is being posted."

        async def delete() -> str:
            await self._announcements.delete(chosen)
            return f"Announcement {number} is deleted."

        switch = ("resume", resume) if chosen.is_paused else ("pause", pause)
        return [_Act(dashboard, *each) for each in (switch, ("now", post), ("delete", delete))]


class _ChooseAnnouncement(ui.Select[ui.LayoutView]):
    def __init__(
        self,
        dashboard: "Dashboard",
        choice: "WeakKeyDictionary[Dashboard, int]",
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
        self._dashboard = dashboard
        self._choice = choice

    async def callback(self, interaction: Interaction) -> None:
        self._choice[self._dashboard] = int(self.values[0])
        await self._dashboard.redraw(interaction)


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


def _fitting(title: str, lines: Sequence[str]) -> str:
    """Return as many lines as fit, and say how many more there are."""
    text = title
    for number, line in enumerate(lines):
        if len(text) + len(line) > LONGEST_LIST:
            return f"{text}\n-# {len(lines) - number} more; the commands list all."
        text += f"\n{line}"
    return text if lines else f"{title} none yet"
