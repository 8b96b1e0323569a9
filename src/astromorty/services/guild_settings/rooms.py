"""Settings of the area Rooms."""

from astromorty.errors import InvalidInput
from astromorty.services.guild_settings.kinds import Category, Number, Text, VoiceChannel
from astromorty.services.guild_settings.setting import GuildSetting

LONGEST_NAME = 100  # what Discord takes for a channel's name


def _check_name(text: str) -> str:
    name = " ".join(text.split())
    if not 1 <= len(name) <= LONGEST_NAME:
        raise InvalidInput(f"The name has {len(name):,} characters; 1 to {LONGEST_NAME} are allowed.")
    return name


ROOMS = (
    GuildSetting(
        name="rooms_lobby",
        area="rooms",
        title="Lobby",
        description="The voice channel whose visitors get a room of their own. Without one, there are no rooms.",
        kind=VoiceChannel(),
        none_means="none",
    ),
    GuildSetting(
        name="rooms_category",
        area="rooms",
        title="Category",
        description="Where rooms are made.",
        kind=Category(),
        none_means="the lobby's",
    ),
    GuildSetting(
        name="rooms_name",
        area="rooms",
        title="Name",
        description="What a new room is called; {user} is its owner's name.",
        kind=Text(_check_name, longest=LONGEST_NAME),
    ),
    GuildSetting(
        name="rooms_limit",
        area="rooms",
        title="Limit",
        description="How many members a new room takes; 0 is any number.",
        kind=Number(0, 99, common=("0", "5", "10")),
    ),
)
