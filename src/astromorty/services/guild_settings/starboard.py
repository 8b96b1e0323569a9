"""Settings of the area Starboard."""

from astromorty.services.guild_settings.kinds import Emoji, Number, TextChannel
from astromorty.services.guild_settings.setting import GuildSetting

STARBOARD = (
    GuildSetting(
        name="starboard_channel",
        area="starboard",
        title="Channel",
        description="Where messages with enough stars are shown. Without one, there is no starboard.",
        kind=TextChannel(),
        none_means="none",
    ),
    GuildSetting(
        name="starboard_emoji",
        area="starboard",
        title="Emoji",
        description="The reaction that counts as a star.",
        kind=Emoji(),
    ),
    GuildSetting(
        name="starboard_threshold",
        area="starboard",
        title="Stars",
        description="How many members must have starred a message; its author does not count.",
        kind=Number(1, 100, common=("3", "5", "10")),
    ),
)
