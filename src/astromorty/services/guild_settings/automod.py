"""Settings of the area Automod."""

from astromorty.services.guild_settings.kinds import Switch
from astromorty.services.guild_settings.setting import GuildSetting

AUTOMOD = (
    GuildSetting(
        name="automod_enabled",
        area="automod",
        title="Automod",
        description="Whether messages are held against this server's rules.",
        kind=Switch(),
    ),
    GuildSetting(
        name="automod_dry_run",
        area="automod",
        title="Dry run",
        description="Whether it is only noted in the log what the rules would have done.",
        kind=Switch(),
    ),
)
