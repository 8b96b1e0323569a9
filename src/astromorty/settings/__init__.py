"""What the operator of the process decides; the only place that reads the environment."""

from astromorty.settings.load import SettingsError, load_settings
from astromorty.settings.model import (
    Cache,
    DatabaseOptions,
    Intents,
    Settings,
    Sharding,
)

__all__ = [
    "Cache",
    "DatabaseOptions",
    "Intents",
    "Settings",
    "SettingsError",
    "Sharding",
    "load_settings",
]
