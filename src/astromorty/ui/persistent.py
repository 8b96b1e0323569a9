"""Controls that outlive the process that posted them: all they need is in their IDs, so that any process answers."""

import re
from abc import abstractmethod
from typing import TYPE_CHECKING, Any, Final, Self

from discord import ui

from astromorty.context import Interaction
from astromorty.errors import Restarting
from astromorty.log.fields import bind_to_task
from astromorty.ui.presses import counted

if TYPE_CHECKING:
    from astromorty.bot import Astromorty

# discord.py asks each of its dynamic items for a template; a frame that controls have in common answers to no ID.
NO_ID: Final = re.compile(r"(?!)")


class PersistentControl(ui.DynamicItem[ui.Item[Any]], template=NO_ID):
    """A button or select that is answered as a command is: errors go the common way, none is begun while the bot stops.

    A subclass names its ``template``; what the template's groups found stands in `given`. The view that a message is
    made of should be stopped at once: discord.py need not remember it.
    """

    def __init__(self, item: ui.Item[Any], given: dict[str, str]) -> None:
        super().__init__(item)
        self.given = given

    @classmethod
    async def from_custom_id(cls, interaction: Interaction, item: ui.Item[Any], match: re.Match[str], /) -> Self:
        """Read what the control stands for from its ID."""
        del interaction
        return cls(item, match.groupdict())

    @property
    @abstractmethod
    def command(self) -> str:
        """The command that a press stands for, in the log."""

    @abstractmethod
    async def pressed(self, bot: "Astromorty", interaction: Interaction) -> None:
        """Do what a press asks for; whether this member may is for it to ask the gate."""

    async def callback(self, interaction: Interaction) -> None:
        """Answer a press, or say why not."""
        bot: Astromorty = interaction.client
        bind_to_task(guild=interaction.guild_id, command=self.command)
        with counted(interaction):
            try:
                _refuse_while_closing(bot)
                bot.pace.count(interaction.user)
                await self.pressed(bot, interaction)
            except Exception as error:  # the edge of a press: it is reported as a command's
                await bot.errors.from_interaction(interaction, error)


def _refuse_while_closing(bot: "Astromorty") -> None:
    if bot.closing:
        raise Restarting
