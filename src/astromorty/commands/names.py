"""What somebody means who types the name of a command or right."""

from collections.abc import Collection
from typing import TYPE_CHECKING

from discord.app_commands import Choice

from astromorty.errors import InvalidInput
from astromorty.services.guild_settings.kinds import SUGGESTIONS
from astromorty.services.similar_names import matching_names, similar_names
from astromorty.ui.cards import code

if TYPE_CHECKING:
    from astromorty.bot import Astromorty


class CommandNames:
    """All that rules can be about, as it is typed and offered."""

    def __init__(self, bot: "Astromorty") -> None:
        self._bot = bot

    def find(self, typed: str, ruled: Collection[str] = ()) -> str:
        """Return the name that rules know a command or right by; raise InvalidInput with similar ones.

        `ruled` are names that count too: of commands that there may be no more.
        """
        found = self._known(typed) or next((name for name in ruled if name == _plain(typed)), None)
        if found is None:
            close = similar_names(sorted(self._bot.gate.subjects()), _plain(typed))
            hint = f" Did you mean {' or '.join(map(code, close))}?" if close else " `help` lists all commands."
            raise InvalidInput(f"There is no command called {code(typed[:100])}.{hint}")
        return found

    def split(self, text: str) -> tuple[str, str]:
        """Take apart a command's name, of one or more words, and what stands behind it."""
        words = text.split()
        for count in range(len(words) - 1, 1, -1):
            if self._known(" ".join(words[:count])) is not None:
                return " ".join(words[:count]), " ".join(words[count:])
        return words[0], " ".join(words[1:])

    def offer(self, typed: str) -> list[Choice[str]]:
        """Return up to 25 names for what has been typed so far; none that belongs to the bot's operator."""
        names = {name for name, subject in self._bot.gate.subjects().items() if not subject.requirement.operator}
        found = matching_names(sorted(names), _plain(typed), SUGGESTIONS)
        return [Choice(name=name, value=name) for name in found]

    def _known(self, typed: str) -> str | None:
        name = _plain(typed)
        command = self._bot.get_command(name)
        # discord.py takes what stands behind a command's name for arguments.
        if command is not None and len(command.qualified_name.split()) == len(name.split()):
            return command.qualified_name
        return name if name in self._bot.gate.subjects() else None


def _plain(typed: str) -> str:
    return " ".join(typed.lower().removeprefix("/").split())
