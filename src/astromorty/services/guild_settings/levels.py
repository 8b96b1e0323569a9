"""Settings of the area Levels."""

from astromorty.errors import InvalidInput
from astromorty.services.guild_settings.kinds import Choice, Number, Switch, Text, TextChannel
from astromorty.services.guild_settings.setting import GuildSetting
from astromorty.services.levels.announcement import DEFAULT_TEMPLATE

LONGEST_TEMPLATE = 500


def _check_template(text: str) -> str:
    if not 1 <= len(text.strip()) <= LONGEST_TEMPLATE:
        raise InvalidInput(f"The text has {len(text):,} characters; 1 to {LONGEST_TEMPLATE} are allowed.")
    return text.strip()


LEVELS = (
    GuildSetting(
        name="levels_enabled",
        area="levels",
        title="Levels",
        description="Whether members gain experience (XP) by writing messages.",
        kind=Switch(),
    ),
    GuildSetting(
        name="levels_xp_min",
        area="levels",
        title="Least XP",
        description="The least that a message gives.",
        kind=Number(1, 1000, common=("15", "10", "5")),
    ),
    GuildSetting(
        name="levels_xp_max",
        area="levels",
        title="Most XP",
        description="The most that a message gives; the amount is drawn anew each time.",
        kind=Number(1, 1000, common=("25", "20", "50")),
    ),
    GuildSetting(
        name="levels_cooldown",
        area="levels",
        title="Cooldown",
        description="How long after a message a member's further messages give nothing.",
        kind=Number(0, 86_400, unit="s", common=("60", "30", "120")),
    ),
    GuildSetting(
        name="levels_multiplier",
        area="levels",
        title="Multiplier",
        description="What all XP in this server is multiplied by, 0 to 10.",
        kind=Number(0, 1000, scale=100, common=("1.5", "1", "2")),
    ),
    GuildSetting(
        name="levels_announce",
        area="levels",
        title="Announcements",
        description="Where a new level is announced.",
        kind=Choice(
            {
                "off": "Nowhere",
                "here": "In the channel where it was reached",
                "channel": "In the channel set below",
                "dm": "To the member, in a direct message",
            }
        ),
    ),
    GuildSetting(
        name="levels_announce_channel",
        area="levels",
        title="Announcement channel",
        description="The channel for announcements, where they go to one.",
        kind=TextChannel(),
        none_means="none",
    ),
    GuildSetting(
        name="levels_template",
        area="levels",
        title="Announcement",
        description="The text of an announcement; {user}, {level} and {server} are filled in.",
        kind=Text(_check_template, longest=LONGEST_TEMPLATE, lines=True),
        none_means=DEFAULT_TEMPLATE,
    ),
    GuildSetting(
        name="levels_rewards",
        area="levels",
        title="Reward roles",
        description="What becomes of the roles of lower levels when a member earns the next.",
        kind=Choice({"stack": "They keep all of them", "replace": "They have the highest only"}),
    ),
)
