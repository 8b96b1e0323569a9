"""What sets and removes sticky messages in the dashboard."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import discord
from discord import ui

from astromorty.cogs.announcements.sticky_posts import StickyPosts
from astromorty.cogs.announcements.writing import checked
from astromorty.context import Interaction
from astromorty.database.models import StickyMessage
from astromorty.database.models.sticky import LONGEST_TEXT
from astromorty.places import CHANNEL_TYPES, Place, named_place, refuse_place
from astromorty.services.stickies import Stickies
from astromorty.ui.cards import Tone
from astromorty.ui.choices import MOST_OFFERED
from astromorty.ui.menu import MenuModal

if TYPE_CHECKING:
    from astromorty.cogs.config.dashboard import Dashboard


def sticky_controls(
    dashboard: "Dashboard", stickies: Stickies, posts: StickyPosts, present: Sequence[StickyMessage]
) -> list[ui.Item[Any]]:
    """Return a list of channels to set one in, and one of those that have one to remove."""
    rows: list[ui.Item[Any]] = [ui.ActionRow(_SetSticky(dashboard, stickies, posts))]
    if present:
        rows.append(ui.ActionRow(_RemoveSticky(dashboard, stickies, posts, present[:MOST_OFFERED])))
    return rows


class _SetSticky(ui.ChannelSelect[ui.LayoutView]):
    def __init__(self, dashboard: "Dashboard", stickies: Stickies, posts: StickyPosts) -> None:
        custom_id = dashboard.custom_id("sticky:set")
        super().__init__(custom_id=custom_id, placeholder="Set the sticky message of …", channel_types=CHANNEL_TYPES)
        self._dashboard = dashboard
        self._stickies = stickies
        self._posts = posts

    async def callback(self, interaction: Interaction) -> None:
        await self._dashboard.bot.gate.refuse(interaction.user, "sticky set", interaction.channel)
        channel = named_place(interaction.user, self.values[0].id)
        present = await self._stickies.table.get_by_id(channel.guild.id, channel.id)
        form = _StickyForm(self._dashboard, self._stickies, self._posts, channel, present)
        await interaction.response.send_modal(form)


class _StickyForm(MenuModal):
    def __init__(
        self,
        dashboard: "Dashboard",
        stickies: Stickies,
        posts: StickyPosts,
        channel: Place,
        present: StickyMessage | None,
    ) -> None:
        super().__init__(dashboard, title="Sticky message", name=f"sticky:form:{channel.id}")
        self._dashboard = dashboard
        self._stickies = stickies
        self._posts = posts
        self._channel = channel
        self._text: ui.TextInput[ui.Modal] = ui.TextInput(
            custom_id="text",
            style=discord.TextStyle.long,
            max_length=LONGEST_TEXT,
            default=None if present is None else present.text,
        )
        self.add_item(ui.Label(text="Text", component=self._text))

    async def on_submit(self, interaction: Interaction) -> None:  # pyright: ignore[reportIncompatibleMethodOverride]
        await self._dashboard.bot.gate.refuse(interaction.user, "sticky set", interaction.channel)
        refuse_place(interaction.user, self._channel)
        written = checked(self._text.value, LONGEST_TEXT)
        guild_id, channel_id = self._channel.guild.id, self._channel.id
        await self._stickies.set(guild_id, channel_id, written, interaction.user.id)
        self._posts.put(guild_id, channel_id)
        await self._dashboard.redraw(
            interaction, f"✅ {self._channel.mention} has a sticky message, posted in a moment.", Tone.SUCCESS
        )


class _RemoveSticky(ui.Select[ui.LayoutView]):
    def __init__(
        self, dashboard: "Dashboard", stickies: Stickies, posts: StickyPosts, present: Sequence[StickyMessage]
    ) -> None:
        options = [
            discord.SelectOption(
                label=f"#{dashboard.server.get_channel_or_thread(each.channel_id) or each.channel_id}"[:100],
                value=str(each.channel_id),
                description=" ".join(each.text.split())[:100] or None,
            )
            for each in present
        ]
        custom_id = dashboard.custom_id("sticky:remove")
        super().__init__(custom_id=custom_id, placeholder="Remove the sticky message of …", options=options)
        self._dashboard = dashboard
        self._stickies = stickies
        self._posts = posts

    async def callback(self, interaction: Interaction) -> None:
        await self._dashboard.bot.gate.refuse(interaction.user, "sticky remove", interaction.channel)
        gone = await self._stickies.remove(self._dashboard.server.id, int(self.values[0]))
        await self._dashboard.redraw(interaction, "✅ The sticky message is removed.", Tone.SUCCESS)
        if gone is not None:
            self._posts.clear(gone)
