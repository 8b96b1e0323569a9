"""The form in which a text of several lines is written."""

import io
from collections.abc import Awaitable, Callable
from typing import Final

import discord
from discord import ui

from astromorty.context import Interaction
from astromorty.errors import Refusal
from astromorty.ui.cards import refusal
from astromorty.ui.form import Form

# Of a message, which all such texts become: https://discord.com/developers/docs/resources/message#create-message
LONGEST: Final = 2_000
Save = Callable[[Interaction, str], Awaitable[ui.LayoutView]]
Show = Callable[[Interaction, ui.LayoutView], Awaitable[object]]


async def _send(interaction: Interaction, view: ui.LayoutView) -> None:
    await interaction.followup.send(view=view)


class TextForm(Form):
    """Asks for a text, beginning from what it is at present; what was typed is given back where it is refused.

    Args:
        interaction: The invocation or press that opens it.
        title: Its heading.
        command: The command that it belongs to, as rules know it.
        present: What the text is now, if there is one.
        save: Saves what was written, or raises a `Refusal`; returns what to show.
        description: What stands below the field's name.
        show: Answers with what `save` returned, in a message of its own if left out.
    """

    def __init__(
        self,
        interaction: Interaction,
        title: str,
        command: str,
        present: str | None,
        save: Save,
        *,
        description: str | None = None,
        show: Show = _send,
    ) -> None:
        super().__init__(interaction, title=title, command=command)
        self._save = save
        self._show = show
        self._text: ui.TextInput[ui.Modal] = ui.TextInput(
            custom_id="text", style=discord.TextStyle.long, max_length=LONGEST, default=present
        )
        self.add_item(ui.Label(text="Text", description=description, component=self._text))

    async def on_submit(self, interaction: Interaction) -> None:  # pyright: ignore[reportIncompatibleMethodOverride]
        """Save the text and show what `save` returns."""
        await interaction.response.defer()
        try:
            view = await self._save(interaction, self._text.value)
        except Refusal as error:
            file = discord.File(io.BytesIO(self._text.value.encode(errors="replace")), "text.txt")
            view = refusal(str(error)).add_item(ui.File(file))
            await interaction.followup.send(view=view, file=file, ephemeral=True)
            return
        await self._show(interaction, view)
