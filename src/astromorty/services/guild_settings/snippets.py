"""Settings of the area Snippets."""

from astromorty.services.guild_settings.kinds import Choice, Switch
from astromorty.services.guild_settings.setting import GuildSetting

SNIPPETS = (
    GuildSetting(
        name="snippets_direct",
        area="snippets",
        title="Short form",
        description="Whether the prefix and a snippet's name are enough; a command of that name goes first.",
        kind=Switch(),
    ),
    GuildSetting(
        name="snippets_creators",
        area="snippets",
        title="Authors",
        description="Who may create snippets.",
        kind=Choice({"everyone": "All members", "managers": "Members who may manage messages"}),
    ),
)
