"""What a message gives, in whole numbers: multipliers count in hundredths."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from astromorty.database.models import GuildConfig, LevelRules

ONE = 100


@dataclass(frozen=True, slots=True)
class Place:
    """Where a member wrote, and what the member is.

    Attributes:
        member_id: Who wrote.
        channels: The channel's ID and those of what it is in, innermost first: thread, channel, category.
        roles: The IDs of the member's roles.
    """

    member_id: int
    channels: Sequence[int]
    roles: Collection[int]


@dataclass(frozen=True, slots=True)
class Factors:
    """The multipliers of one message, in hundredths."""

    server: int
    channel: int
    role: int

    def apply(self, xp: int) -> int:
        """Multiply, and round once, at the end: half an XP counts as one."""
        return (xp * self.server * self.channel * self.role + ONE**3 // 2) // ONE**3


def obstacle(rules: LevelRules, place: Place) -> str | None:
    """Say which rule keeps a member's message from giving anything; None if none does."""
    if place.member_id in rules.blacklisted:
        return "blacklisted"
    if any(channel in rules.ignored_channels for channel in place.channels):
        return "ignored channel"
    if rules.ignored_roles and any(role in rules.ignored_roles for role in place.roles):
        return "ignored role"
    return None


def factors(config: GuildConfig, rules: LevelRules, place: Place) -> Factors:
    """Return the multipliers of a message.

    Of the channels the innermost that has a multiplier decides, of the roles the one with the highest.
    """
    channel = role = ONE
    if rules.channel_multipliers:
        of_channels = dict(rules.channel_multipliers)
        channel = next((of_channels[each] for each in place.channels if each in of_channels), ONE)
    if rules.role_multipliers:
        role = max((value for each, value in rules.role_multipliers if each in place.roles), default=ONE)
    return Factors(config.levels_multiplier, channel, role)
