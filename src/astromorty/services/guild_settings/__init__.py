"""What a server's managers can set: every setting as data, and the one way to save it."""

from astromorty.services.guild_settings.catalogue import AREAS, SETTINGS, area_title, find_setting
from astromorty.services.guild_settings.service import GuildSettings
from astromorty.services.guild_settings.setting import GuildSetting
from astromorty.services.guild_settings.timezones import parse_timezone, suggest_timezones

__all__ = [
    "AREAS",
    "SETTINGS",
    "GuildSetting",
    "GuildSettings",
    "area_title",
    "find_setting",
    "parse_timezone",
    "suggest_timezones",
]
