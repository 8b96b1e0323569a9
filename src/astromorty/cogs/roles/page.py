"""What the controls of panels in the dashboard have in common."""

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

import discord

from astromorty.cogs.roles.setting_up import Asker, Done, PanelSetUp
from astromorty.context import Interaction
from astromorty.errors import InvalidInput

if TYPE_CHECKING:
    from astromorty.cogs.config.dashboard import Dashboard


class PanelPage:
    """One drawing of the page.

    Args:
        dashboard: What it stands in.
        set_up: Does what the commands do.
        chosen: Which panel each dashboard shows, by number.
    """

    def __init__(self, dashboard: "Dashboard", set_up: PanelSetUp, chosen: "WeakKeyDictionary[Dashboard, int]") -> None:
        self.dashboard = dashboard
        self.guild = dashboard.server
        self.set_up = set_up
        self._chosen = chosen

    def choose(self, number: int) -> None:
        """Let the next drawing show a panel."""
        self._chosen[self.dashboard] = number

    def custom_id(self, name: str) -> str:
        """Return the ID of the control called `name`."""
        return self.dashboard.custom_id(f"roles:{name}")

    async def refuse(self, interaction: Interaction, action: str) -> None:
        """Raise unless who pressed may run this subcommand of `roles panel`."""
        await self.dashboard.bot.gate.refuse(interaction.user, f"roles panel {action}", interaction.channel)

    async def act(self, interaction: Interaction, action: str, work: Callable[[Asker], Awaitable[Done]]) -> None:
        """Do what a subcommand of `roles panel` does for who may run it, and show what is there then."""
        await self.refuse(interaction, action)
        assert isinstance(interaction.user, discord.Member)
        change = await work(Asker(interaction.user, interaction.response.defer))
        if change.number is not None:
            self.choose(change.number)
        await self.dashboard.redraw(interaction, str(change), change.tone)

    def channel(self, channel_id: int) -> discord.TextChannel:
        """Return a channel that was chosen from a list; raise `InvalidInput` if it is gone."""
        channel = self.guild.get_channel(channel_id)
        if not isinstance(channel, discord.TextChannel):
            raise InvalidInput("That channel is gone. Choose another one.")
        return channel
