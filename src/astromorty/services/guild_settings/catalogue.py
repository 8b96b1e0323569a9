"""All settings of a server."""

from collections.abc import Mapping

from astromorty.errors import InvalidInput
from astromorty.services.guild_settings.afk import AFK
from astromorty.services.guild_settings.automod import AUTOMOD
from astromorty.services.guild_settings.general import GENERAL
from astromorty.services.guild_settings.jail import JAIL
from astromorty.services.guild_settings.levels import LEVELS
from astromorty.services.guild_settings.logs import LOGS
from astromorty.services.guild_settings.rooms import ROOMS
from astromorty.services.guild_settings.setting import GuildSetting
from astromorty.services.guild_settings.snippets import SNIPPETS
from astromorty.services.guild_settings.starboard import STARBOARD
from astromorty.services.guild_settings.tickets import TICKETS
from astromorty.services.guild_settings.welcome import WELCOME

# The dashboard's pages in order, each with what it is about.
AREAS: Mapping[str, str] = {
    "general": "what commands start with, and the time of this server",
    "logs": "channels in which is noted what happens",
    "levels": "experience for messages, announcements and rewards",
    "snippets": "texts that members call up by name",
    "afk": "members who are away",
    "jail": "members who may not take part for a while",
    "automod": "messages that break this server's rules",
    "starboard": "messages that members liked most",
    "welcome": "what is said when members join and leave",
    "roles": "roles that members choose, or get by themselves",
    "autoroles": "roles for who joins, or for a text in the status",
    "rooms": "voice channels that come and go with their owners",
    "tickets": "private talks with the staff",
    "announcements": "messages that stay last or come at a time",
    "cooldowns": "how often commands can be used",
}
# Titles of pages whose name is no plain word.
_TITLES = {"afk": "AFK"}

SETTINGS: Mapping[str, GuildSetting] = {
    setting.name: setting
    for setting in (*GENERAL, *LOGS, *LEVELS, *SNIPPETS, *AFK, *JAIL, *AUTOMOD, *STARBOARD, *WELCOME, *ROOMS, *TICKETS)
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
