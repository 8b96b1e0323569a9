"""The form in which a snippet's text is written, and the button that opens it for a prefix command."""

import io
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

import discord
from discord import ui

from astromorty.context import Context, Interaction
from astromorty.database.models.snippet import LONGEST_CONTENT
from astromorty.errors import Refusal
from astromorty.services.snippets import Author
from astromorty.ui.cards import container, refusal
from astromorty.ui.menu import Menu, MenuModal

if TYPE_CHECKING:
    from astromorty.bot import Astromorty

PLACEHOLDERS = "{user} {server} {channel} {args} {1} … {9} are filled in"
Save = Callable[[Author, str], Awaitable[ui.LayoutView]]


async def author_of(bot: "Astromorty", member: discord.Member | discord.User) -> Author:
    """Return who somebody is among those who write snippets; they must be in the server."""
    return Author(member.id, manages=await bot.gate.may(member, "manage-snippets"))


async def ask_for_text(ctx: Context, name: str, *, present: str | None, save: Save) -> None:
    """Let the member write the text of the snippet `name`, beginning from what it is at `present`.

    `save` gets who wrote it, with the permissions of that moment, and returns what to show.
    """
    if ctx.interaction is not None:
        await ctx.interaction.response.send_modal(TextForm(Menu(ctx), name, present=present, save=save))
    else:
        await WriteMenu(ctx, name, present=present, save=save).open(ctx)


class TextForm(MenuModal):
    """A snippet's text, with room for several lines."""

    def __init__(self, menu: Menu, name: str, *, present: str | None, save: Save) -> None:
        super().__init__(menu, title=f"Snippet {name}", name="text")
        self._save = save
        self._text: ui.TextInput[ui.Modal] = ui.TextInput(
            custom_id="text", style=discord.TextStyle.long, max_length=LONGEST_CONTENT, default=present
        )
        self.add_item(ui.Label(text="Text", description=PLACEHOLDERS, component=self._text))

    async def on_submit(self, interaction: Interaction) -> None:  # pyright: ignore[reportIncompatibleMethodOverride]
        """Save the text, or give it back; the answer takes the place of the button that opened the form, if one did."""
        text = self._text.value
        try:
            view = await self._save(await author_of(self.menu.bot, interaction.user), text)
        except Refusal as error:
            # What was typed goes with the form.
            file = discord.File(io.BytesIO(text.encode(errors="replace")), "text.txt")
            await interaction.response.send_message(
                view=refusal(str(error)).add_item(ui.File(file)), file=file, ephemeral=True
            )
            return
        if interaction.message is None:
            await interaction.response.send_message(view=view)
        else:
            await interaction.response.defer()
            await self.menu.close(interaction, view)


class WriteMenu(Menu):
    """A button that opens the form: a message cannot."""

    def __init__(self, ctx: Context, name: str, *, present: str | None, save: Save) -> None:
        super().__init__(ctx)
        self._form = lambda: TextForm(self, name, present=present, save=save)
        write: ui.Button[WriteMenu] = ui.Button(
            label="Write it", style=discord.ButtonStyle.primary, custom_id=self.custom_id("write")
        )
        write.callback = self._open_form
        box = container(None, f"The text of `{name}` is missing. Write it behind the name, or in a form.")
        box.add_item(ui.ActionRow(write))
        self.add_item(box)

    async def _open_form(self, interaction: Interaction) -> None:
        await interaction.response.send_modal(self._form())
