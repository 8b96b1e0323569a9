"""Forms that a command or a button opens by itself, without a menu."""

from typing import TYPE_CHECKING, Any

from discord import ui

from astromorty.context import Interaction
from astromorty.errors import Restarting
from astromorty.log.fields import bind_to_task
from astromorty.ui.menu import MENU_TIMEOUT
from astromorty.ui.presses import counted

if TYPE_CHECKING:
    from astromorty.bot import Astromorty


class Form(ui.Modal):
    """A form that is answered as a command is: whoever may not run `command` any more cannot send it.

    Args:
        interaction: The invocation or press that opens it.
        title: Its heading.
        command: The command that it belongs to, as rules know it.
    """

    def __init__(self, interaction: Interaction, *, title: str, command: str) -> None:
        # A form has one opener, and Discord tells presses on earlier processes' forms apart by the invocation.
        super().__init__(title=title, custom_id=f"menu:{interaction.id}:form", timeout=MENU_TIMEOUT)
        self.bot: Astromorty = interaction.client
        self.command = command
        self.key = interaction.id
        self.latest_press: int | None = None
        self.bot.menus.add(self)

    async def interaction_check(self, interaction: Interaction, /) -> bool:
        """Raise what the gate does, and while the bot shuts down."""
        self.latest_press = interaction.id
        bind_to_task(guild=interaction.guild_id, command=self.command)
        if self.bot.closing:
            raise Restarting
        self.bot.pace.count(interaction.user)
        await self.bot.gate.refuse(interaction.user, self.command, interaction.channel)
        return True

    async def _scheduled_task(self, interaction: Interaction, components: Any, resolved: Any) -> None:
        with counted(interaction):
            await super()._scheduled_task(interaction, components, resolved)

    async def on_error(self, interaction: Interaction, error: Exception, /) -> None:
        """Report a failure as any command's."""
        await self.bot.errors.from_interaction(interaction, error)
