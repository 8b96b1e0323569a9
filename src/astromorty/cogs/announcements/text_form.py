"""The form in which a text of several lines is written."""

import io
from collections.abc import Awaitable, Callable

import discord
from discord import ui

from astromorty.context import Interaction
from astromorty.errors import InvalidInput, Refusal
from astromorty.ui.cards import refusal
from astromorty.ui.form import Form

LONGEST = 2_000
Save = Callable[[Interaction, str], Awaitable[ui.LayoutView]]


class TextForm(Form):
    """Asks for a text, beginning from what it is at present; what was typed is given back where it is refused."""

    def __init__(self, interaction: Interaction, title: str, command: str, present: str | None, save: Save) -> None:
        super().__init__(interaction, title=title, command=command)
        self._save = save
        self._text: ui.TextInput[ui.Modal] = ui.TextInput(
            custom_id="text", style=discord.TextStyle.long, max_length=LONGEST, default=present
        )
        self.add_item(ui.Label(text="Text", component=self._text))

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
        await interaction.followup.send(view=view)


def checked(text: str, longest: int) -> str:
    """Return a text without white space around it; raise `InvalidInput` for none, or one too long."""
    text = text.strip()
    if not text:
        raise InvalidInput("The text is empty; write what is to be posted.")
    if len(text) > longest:
        raise InvalidInput(f"The text has at most {longest:,} characters; this one has {len(text):,}.")
    return text
