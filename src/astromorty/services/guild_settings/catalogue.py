"""All settings of a server."""

from collections.abc import Mapping

from astromorty.errors import InvalidInput
from astromorty.services.guild_settings.afk import AFK
from astromorty.services.guild_settings.general import GENERAL
from astromorty.services.guild_settings.jail import JAIL
from astromorty.services.guild_settings.levels import LEVELS
from astromorty.services.guild_settings.logs import LOGS
from astromorty.services.guild_settings.setting import GuildSetting
from astromorty.services.guild_settings.snippets import SNIPPETS

# The dashboard's pages in order, each with what it is about.
AREAS: Mapping[str, str] = {
    "general": "what commands start with, and the time of this server",
    "logs": "channels in which is noted what happens",
    "levels": "experience for messages, announcements and rewards",
    "snippets": "texts that members call up by name",
    "afk": "members who are away",
    "jail": "members who may not take part for a while",
}
# Titles of pages whose name is no plain word.
_TITLES = {"afk": "AFK"}

SETTINGS: Mapping[str, GuildSetting] = {
    setting.name: setting for setting in (*GENERAL, *LOGS, *LEVELS, *SNIPPETS, *AFK, *JAIL)
}


def area_title(area: str) -> str:
    """Return what the page of an area is called."""
    return _TITLES.get(area, area.title())


def find_setting(name: str) -> GuildSetting:
    """Return the setting called `name`, whatever its case; raise InvalidInput that names all settings."""
    setting = SETTINGS.get(name.strip().lower())
    if setting is None:
        raise InvalidInput(f"There is no setting of that name; choose one of {', '.join(f'`{n}`' for n in SETTINGS)}.")
    return setting
