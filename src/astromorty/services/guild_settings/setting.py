"""One setting of a server, as data."""

from dataclasses import dataclass

from astromorty.database.controllers.guild_config import DEFAULTS
from astromorty.database.models import GuildConfig
from astromorty.services.guild_settings.kinds import Kind, Value


@dataclass(frozen=True)
class GuildSetting:
    """One value that a server's managers can change.

    Attributes:
        name: The column of the configuration and the name that people type.
        area: The dashboard page on which it stands.
        title: What it is called on that page.
        description: One sentence on what it does.
        kind: What its values can be.
        none_means: What None stands for, for people, where the column can hold it.
    """

    name: str
    area: str
    title: str
    description: str
    kind: Kind
    none_means: str = ""

    @property
    def default(self) -> Value:
        """What the column holds in a server that never changed it."""
        return getattr(DEFAULTS, self.name)

    def value(self, config: GuildConfig) -> Value:
        """Read the stored value."""
        return getattr(config, self.name)

    def shown(self, value: Value) -> str:
        """Write a value for people, as they type it."""
        return self.none_means if value is None else self.kind.shown(value)
