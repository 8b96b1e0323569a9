"""Settings of the area Welcome."""

from astromorty.services.guild_settings.kinds import Text, TextChannel
from astromorty.services.guild_settings.setting import GuildSetting
from astromorty.services.welcome import GOODBYE, LONGEST_TEMPLATE, check_template
from astromorty.services.welcome import WELCOME as WELCOME_TEXT


def _channel(name: str, title: str, description: str) -> GuildSetting:
    return GuildSetting(
        name=name, area="welcome", title=title, description=description, kind=TextChannel(), none_means="none"
    )


def _text(name: str, title: str, description: str, none_means: str) -> GuildSetting:
    kind = Text(check_template, longest=LONGEST_TEMPLATE, lines=True)
    return GuildSetting(
        name=name, area="welcome", title=title, description=description, kind=kind, none_means=none_means
    )


WELCOME = (
    _channel("welcome_channel", "Welcome channel", "Where who joins is welcomed."),
    _text("welcome_template", "Welcome", "What is said there.", WELCOME_TEXT),
    _text("welcome_dm", "Direct message", "What who joins is told in private.", "none"),
    _channel("goodbye_channel", "Goodbye channel", "Where it is said that somebody left."),
    _text("goodbye_template", "Goodbye", "What is said there.", GOODBYE),
)
