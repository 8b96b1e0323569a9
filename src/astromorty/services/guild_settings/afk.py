"""Settings of the area AFK."""

from astromorty.services.guild_settings.kinds import Switch
from astromorty.services.guild_settings.setting import GuildSetting

AFK = (
    GuildSetting(
        name="afk_nickname",
        area="afk",
        title="Nickname",
        description="Whether the nickname of members who are away is marked with [AFK].",
        kind=Switch(),
    ),
)
