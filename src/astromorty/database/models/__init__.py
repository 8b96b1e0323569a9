"""Tables and the frozen read models beside them; importing this package registers every table."""

from astromorty.database.models.base import Model
from astromorty.database.models.guild import Guild, GuildRow
from astromorty.database.models.guild_config import SETTING_NAMES, GuildConfig, GuildConfigRow
from astromorty.database.models.operator_state import OperatorState, OperatorStateRow

__all__ = [
    "SETTING_NAMES",
    "Guild",
    "GuildConfig",
    "GuildConfigRow",
    "GuildRow",
    "Model",
    "OperatorState",
    "OperatorStateRow",
]
