"""The bot's application and its commands."""

from dataclasses import dataclass, field
from enum import IntEnum, IntFlag

from discord_sandbox.state.user import User
from discord_sandbox.wire import JsonObject


class ApplicationFlags(IntFlag):
    """Which privileged intents the application may use (the forms for fewer than 100 guilds)."""

    PRESENCES = 1 << 13
    MEMBERS = 1 << 15
    MESSAGE_CONTENT = 1 << 19


class CommandType(IntEnum):
    """Kinds of application command."""

    CHAT_INPUT = 1
    USER = 2
    MESSAGE = 3


@dataclass(slots=True)
class ApplicationCommand:
    """A registered command. ``guild_id`` None is a global one; ``options`` stay as they were sent."""

    id: int
    version: int
    type: CommandType
    name: str
    description: str = ""
    guild_id: int | None = None
    options: list[JsonObject] = field(default_factory=list[JsonObject])
    default_member_permissions: int | None = None
    nsfw: bool = False
    contexts: list[int] | None = None
    integration_types: list[int] = field(default_factory=lambda: [0])
    name_localizations: dict[str, str] | None = None
    description_localizations: dict[str, str] | None = None


@dataclass(slots=True)
class Application:
    """The one application of a sandbox, its bot account and token."""

    id: int
    name: str
    bot: User
    owner: User
    token: str
    flags: ApplicationFlags
    description: str = ""
    commands: dict[int, ApplicationCommand] = field(default_factory=dict[int, ApplicationCommand])
    creates_today: dict[int | None, int] = field(default_factory=dict["int | None", int])

    def commands_of(self, guild_id: int | None) -> list[ApplicationCommand]:
        """Return the commands of one guild, or the global ones for None."""
        return [command for command in self.commands.values() if command.guild_id == guild_id]
