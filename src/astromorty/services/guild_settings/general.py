"""Settings of the area General."""

from astromorty.errors import InvalidInput
from astromorty.prefix import DEFAULT_PREFIX, InvalidPrefix, validate_prefix
from astromorty.services.guild_settings.kinds import Text
from astromorty.services.guild_settings.setting import GuildSetting
from astromorty.services.guild_settings.timezones import COMMON_TIMEZONES, parse_timezone, suggest_timezones


def _check_prefix(text: str) -> str:
    try:
        return validate_prefix(text)
    except InvalidPrefix as error:
        raise InvalidInput(str(error)) from None


GENERAL = (
    GuildSetting(
        name="prefix",
        area="general",
        title="Prefix",
        description="What a message starts with to be a command. Mentioning the bot always works too.",
        kind=Text(_check_prefix, lambda _: ["!", "?", ".", "bot!", DEFAULT_PREFIX]),
        none_means=DEFAULT_PREFIX,
    ),
    GuildSetting(
        name="timezone",
        area="general",
        title="Time zone",
        description="The zone of times that members of this server write without one.",
        kind=Text(parse_timezone, suggest_timezones, common=COMMON_TIMEZONES),
    ),
)
