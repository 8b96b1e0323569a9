"""What a server decided about experience: who gets none, who gets more, which roles a level earns."""

from typing import ClassVar, Literal, NamedTuple

from pydantic import BaseModel, ConfigDict
from sqlalchemy import BigInteger, CheckConstraint, Text, false
from sqlmodel import Field

from astromorty.database.models.base import OfGuild, OfMember
from astromorty.database.models.member_data import MemberColumn, OnErasure

Target = Literal["channel", "role"]


class _OfTarget(OfGuild):
    # Part of the key: @everyone has the server's own ID, and so may an old server's first channel.
    target: str = Field(primary_key=True, sa_type=Text)
    target_id: int = Field(primary_key=True, sa_type=BigInteger, sa_column_kwargs={"autoincrement": False})


class LevelIgnoredRow(_OfTarget, table=True):
    """The table `level_ignored`: channels and roles in which messages give nothing."""

    cached_as: ClassVar[tuple[str, ...]] = ("level_rules",)

    __table_args__ = (CheckConstraint("target IN ('channel', 'role')", "target"),)


class LevelMultiplierRow(_OfTarget, table=True):
    """The table `level_multiplier`: channels and roles in which messages give more, or less."""

    cached_as: ClassVar[tuple[str, ...]] = ("level_rules",)

    __table_args__ = (
        CheckConstraint("target IN ('channel', 'role')", "target"),
        CheckConstraint("hundredths BETWEEN 0 AND 1000", "hundredths"),
    )

    hundredths: int = Field()


class LevelBlacklistRow(OfMember, table=True):
    """The table `level_blacklist`: members who get nothing."""

    cached_as: ClassVar[tuple[str, ...]] = ("level_rules",)
    member_data: ClassVar[tuple[MemberColumn, ...]] = (
        MemberColumn(
            "member_id",
            OnErasure.KEEP,
            "a server's decision to give you no experience holds; ask its team",
            rows="Servers in which you get no experience",
        ),
    )

    __table_args__ = (CheckConstraint("member_id > 0", "member_id"),)


class LevelRewardRow(OfGuild, table=True):
    """The table `level_reward`: roles that a level earns."""

    cached_as: ClassVar[tuple[str, ...]] = ("level_rules",)

    __table_args__ = (CheckConstraint("level BETWEEN 1 AND 1000", "level"),)

    role_id: int = Field(primary_key=True, sa_type=BigInteger, sa_column_kwargs={"autoincrement": False})
    level: int = Field()
    # Whether the server was told that the bot cannot give the role.
    is_reported: bool = Field(default=False, sa_column_kwargs={"server_default": false()})


class LevelSweepRow(OfGuild, table=True):
    """The table `level_sweep`: servers in which the roles of all members are to be compared with their levels."""

    # Raised by each request, so that one which comes during a sweep is not taken for done with it.
    number: int = Field(default=1, sa_type=BigInteger, sa_column_kwargs={"server_default": "1"})


class Reward(NamedTuple):
    """A role and the level that earns it."""

    level: int
    role_id: int
    is_reported: bool


class LevelRules(BaseModel):
    """All of a server's rules as they were when read; multipliers are pairs of an ID and hundredths."""

    model_config = ConfigDict(frozen=True)

    ignored_channels: frozenset[int] = frozenset()
    ignored_roles: frozenset[int] = frozenset()
    channel_multipliers: tuple[tuple[int, int], ...] = ()
    role_multipliers: tuple[tuple[int, int], ...] = ()
    blacklisted: frozenset[int] = frozenset()
    rewards: tuple[Reward, ...] = ()

    def concern(self, target: Target, target_id: int) -> bool:
        """Tell whether any rule is about a channel or role."""
        if target == "channel":
            return target_id in self.ignored_channels or target_id in dict(self.channel_multipliers)
        of_roles = {*self.ignored_roles, *dict(self.role_multipliers), *(reward.role_id for reward in self.rewards)}
        return target_id in of_roles
