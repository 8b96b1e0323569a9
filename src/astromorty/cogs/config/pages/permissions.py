"""The page on who may use what: the server's ranks, and its rules for commands."""

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

import discord
from discord import ui

from astromorty.cogs.config.pages.page import Page
from astromorty.cogs.config.pages.rank_controls import add_ranks
from astromorty.cogs.config.pages.rule_controls import add_rules
from astromorty.context import Interaction
from astromorty.database.models import PermissionSet
from astromorty.errors import Conflict
from astromorty.services.permissions import Editor
from astromorty.ui.cards import Tone

if TYPE_CHECKING:
    from astromorty.cogs.config.dashboard import Dashboard

# Of the 4,000 characters that a layout carries, ranks and rules need the rest.
LONGEST_NOTICE = 1_500


class PermissionsPage(Page):
    """Ranks with the roles that hold them, and who may use each command.

    Attributes:
        decided: All that the server decided, as it is shown.
        rank: The rank that was chosen, to change it.
        subject: The command or right that was chosen, to change its rule.
        found: The names that a search gave; None where all are offered.
        offset: How many of the offered names stand before those that are shown.
    """

    def __init__(self, dashboard: "Dashboard") -> None:
        super().__init__(dashboard, "permissions", "Permissions")
        self.decided = PermissionSet()
        self.rank: int | None = None
        self.subject: str | None = None
        self.found: list[str] | None = None
        self.offset = 0

    async def read(self, interaction: Interaction) -> None:
        """Read what the server decided, for somebody who may see it."""
        bot = self.dashboard.bot
        await bot.gate.refuse(interaction.user, self.name, interaction.channel)
        self.decided = await bot.permissions.get_set(self.dashboard.server.id)
        if self.rank is not None and self.decided.name_of(self.rank) is None:
            self.rank = None

    def draw(self, box: ui.Container[ui.LayoutView]) -> None:
        """Add the ranks, then the rules."""
        add_ranks(box, self)
        box.add_item(ui.Separator())
        add_rules(box, self)

    async def edit(self, interaction: Interaction, command: str, change: Callable[[Editor], Awaitable[str]]) -> None:
        """Make a change that `command` makes, for who may use that, and show what is decided now.

        `change` returns what to say of it.
        """
        bot = self.dashboard.bot
        await bot.gate.refuse(interaction.user, command, interaction.channel)
        assert isinstance(interaction.user, discord.Member)
        try:
            notice, tone = await change(bot.gate.editor(interaction.user)), Tone.SUCCESS
        except Conflict as conflict:
            notice, tone = f"⚠️ {conflict}", Tone.WARNING
        await self.dashboard.redraw(interaction, notice[:LONGEST_NOTICE], tone)
