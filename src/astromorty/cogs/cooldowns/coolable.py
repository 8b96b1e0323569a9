"""Which commands can have a cooldown: a server's, and no rights or commands of the bot's operator."""

from typing import TYPE_CHECKING

from discord import app_commands

from astromorty.commands.names import CommandNames
from astromorty.errors import InvalidInput
from astromorty.ui.cards import code

if TYPE_CHECKING:
    from astromorty.bot import Astromorty


class Coolable:
    """Finds them by name."""

    def __init__(self, bot: "Astromorty") -> None:
        self._bot = bot
        self.names = CommandNames(bot)

    def is_one(self, name: str) -> bool:
        """Say whether this is the whole name of one."""
        subject = self._bot.gate.subjects().get(name)
        return subject is not None and self._bot.get_command(name) is not None and not subject.requirement.operator

    def find(self, typed: str) -> str:
        """Return the name of the command that is meant; raise `InvalidInput`."""
        name = self.names.find(typed)
        if not self.is_one(name):
            raise InvalidInput(f"{code(name)} is no command of this server, and cannot have a cooldown.")
        return name

    def offer(self, typed: str) -> list[app_commands.Choice[str]]:
        """Return up to 25 for what has been typed so far."""
        return [each for each in self.names.offer(typed) if self._bot.get_command(str(each.value)) is not None]
