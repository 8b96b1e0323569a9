"""Settings of the area Jail."""

from astromorty.services.guild_settings.kinds import Role, TextChannel
from astromorty.services.guild_settings.setting import GuildSetting

JAIL = (
    GuildSetting(
        name="jail_role",
        area="jail",
        title="Role",
        description="What a jailed member has instead of all other roles.",
        kind=Role(),
        none_means="none",
    ),
    GuildSetting(
        name="jail_channel",
        area="jail",
        title="Channel",
        description="Where jailed members and moderators talk.",
        kind=TextChannel(),
        none_means="none",
    ),
)
