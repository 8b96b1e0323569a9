"""The form in which a snippet's text is written, and the button that opens it for a prefix command."""

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

import discord
from discord import ui

from astromorty.context import Context, Interaction
from astromorty.services.snippets import Author
from astromorty.ui.cards import container
from astromorty.ui.menu import Menu
from astromorty.ui.text_form import Show, TextForm

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
    assert ctx.command is not None
    command = ctx.command.qualified_name

    async def save_text(interaction: Interaction, text: str) -> ui.LayoutView:
        return await save(await author_of(ctx.bot, interaction.user), text)

    def form(interaction: Interaction, **answer: Show) -> TextForm:
        title = f"Snippet {name}"
        return TextForm(interaction, title, command, present, save_text, description=PLACEHOLDERS, **answer)

    if ctx.interaction is not None:
        await ctx.interaction.response.send_modal(form(ctx.interaction))
    else:
        # What was written takes the button's place.
        await WriteMenu(ctx, name, lambda menu, press: form(press, show=menu.close)).open(ctx)


class WriteMenu(Menu):
    """A button that opens the form: a message cannot."""

    def __init__(self, ctx: Context, name: str, form: Callable[[Menu, Interaction], TextForm]) -> None:
        super().__init__(ctx)
        self._form = form
        write: ui.Button[WriteMenu] = ui.Button(
            label="Write it", style=discord.ButtonStyle.primary, custom_id=self.custom_id("write")
        )
        write.callback = self._open_form
        box = container(None, f"The text of `{name}` is missing. Write it behind the name, or in a form.")
        box.add_item(ui.ActionRow(write))
        self.add_item(box)

    async def _open_form(self, interaction: Interaction) -> None:
        await interaction.response.send_modal(self._form(self, interaction))
