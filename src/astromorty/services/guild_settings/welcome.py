"""Settings of the area Welcome."""

from astromorty.errors import InvalidInput
from astromorty.services.guild_settings.kinds import Text, TextChannel
from astromorty.services.guild_settings.setting import GuildSetting

LONGEST_TEMPLATE = 1_000


def _check_template(text: str) -> str:
    if not 1 <= len(text.strip()) <= LONGEST_TEMPLATE:
        raise InvalidInput(f"The text has {len(text):,} characters; 1 to {LONGEST_TEMPLATE:,} are allowed.")
    return text.strip()


def _channel(name: str, title: str, description: str) -> GuildSetting:
    return GuildSetting(
        name=name, area="welcome", title=title, description=description, kind=TextChannel(), none_means="none"
    )


def _text(name: str, title: str, description: str, none_means: str) -> GuildSetting:
    kind = Text(_check_template, longest=LONGEST_TEMPLATE, lines=True)
    return GuildSetting(
        name=name, area="welcome", title=title, description=description, kind=kind, none_means=none_means
    )


WELCOME = (
    _channel("welcome_channel", "Welcome channel", "Where who joins is welcomed."),
    _text("welcome_template", "Welcome", "What is said there.", "Welcome to {server}, {user}!"),
    _text("welcome_dm", "Direct message", "What who joins is told in private.", "none"),
    _channel("goodbye_channel", "Goodbye channel", "Where it is said that somebody left."),
    _text("goodbye_template", "Goodbye", "What is said there.", "{name} has left {server}."),
)
