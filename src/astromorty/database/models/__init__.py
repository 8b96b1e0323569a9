"""Tables and the frozen read models beside them; importing this package registers every table."""

from astromorty.database.models.base import Model
from astromorty.database.models.cache import CacheOutboxRow, CacheStateRow
from astromorty.database.models.guild import Guild, GuildRow
from astromorty.database.models.guild_config import SETTING_NAMES, GuildConfig, GuildConfigRow
from astromorty.database.models.operator_state import OperatorState, OperatorStateRow
from astromorty.database.triggers import attach_triggers

__all__ = [
    "SETTING_NAMES",
    "CacheOutboxRow",
    "CacheStateRow",
    "Guild",
    "GuildConfig",
    "GuildConfigRow",
    "GuildRow",
    "Model",
    "OperatorState",
    "OperatorStateRow",
]

# What each table's rows are cached as; its triggers owe the same.
attach_triggers(Model.metadata, {"guild_config": GuildConfigRow.cached_as})
