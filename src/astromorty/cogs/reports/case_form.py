"""The form that makes a case of a report."""

from collections.abc import Awaitable, Callable, Sequence

import discord
from discord import ui

from astromorty.context import Interaction
from astromorty.database.models.moderation_case import LONGEST_REASON, Kind
from astromorty.services.cases import CASE_KINDS
from astromorty.ui.form import Form

Save = Callable[[Interaction, Kind, str], Awaitable[None]]


class CaseForm(Form):
    """Asks what to make of a report, and why.

    Args:
        interaction: The press that opens it.
        kinds: What the moderator may make of it; at least one.
        save: Gets which of them it is to be, and why.
    """

    def __init__(self, interaction: Interaction, kinds: Sequence[Kind], save: Save) -> None:
        super().__init__(interaction, title="Open a case", command=kinds[0])
        self._kinds: dict[str, Kind] = {kind: kind for kind in kinds}
        self._save = save
        self._kind: ui.Select[ui.Modal] = ui.Select(
            custom_id="kind",
            options=[
                discord.SelectOption(label=CASE_KINDS[kind].noun, value=kind, default=number == 0)
                for number, kind in enumerate(kinds)
            ],
        )
        self._reason: ui.TextInput[ui.Modal] = ui.TextInput(
            custom_id="reason", style=discord.TextStyle.long, max_length=LONGEST_REASON
        )
        told = "A member is told of a warning and its reason, not of a note."
        self.add_item(ui.Label(text="Kind", description=told, component=self._kind))
        self.add_item(ui.Label(text="Reason", component=self._reason))

    async def on_submit(self, interaction: Interaction) -> None:  # pyright: ignore[reportIncompatibleMethodOverride]
        """Open the case."""
        await self._save(interaction, self._kinds[self._kind.values[0]], self._reason.value)
