"""Settings of the area Tickets."""

from astromorty.services.guild_settings.kinds import Category, Number, Role, Roles, TextChannel
from astromorty.services.guild_settings.setting import GuildSetting

TICKETS = (
    GuildSetting(
        name="tickets_category",
        area="tickets",
        title="Category",
        description="Where the channels of tickets are made.",
        kind=Category(),
        none_means="none",
    ),
    GuildSetting(
        name="tickets_staff",
        area="tickets",
        title="Staff",
        description="The role that sees every ticket and answers.",
        kind=Role(to_give=False),
        none_means="none",
    ),
    GuildSetting(
        name="tickets_more_staff",
        area="tickets",
        title="More staff",
        description="Further roles that see every ticket and answer.",
        kind=Roles(most=5),
        none_means="none",
    ),
    GuildSetting(
        name="tickets_transcripts",
        area="tickets",
        title="Transcripts",
        description="Where what was written in a ticket is kept when it is closed.",
        kind=TextChannel(),
        none_means="none",
    ),
    GuildSetting(
        name="tickets_limit",
        area="tickets",
        title="Limit",
        description="How many open tickets a member can have.",
        kind=Number(1, 10, common=("1", "2", "3")),
    ),
)
