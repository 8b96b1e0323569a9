"""Who may run what in a server: ranks, the roles that hold them, and rules for commands."""

from collections.abc import Collection, Sequence
from typing import ClassVar, Literal, NamedTuple

from pydantic import BaseModel, ConfigDict
from sqlalchemy import BigInteger, CheckConstraint, ForeignKeyConstraint, Index, SmallInteger, Text
from sqlmodel import Field

from astromorty.database.models.base import FROZEN, OfGuild

HIGHEST_RANK = 10
LONGEST_RANK_NAME = 50
LONGEST_COMMAND = 100

Allows = Literal["rank", "everyone", "nobody"]


class PermissionRankRow(OfGuild, table=True):
    """The table `permission_rank`."""

    cached_as: ClassVar[tuple[str, ...]] = ("permission_set",)

    __table_args__ = (
        CheckConstraint(f"rank BETWEEN 0 AND {HIGHEST_RANK}", "rank"),
        CheckConstraint(f"char_length(name) BETWEEN 1 AND {LONGEST_RANK_NAME}", "name_length"),
    )

    rank: int = Field(primary_key=True, sa_type=SmallInteger, sa_column_kwargs={"autoincrement": False})
    name: str = Field(max_length=LONGEST_RANK_NAME)


class PermissionRankRoleRow(OfGuild, table=True):
    """The table `permission_rank_role`: a role holds one rank."""

    cached_as: ClassVar[tuple[str, ...]] = ("permission_set",)

    __table_args__ = (
        ForeignKeyConstraint(
            ["guild_id", "rank"],
            ["permission_rank.guild_id", "permission_rank.rank"],
            name="fk_permission_rank_role_rank",
            ondelete="CASCADE",
        ),
        Index("ix_permission_rank_role_rank", "guild_id", "rank"),
    )

    role_id: int = Field(primary_key=True, sa_type=BigInteger, sa_column_kwargs={"autoincrement": False})
    rank: int = Field(sa_type=SmallInteger)


class PermissionRuleFields(OfGuild):
    """Columns of `permission_rule`: a command, or a group with its subcommands, and who may run it."""

    command: str = Field(primary_key=True, max_length=LONGEST_COMMAND)
    allows: str = Field(sa_type=Text)
    rank: int | None = Field(default=None, sa_type=SmallInteger)


class PermissionRuleRow(PermissionRuleFields, table=True):
    """The table `permission_rule`."""

    cached_as: ClassVar[tuple[str, ...]] = ("permission",)

    __table_args__ = (
        # A rank that a rule names cannot be deleted: nobody would know what the rule then means.
        ForeignKeyConstraint(
            ["guild_id", "rank"],
            ["permission_rank.guild_id", "permission_rank.rank"],
            name="fk_permission_rule_rank",
        ),
        Index("ix_permission_rule_rank", "guild_id", "rank"),
        CheckConstraint("allows IN ('rank', 'everyone', 'nobody')", "allows"),
        CheckConstraint("(allows = 'rank') = (rank IS NOT NULL)", "allows_rank"),
    )


class PermissionRule(PermissionRuleFields):
    """A rule as it was when read."""

    model_config = FROZEN


class Rank(NamedTuple):
    """A rank and what the server calls it."""

    rank: int
    name: str


class RankRole(NamedTuple):
    """A role and the rank that its members hold."""

    role_id: int
    rank: int


class Rule(NamedTuple):
    """Who may run a command; `rank` is the lowest that may, where it is about ranks."""

    command: str
    allows: Allows
    rank: int | None


class PermissionSet(BaseModel):
    """All that a server decided about permissions, as it was when read: by rank, by role, by command."""

    model_config = ConfigDict(frozen=True)

    ranks: tuple[Rank, ...] = ()
    roles: tuple[RankRole, ...] = ()
    rules: tuple[Rule, ...] = ()

    def rank_of(self, role_ids: Collection[int]) -> int | None:
        """Return the highest rank that any of these roles holds, or None."""
        return max((held.rank for held in self.roles if held.role_id in role_ids), default=None)

    def holding(self, rank: int) -> tuple[int, ...]:
        """Return the roles that hold exactly this rank."""
        return tuple(held.role_id for held in self.roles if held.rank == rank)

    def name_of(self, rank: int) -> str | None:
        """Return what a rank is called, or None if there is none of that number."""
        return next((each.name for each in self.ranks if each.rank == rank), None)

    def rule_for(self, path: Sequence[str]) -> Rule | None:
        """Return the rule of the first command in `path`, a command and then its groups, that has one."""
        found = {rule.command: rule for rule in self.rules if rule.command in path}
        return next((found[command] for command in path if command in found), None)
