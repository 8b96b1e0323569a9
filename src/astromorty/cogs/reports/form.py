"""The form in which members write reports."""

from collections.abc import Awaitable, Callable
from typing import Final

import discord
from discord import ui

from astromorty.cogs.reports.entry import LONGEST_REASON
from astromorty.context import Interaction
from astromorty.ui.form import Form

COMMAND: Final = "report"
Target = discord.Member | discord.User
Deliver = Callable[[Interaction, Target, str], Awaitable[None]]


class ReportForm(Form):
    """Asks why, and whom where that is not known.

    Args:
        interaction: What opens it.
        target: Whom it is about; None asks.
        deliver: Gets whom it is about and why.
    """

    def __init__(self, interaction: Interaction, target: Target | None, deliver: Deliver) -> None:
        title = "Report a member" if target is None else f"Report {target.name}"
        super().__init__(interaction, title=title[:45], command=COMMAND)
        self._target = target
        self._deliver = deliver
        self._who: ui.UserSelect[ui.Modal] = ui.UserSelect(custom_id="who")
        self._reason: ui.TextInput[ui.Modal] = ui.TextInput(
            custom_id="reason", style=discord.TextStyle.long, max_length=LONGEST_REASON
        )
        if target is None:
            self.add_item(ui.Label(text="Who", component=self._who))
        why = "The moderators see it together with your name; nobody else does."
        self.add_item(ui.Label(text="What happened", description=why, component=self._reason))

    async def on_submit(self, interaction: Interaction) -> None:  # pyright: ignore[reportIncompatibleMethodOverride]
        """Pass the report on."""
        await self._deliver(interaction, self._target or self._who.values[0], self._reason.value.strip())
