"""Settings of the area Rooms."""

from astromorty.services.guild_settings.kinds import Category, Number, Text, VoiceChannel
from astromorty.services.guild_settings.setting import GuildSetting
from astromorty.services.rooms.names import LONGEST_NAME, check_template

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
        kind=Text(check_template, longest=LONGEST_NAME),
    ),
    GuildSetting(
        name="rooms_limit",
        area="rooms",
        title="Limit",
        description="How many members a new room takes; 0 is any number.",
        kind=Number(0, 99, common=("0", "5", "10")),
    ),
)
