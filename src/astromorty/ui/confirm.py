"""A question before something that cannot be taken back."""

from collections.abc import Awaitable, Callable
from contextlib import suppress

import discord
from discord import ui

from astromorty.context import Context, Interaction
from astromorty.errors import Refusal
from astromorty.ui.cards import Tone, card, container, refusal
from astromorty.ui.menu import Menu


class Question(Menu):
    """Ask, with one button for yes, which a subclass answers, and one for no.

    Args:
        ctx: The invocation that asks.
        title: The question.
        detail: What would happen, as text.
        yes: What the confirming button says, a verb.
        right: One of the gate's `RIGHTS` that the member must still have at the press.
    """

    def __init__(
        self,
        ctx: Context,
        title: str,
        detail: str,
        *,
        yes: str,
        right: str | None = None,
    ) -> None:
        super().__init__(ctx, right=right)
        confirm: ui.Button[Question] = ui.Button(
            label=yes, style=discord.ButtonStyle.danger, custom_id=self.custom_id("yes")
        )
        cancel: ui.Button[Question] = ui.Button(label="Cancel", custom_id=self.custom_id("no"))
        confirm.callback = self._confirmed
        cancel.callback = self._cancelled
        box = container(title, detail, tone=Tone.WARNING)
        box.add_item(ui.ActionRow(confirm, cancel))
        self.add_item(box)

    async def _confirmed(self, interaction: Interaction) -> None:
        raise NotImplementedError

    async def _cancelled(self, interaction: Interaction) -> None:
        await interaction.response.defer()
        await self.close(interaction, card(None, "Nothing was changed."))


class Confirm(Question):
    """Ask; on yes, do `action` and show the view that it returns.

    Args:
        ctx: The invocation that asks.
        title: The question.
        detail: What would happen, as text.
        yes: What the confirming button says, a verb.
        action: Does it; a refusal takes the question's place. Other errors are reported like a command's, and leave
            the question standing for another try.
        right: One of the gate's `RIGHTS` that the member must still have at the press.
    """

    def __init__(
        self,
        ctx: Context,
        title: str,
        detail: str,
        *,
        yes: str,
        action: Callable[[], Awaitable[ui.LayoutView]],
        right: str | None = None,
    ) -> None:
        super().__init__(ctx, title, detail, yes=yes, right=right)
        self._action = action
        self._begun = False

    async def _confirmed(self, interaction: Interaction) -> None:
        await interaction.response.defer()
        if self._begun:
            return
        self._begun = True
        try:
            view = await self._action()
        except Refusal as error:
            view = refusal(str(error))
        except Exception:
            self._begun = False
            # Progress may stand in the question's place. What failed is to be told, not that this fails too.
            with suppress(discord.HTTPException):
                await interaction.edit_original_response(view=self)
            raise
        await self.close(interaction, view)
